"""How good a model is on labelled sentences, and how sure the figures are; numpy alone."""

from claimx.evaluation.intervals import Bootstrap
from claimx.evaluation.report import Report
from claimx.evaluation.run import evaluate

__all__ = ["Bootstrap", "Report", "evaluate"]
