"""Calls of the HDF5 library that h5py does not pass on."""
import ctypes

import h5py

# Asking the module that h5py loaded finds the library it is linked to, wherever that is.
_library = ctypes.CDLL(h5py.h5p.__file__)


def call(function, properties, *arguments):
    """Calls a function H5P... on a property list; integers that are not of C's int must come as ctypes."""
    result = getattr(_library, function)(ctypes.c_int64(properties.id), *arguments)
    assert result >= 0, function


def low_level(f, name, data, properties, maxshape=None, space=None):
    """Makes and fills a data set with a property list of one's own."""
    space = space or h5py.h5s.create_simple(data.shape, maxshape)
    dataset = h5py.h5d.create(f.id, name.encode(), h5py.h5t.py_create(data.dtype), space, properties)
    if data.size:
        dataset.write(h5py.h5s.ALL, h5py.h5s.ALL, data)


def dataset_properties():
    return h5py.h5p.create(h5py.h5p.DATASET_CREATE)


def new_file(path, **settings):
    """A file with creation properties: H5P... functions by name, with their arguments."""
    properties = h5py.h5p.create(h5py.h5p.FILE_CREATE)
    for function, arguments in settings.items():
        for each in arguments if isinstance(arguments, list) else [arguments]:
            call(function, properties, *each)
    access = h5py.h5p.create(h5py.h5p.FILE_ACCESS)
    access.set_fclose_degree(h5py.h5f.CLOSE_STRONG)
    return h5py.File(h5py.h5f.create(path.encode(), h5py.h5f.ACC_TRUNC, properties, access))
