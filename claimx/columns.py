"""Types of claims, and of what is read inside them, for Hugging Face's `datasets`."""

from __future__ import annotations

from typing import Any

from claimx.extras import require
from claimx.labels import LABELS


def of_reading(datasets: Any) -> dict[str, Any]:
    """What `Reading.to_dict` gives; a relation has the fields of both kinds, and nulls in them.

    Args:
        datasets: The module.
    """
    text = datasets.Value("string")
    offset, score = datasets.Value("int64"), datasets.Value("float64")
    mention = {"start": offset, "end": offset, "text": text, "type": text, "score": score}
    names = ("source", "cue", "speaker", "cause", "effect", "signal")
    relation = {"type": text, "content": [mention], **dict.fromkeys(names, mention)}
    return {"relations": [relation], "hedges": [mention], "strength": text, "caution": text}


def with_claims(features: Any) -> Any:
    """Columns of a data set and, beside them, "claims": lists of what `Extractor.map_batch` gives.

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
