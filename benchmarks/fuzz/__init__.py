"""Fuzzing: hostile files for the readers, hostile text for all that comes after.

`material` makes the input with hypothesis, `checks` says what must hold of it, `targets` bring the
two together, `campaign` runs them and writes the page. `python -m benchmarks.fuzz --seconds 600`.
"""
