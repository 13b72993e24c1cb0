"""Times scikit-learn's classifiers for the benchmarks, which start it and send one line per fit.

Usage: fit_benchmark.py KIND FEATURES LABELS TRAIN_SAMPLES FEATURES_PER_SAMPLE SETTING
The first line it prints names the versions and the BLAS, which decides the speed: Debian's default BLAS is ten times
slower than OpenBLAS. FEATURES is raw little-endian float32, row-major; LABELS raw little-endian int32; samples after the
first TRAIN_SAMPLES are for testing. For each line on standard input it fits once and answers with a line of JSON:
- KIND logistic, SETTING C: seconds, iterations, loss (C * sum of losses + |W|^2 / 2);
- KIND svm, SETTING C: the same, the loss being that of LinearSVC, C * sum of squared hinges + (|W|^2 + |b|^2) / 2;
- KIND forest, SETTING the number of trees: seconds, accuracy on the test samples. Two jobs, a new seed each time.
"""
import json
import sys
import time

import numpy as np
import sklearn
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

kind, samples, width, setting = sys.argv[1], int(sys.argv[4]), int(sys.argv[5]), float(sys.argv[6])
x = np.fromfile(sys.argv[2], "<f4").reshape(-1, width)
y = np.fromfile(sys.argv[3], "<i4")
x, test_x, y, test_y = x[:samples], x[samples:], y[:samples], y[samples:]


def timed_fit(model):
    start = time.perf_counter()
    model.fit(x, y)
    return time.perf_counter() - start


def logistic():
    model = LogisticRegression(C=setting, max_iter=1000)
    seconds = timed_fit(model)
    scores = x.astype(float) @ model.coef_.T.astype(float) + model.intercept_
    shift = scores.max(axis=1)
    log_sum = np.log(np.exp(scores - shift[:, None]).sum(axis=1)) + shift
    loss = setting * (log_sum - scores[np.arange(samples), y]).sum() + 0.5 * (model.coef_.astype(float) ** 2).sum()
    return {"seconds": seconds, "iterations": int(model.n_iter_[0]), "loss": loss}


def svm():
    # With its usual 1,000 iterations it stops short of the optimum on features of networks, and losses do not compare.
    model = LinearSVC(C=setting, max_iter=100000)
    seconds = timed_fit(model)
    scores = x.astype(float) @ model.coef_.T.astype(float) + model.intercept_
    signs = np.where(y[:, None] == np.arange(scores.shape[1]), 1, -1)
    loss = setting * (np.maximum(0, 1 - signs * scores) ** 2).sum() + 0.5 * ((model.coef_ ** 2).sum() + (model.intercept_ ** 2).sum())
    return {"seconds": seconds, "iterations": int(np.max(model.n_iter_)), "loss": loss}


def forest():
    model = RandomForestClassifier(int(setting), n_jobs=2)
    return {"seconds": timed_fit(model), "accuracy": model.score(test_x, test_y)}


try:
    from threadpoolctl import threadpool_info
    blas = next((f"{i['internal_api']} {i['version']}, {i['num_threads']} threads" for i in threadpool_info() if i["user_api"] == "blas"), "an unknown BLAS, slow")
except ImportError:
    blas = "an unknown BLAS"
print(f"scikit-learn {sklearn.__version__}, NumPy {np.__version__}, {blas}", flush=True)

for _ in sys.stdin:
    print(json.dumps({"logistic": logistic, "svm": svm, "forest": forest}[kind]()), flush=True)
