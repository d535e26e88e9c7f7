"""Comparing systems on the same documents."""

from benchmarks.statistics.paired import Comparison, compare, holm

__all__ = ["Comparison", "compare", "holm"]
