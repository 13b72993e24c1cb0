"""What GridBenchmark.cs measures beside 'graft train': a feature file to a tested logistic regression.

Usage: grid_benchmark.py FEATURES.h5 C [C ...]
With one C it fits once, with several it compares them in 5 folds with two jobs, as one would.
"""
import sys

import h5py
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, StratifiedKFold, train_test_split

with h5py.File(sys.argv[1]) as file:
    x, y = file["features"][:], file["labels"][:]
x, test_x, y, test_y = train_test_split(x, y, test_size=0.25, random_state=42, stratify=y)
values = [float(text) for text in sys.argv[2:]]
if len(values) == 1:
    model = LogisticRegression(C=values[0], max_iter=1000).fit(x, y)
else:
    folds = StratifiedKFold(5, shuffle=True, random_state=42)
    model = GridSearchCV(LogisticRegression(max_iter=1000), {"C": values}, cv=folds, n_jobs=2).fit(x, y)
    print(f"best {model.best_params_}, cross-validated {model.best_score_:.4f}")
print(f"accuracy {model.score(test_x, test_y):.4f}")
