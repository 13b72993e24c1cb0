"""Groups, links, attributes and headers: everything on the way from the superblock to the rows."""
import ctypes

import h5py
import numpy as np

from .family import NAMES, TEXT, matrix
from .native import new_file

DATA = matrix(12, 4)


def write(family):
    for version in ("earliest", "latest"):
        how = {"libver": version}
        family.read(f"soft_link_{version}", DATA, write=soft_link, **how)
        family.read(f"links_300_{version}", DATA, write=lambda f, d: neighbours(f, d, 300), **how)
        family.read(f"attributes_100_{version}", DATA, write=lambda f, d: attributes(f, d, 100), **how)
        family.read(f"group_cycle_{version}", DATA, write=group_cycle, **how)
        family.read(f"committed_type_{version}", DATA, write=committed_type, **how)
        family.read(f"deleted_neighbours_{version}", DATA, write=deleted, **how)
        family.read(f"ordered_{version}", DATA, file={"track_order": True}, **how)
        family.refused(f"soft_link_loop_{version}", "features", None, labels=np.zeros(0, "i4"), readable=False, write=loop, **how)
        family.refused(f"soft_link_dangling_{version}", "features", None, labels=np.zeros(0, "i4"), readable=False,
                       write=lambda f, _: f.__setitem__("features", h5py.SoftLink("/nowhere/rows")), **how)
    # More than eight links go into a fractal heap with a B-tree, many into a heap of several levels.
    family.read("links_dense", DATA, write=lambda f, d: neighbours(f, d, 12), libver="latest", contains=[b"FRHP", b"BTHD"])
    family.read("links_dense_ordered", DATA, write=lambda f, d: neighbours(f, d, 12), libver="latest",
                file={"track_order": True}, contains=[b"FRHP"])
    family.read("links_dense_deep", DATA, write=lambda f, d: neighbours(f, d, 3000), libver="latest", contains=[b"FHIB", b"BTIN"])
    family.read("link_long_names", DATA, write=long_names, libver="latest", contains=[b"FRHP"])
    family.read("attributes_dense", DATA, write=lambda f, d: attributes(f, d, 12), libver="latest", contains=[b"FRHP"])
    family.read("attribute_huge", DATA, write=huge_attribute, libver="latest")
    family.read("attribute_large", DATA, write=lambda f, d: (f.create_dataset("features", data=d),
                                                             f.attrs.create("note", np.zeros(60000, "u1"))))
    family.read("paged_space", DATA, file={"fs_strategy": "page", "fs_page_size": 4096, "fs_persist": True})
    family.read("timestamps", DATA, write=timestamps)
    family.either("external_link", "external", DATA, write=lambda f, d: external_link(family, f, d))
    family.refused("external_link_dangling", "features", None, labels=np.zeros(0, "i4"), readable=False,
                   write=lambda f, _: f.__setitem__("features", h5py.ExternalLink("not_there.h5", "/data")))
    # An external link of a file to itself never ends.
    family.refused("external_link_loop", "features", None, labels=np.zeros(0, "i4"), readable=False,
                   write=lambda f, _: f.__setitem__("features", h5py.ExternalLink("external_link_loop.h5", "/features")))

    size, uint = ctypes.c_size_t, ctypes.c_uint
    special(family, "btree_sizes", "read", H5Pset_istore_k=(uint(3),), H5Pset_sym_k=(uint(3), uint(2)))
    special(family, "addresses_of_4_bytes", "either", H5Pset_sizes=(size(4), size(4)))
    special(family, "shared_messages", "either", H5Pset_shared_mesg_nindexes=(uint(1),),
            H5Pset_shared_mesg_index=(uint(0), uint(0x1F), uint(1)))


def special(family, name, expect, **properties):
    """A file with creation properties of its own."""
    words = {"addresses_of_4_bytes": "addresses|offsets 4", "shared_messages": "shared"}.get(name, "")
    with new_file(family.path(name + ".h5"), **properties) as f:
        f.create_dataset("features", data=DATA, chunks=(1, 2), fillvalue=2)
        f["labels"] = np.arange(12, dtype="i4") % 3
        f.create_dataset("label_names", data=NAMES, dtype=TEXT)
        for i in range(40):
            f.create_dataset(f"other {i}", data=DATA, chunks=(3, 2), fillvalue=2)
    family.note(name, DATA, expect, words)


def soft_link(f, data):
    f["deep/er/rows"] = data
    f["deep/step"] = h5py.SoftLink("er/rows")
    f["features"] = h5py.SoftLink("/deep/step")


def neighbours(f, data, count):
    for i in range(count):
        if i == count // 2:
            f["features"] = data
        f[f"neighbour {i:04}"] = h5py.SoftLink("/x") if i % 3 == 0 and count > 1000 else np.int32(i)


def long_names(f, data):
    f["features"] = data
    for i in range(20):
        f[f"{i} " + "long " * 400] = np.int32(i)


def attributes(f, data, count):
    features = f.create_dataset("features", data=data)
    for owner in (f, features):
        for i in range(count):
            owner.attrs[f"attribute {i:03}"] = f"value {i}" if i % 2 else np.arange(i)


def huge_attribute(f, data):
    features = f.create_dataset("features", data=data)
    for owner in (f, features):
        owner.attrs["huge"] = np.arange(40000, dtype="i4")
        for i in range(10):
            owner.attrs[f"small {i}"] = i


def group_cycle(f, data):
    f["features"] = data
    f.create_group("group")["back"] = f["/"]
    f["group/features"] = f["features"]


def committed_type(f, data):
    f["type"] = data.dtype
    f.create_dataset("features", data=data, dtype=f["type"], chunks=(5, 4))


def deleted(f, data):
    for i in range(30):
        f[f"gone {i}"] = np.arange(i + 1)
    f["features"] = data
    for i in range(30):
        if i % 4:
            del f[f"gone {i}"]


def timestamps(f, data):
    properties = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    properties.set_obj_track_times(True)
    space = h5py.h5s.create_simple(data.shape)
    h5py.h5d.create(f.id, b"features", h5py.h5t.IEEE_F32LE, space, properties).write(h5py.h5s.ALL, h5py.h5s.ALL, data)


def loop(f, _):
    f["features"] = h5py.SoftLink("/a")
    f["a"] = h5py.SoftLink("/b")
    f["b"] = h5py.SoftLink("/features")


def external_link(family, f, data):
    with h5py.File(family.path("elsewhere.h5"), "w") as other:
        other["rows"] = data
    f["features"] = h5py.ExternalLink("elsewhere.h5", "/rows")
