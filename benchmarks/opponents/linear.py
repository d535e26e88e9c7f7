"""One logistic regression a label over any features, each learning where its label is decided."""

from __future__ import annotations

from typing import Any

import numpy as np

from claimx.evaluation.counts import Floats
from claimx.labels import LABELS


class PerLabel:
    """scikit-learn's logistic regression, once a label.

    Args:
        C: Inverse strength of the L2 penalty.
    """

    def __init__(self, C: float) -> None:  # noqa: N803 (scikit-learn's name)
        self.C = C

    def fit(self, features: Any, targets: Floats) -> PerLabel:
        """Fit on features[n, ...] and targets float[n, labels], NaN where not decided."""
        from sklearn.linear_model import LogisticRegression

        self.models = []
        for column in range(len(LABELS)):
            known = np.flatnonzero(~np.isnan(targets[:, column]))
            model = LogisticRegression(C=self.C, max_iter=1000)
            self.models.append(model.fit(features[known], targets[known, column] == 1))
        return self

    def logits(self, features: Any) -> Floats:
        """Log-odds, float[n, labels]."""
        columns = [model.decision_function(features) for model in self.models]
        return np.stack(columns, axis=1).astype(np.float64)
