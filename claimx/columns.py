"""The type of a column of claims in a data set of Hugging Face's `datasets`."""

from __future__ import annotations

from typing import Any

from claimx.extras import require
from claimx.labels import LABELS


def with_claims(features: Any) -> Any:
    """Columns of a data set and, beside them, "claims": lists of what `Claim.to_dict` gives.

    Args:
        features: The `datasets.Features` of the data set; None, where a stream does not know
            them, gives None.

    Raises:
        MissingExtra: If datasets is not installed.
    """
    datasets = require("datasets", extra="hf")
    if features is None:
        return None
    text, number = datasets.Value("string"), datasets.Value("int64")
    claim = {
        "id": text,
        "index": number,
        "start": number,
        "end": number,
        "text": text,
        "labels": [text],
        "primary": text,
        "scores": {label: datasets.Value("float64") for label in LABELS},
        "truncated": datasets.Value("bool"),
        "engine": text,
    }
    return datasets.Features({**features, "claims": [claim]})
