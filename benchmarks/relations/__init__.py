"""Who says what, and what brings about what: spans against gold, beside what a user could pick.

`python -m benchmarks.relations` prints and writes `results/relations.md`.
"""
