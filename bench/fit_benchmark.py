"""Times scikit-learn's logistic regression for FitBenchmark.cs, which starts it and sends one line per fit.

Usage: fit_benchmark.py FEATURES LABELS SAMPLES FEATURES_PER_SAMPLE C
The first line it prints names the versions and the BLAS, which decides the speed: Debian's default BLAS is ten times
slower than OpenBLAS. FEATURES is raw little-endian float32, row-major; LABELS raw little-endian int32. For each line on standard input it
fits once and answers with a line of JSON: seconds, iterations, loss (C * sum of losses + |W|^2 / 2).
"""
import json
import sys
import time

import numpy as np
import sklearn
from sklearn.linear_model import LogisticRegression

samples, width, c = int(sys.argv[3]), int(sys.argv[4]), float(sys.argv[5])
x = np.fromfile(sys.argv[1], "<f4").reshape(samples, width)
y = np.fromfile(sys.argv[2], "<i4")

try:
    from threadpoolctl import threadpool_info
    blas = next((f"{i['internal_api']} {i['version']}, {i['num_threads']} threads" for i in threadpool_info() if i["user_api"] == "blas"), "an unknown BLAS, slow")
except ImportError:
    blas = "an unknown BLAS"
print(f"scikit-learn {sklearn.__version__}, NumPy {np.__version__}, {blas}", flush=True)

for _ in sys.stdin:
    start = time.perf_counter()
    model = LogisticRegression(C=c, max_iter=1000).fit(x, y)
    seconds = time.perf_counter() - start
    scores = x.astype(float) @ model.coef_.T.astype(float) + model.intercept_
    shift = scores.max(axis=1)
    log_sum = np.log(np.exp(scores - shift[:, None]).sum(axis=1)) + shift
    loss = c * (log_sum - scores[np.arange(samples), y]).sum() + 0.5 * (model.coef_.astype(float) ** 2).sum()
    print(json.dumps({"seconds": seconds, "iterations": int(model.n_iter_[0]), "loss": loss}), flush=True)
