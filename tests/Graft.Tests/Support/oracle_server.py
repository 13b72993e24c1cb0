"""Runs Python scripts, each in a process of its own that finds its modules imported already: these take a second or two.

Usage: oracle_server.py SOCKET MODULES

A connection is a request, a line of JSON: [script or null, path or null, arguments]. The answer is [exit code, output,
errors]. It ends with its standard input.
"""
import importlib
import json
import os
import runpy
import select
import socket
import sys
import tempfile


def run(script, path, arguments):
    """What 'python -c' and 'python PATH' do."""
    sys.argv = [path or "-c", *arguments]
    sys.path[0] = os.path.dirname(path) if path else ""
    if path:
        runpy.run_path(path, run_name="__main__")
    else:
        # As the main module, whose files are closed when it ends; those of a dictionary that functions hold on to may not be.
        names = sys.modules["__main__"].__dict__
        exec(compile(script, "<script>", "exec"), names)


def answer(connection):
    """Forks once more, so that whatever becomes of the script, there is an answer."""
    request = json.loads(connection.makefile("r", encoding="utf-8").readline())
    output, errors = tempfile.TemporaryFile(), tempfile.TemporaryFile()
    child = os.fork()
    if child == 0:
        connection.close()
        os.dup2(output.fileno(), 1)
        os.dup2(errors.fileno(), 2)
        # No handler: an error ends the process as it does any script.
        run(*request)
        return
    _, status = os.waitpid(child, 0)
    texts = []
    for file in (output, errors):
        file.seek(0)
        texts.append(file.read().decode("utf-8", "replace"))
    connection.sendall(json.dumps([os.waitstatus_to_exitcode(status), *texts]).encode())
    os._exit(0)


def serve(address, modules):
    for module in modules.split(","):
        importlib.import_module(module.strip())
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(address)
    listener.listen(64)
    print("ready", flush=True)
    while True:
        ready, _, _ = select.select([listener, sys.stdin], [], [])
        if sys.stdin in ready:
            os.unlink(address)
            return
        connection, _ = listener.accept()
        if os.fork() == 0:
            listener.close()
            answer(connection)
            return
        connection.close()
        reap()


def reap():
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass


serve(*sys.argv[1:])
