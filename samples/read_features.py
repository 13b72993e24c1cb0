"""How well the nearest centroid of each class does on the features of a file. Needs h5py and scikit-learn.

Usage: python3 samples/read_features.py FEATURES.h5
"""
import sys

import h5py
from sklearn.model_selection import train_test_split
from sklearn.neighbors import NearestCentroid

with h5py.File(sys.argv[1], "r") as file:
    features, labels = file["features"][:], file["labels"][:]
    names = file["label_names"].asstr()[:]
    print(f"{file.attrs['backbone']}, layer {file.attrs['layer']}: {features.shape[0]} rows of {features.shape[1]} features")

train_x, test_x, train_y, test_y = train_test_split(features, labels, test_size=0.25, random_state=42, stratify=labels)
model = NearestCentroid().fit(train_x, train_y)
for label, name in enumerate(names):
    print(f"{name:20} {model.score(test_x[test_y == label], test_y[test_y == label]):7.1%}")
print(f"{'all':20} {model.score(test_x, test_y):7.1%}")
