"""Class names in every form of string."""
import h5py
import numpy as np

from .family import NAMES, matrix

DATA = matrix(6, 3)
KOREAN = ["장미", "튤립", "개나리"]
EMOJI = ["🌹 rose", "👩‍🌾", "🌷"]
LONG = ["n" * 300, "장" * 100, "short"]
PADDINGS = {"null_terminated": h5py.h5t.STR_NULLTERM, "null_padded": h5py.h5t.STR_NULLPAD, "space_padded": h5py.h5t.STR_SPACEPAD}


def write(family):
    def read(name, names, **how):
        family.read(name, DATA, label_names=names, labels=(np.arange(6) % min(3, len(names))).astype("i4"), **how)

    for version in ("earliest", "latest"):
        read(f"names_korean_{version}", KOREAN, libver=version)
        read(f"names_emoji_{version}", EMOJI, libver=version)
        read(f"names_long_{version}", LONG, libver=version)
    read("names_102", [f"class {i}" for i in range(102)])
    read("names_one", ["only"])
    read("names_empty_string", ["", "rose", "tulip"])
    read("names_with_spaces_and_slashes", ["a/b", " rose", "x\ty"])
    read("names_ascii_variable", NAMES, write_names=lambda f: f.create_dataset(
        "label_names", data=[name.encode() for name in NAMES], dtype=h5py.string_dtype("ascii")))
    read("names_variable_chunked", KOREAN, write_names=lambda f: f.create_dataset(
        "label_names", data=KOREAN, dtype=h5py.string_dtype(), chunks=(2,), maxshape=(None,), compression="gzip"))
    for padding, code in PADDINGS.items():
        for which, names in (("ascii", NAMES), ("utf8", KOREAN), ("emoji", EMOJI)):
            read(f"names_{which}_{padding}", names, write_names=lambda f, n=names, c=code: fixed(f, n, c))
        # Of the length of the longest, so that no padding tells where it ends.
        read(f"names_tight_{padding}", KOREAN, write_names=lambda f, c=code: fixed(f, KOREAN, c, c == h5py.h5t.STR_NULLTERM))
    read("names_numpy_bytes", NAMES, write_names=lambda f: f.create_dataset("label_names", data=np.array(NAMES, "S")))
    read("names_fixed_chunked", NAMES, write_names=lambda f: f.create_dataset(
        "label_names", data=np.array(NAMES, "S"), chunks=(2,), compression="gzip", shuffle=True))
    read("names_compact_heap", [f"name {'x' * i}" for i in range(200)])

    family.refused("names_twice", "rose twice", DATA, label_names=["rose", "tulip", "rose"])
    family.refused("names_are_numbers", "label_names", DATA, label_names=None,
                   write_names=lambda f: f.create_dataset("label_names", data=np.arange(3)))
    family.refused("names_two_dimensional", "label_names", DATA, label_names=None,
                   write_names=lambda f: f.create_dataset("label_names", data=np.array([NAMES], "S")))
    family.refused("names_none", "label", DATA, label_names=[])
    # Classes then have numbers for names.
    read("names_missing", ["0", "1", "2"], write_names=lambda f: None)
    family.either("names_not_utf8", "label_names", DATA, label_names=["ros\ufffd", "tulip", "x"], write_names=lambda f:
                  fixed(f, [b"ros\xe9", b"tulip", b"x"], h5py.h5t.STR_NULLPAD))


def fixed(f, names, padding, terminator=True):
    """Strings of one length, padded as C, Fortran or numpy would."""
    names = [name if isinstance(name, bytes) else name.encode() for name in names]
    length = max(map(len, names)) + terminator
    kind = h5py.h5t.C_S1.copy()
    kind.set_size(length)
    kind.set_strpad(padding)
    kind.set_cset(h5py.h5t.CSET_ASCII if all(name.isascii() for name in names) else h5py.h5t.CSET_UTF8)
    filler = b" " if padding == h5py.h5t.STR_SPACEPAD else b"\0"
    content = np.frombuffer(b"".join(name.ljust(length, filler) for name in names), f"S{length}")
    h5py.h5d.create(f.id, b"label_names", kind, h5py.h5s.create_simple((len(names),))).write(
        h5py.h5s.ALL, h5py.h5s.ALL, content.copy(), kind)
