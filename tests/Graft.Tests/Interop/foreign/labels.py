"""Labels as others store them, and labels that cannot be right."""
import numpy as np

from .family import matrix

DATA = matrix(8, 3)
ROUND = np.arange(8) % 3


def write(family):
    for kind in ("<i8", "u1", ">i4", "<u2", "<i2", ">i8", "<u8", "<f8", "<f4", ">f8", "<f2"):
        order = "big_" if kind[0] == ">" else ""
        family.read(f"labels_{order}{np.dtype(kind).name}", DATA, labels=ROUND.astype(kind))
    # As the scripts of many courses write them: float64 features, labels as int64 in chunks, names at the end.
    family.read("course_features", matrix(50, 64, "f8"), labels=(np.arange(50) % 3).astype("i8"))
    family.read("course_images", matrix(10, 48, "f8").reshape(10, 4, 4, 3), dataset="images")
    family.read("labels_with_paths", DATA, labels=ROUND, paths=[f"사진/{i} 🌷.jpg" for i in range(8)])

    family.refused("label_negative", "label -1", DATA, labels=np.array([0, 1, 2, -1, 0, 1, 2, 0], "i4"))
    family.refused("label_too_large", "label 3", DATA, labels=np.array([0, 1, 2, 3, 0, 1, 2, 0], "i4"))
    family.refused("label_huge", "label", DATA, labels=np.full(8, 2 ** 32, "i8"))
    family.refused("label_huge_unsigned", "label", DATA, labels=np.full(8, 2 ** 64 - 1, "u8"))
    family.refused("label_fraction", "label 0.5", DATA, labels=np.array([0, 0.5, 1, 2, 0, 1, 2, 0]))
    family.refused("label_not_a_number", "label nan", DATA, labels=np.array([0, np.nan, 1, 2, 0, 1, 2, 0]))
    family.refused("labels_too_few", "labels 7", DATA, labels=np.zeros(7, "i4"))
    family.refused("labels_too_many", "labels 9", DATA, labels=np.zeros(9, "i4"))
    family.refused("labels_one_hot", "labels", DATA, labels=np.eye(8, 3, dtype="i4"))
    family.refused("labels_as_text", "labels string", DATA, labels=np.full(8, b"rose", "S6"))
    family.refused("labels_missing", "'labels'", DATA, labels=None)
    family.refused("paths_too_few", "paths", DATA, paths=["a", "b"])
