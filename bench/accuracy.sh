#!/usr/bin/env bash
# Accuracy on folders of photos over five seeds, as docs/accuracy.md shows it.
# Usage: [EXTRACT="options of graft extract"] bench/accuracy.sh FOLDER...
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

for folder in "$@"; do
  name="$(basename "$folder")"
  # shellcheck disable=SC2086
  "$root/graft" extract "$folder" --out "$work/$name.h5" --quiet ${EXTRACT:-} >/dev/null
  for seed in 42 0 1 2 3; do
    "$root/graft" train "$work/$name.h5" --out "$work/$name.onnx" --test-fraction 0.25 --seed "$seed" --format json |
      sed -n 's/^  "accuracy": \([0-9.]*\),$/\1/p'
  done | awk -v name="$name" '
    { value[NR] = $1; sum += $1 }
    END {
      mean = sum / NR
      for (i = 1; i <= NR; i++) squares += (value[i] - mean) ^ 2
      printf "%-12s mean %.4f, standard deviation %.4f, seeds 42 0 1 2 3:", name, mean, sqrt(squares / (NR - 1))
      for (i = 1; i <= NR; i++) printf " %.4f", value[i]
      print ""
    }'
done
