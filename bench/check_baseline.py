"""What CheckBenchmark.cs measures beside 'graft check': neighbours of all rows, and probabilities by fits that did not see them.

Usage: check_baseline.py FEATURES.h5
"""
import sys

import h5py
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.neighbors import NearestNeighbors
from sklearn.preprocessing import normalize

with h5py.File(sys.argv[1]) as file:
    x, y = file["features"][:], file["labels"][:]
distances, _ = NearestNeighbors(n_neighbors=10, algorithm="brute").fit(x).kneighbors()
print(f"mean distance {distances[:, 0].mean():.4f}")
folds = StratifiedKFold(5, shuffle=True, random_state=42)
probabilities = cross_val_predict(LogisticRegression(C=10, tol=1e-2), normalize(x), y, cv=folds, method="predict_proba", n_jobs=2)
print(f"accuracy {(probabilities.argmax(1) == y).mean():.4f}")
