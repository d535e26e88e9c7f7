"""Claims as columns of Hugging Face's `datasets`: their shape, and the types of all that is in it.

Arrow has one type a column, and so one set of fields for all relations in a list: attributions and
mechanisms get a list each.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from claimx.extras import require
from claimx.labels import LABELS
from claimx.types import Attribution, Claim, Mechanism, Mention, Reading

_UNREAD: dict[str, Any] = dict.fromkeys(
    ("attributions", "mechanisms", "hedges", "strength", "caution")
)


def claim_columns(claim: Claim) -> dict[str, Any]:
    """What `Claim.to_dict` gives, with these columns in the place of "reading".

    - "attributions": a list of {source, cue, content, speaker}; content is a list of mentions.
    - "mechanisms": a list of {cause, effect, signal}.
    - "hedges": a list of mentions.
    - "strength", "caution": a text.

    A mention is {start, end, text, score}, or None where there is none. All five are None where
    nobody looked; where somebody looked and found nothing, the lists are empty.
    """
    columns = claim.to_dict()
    del columns["reading"]
    return columns | (_UNREAD if claim.reading is None else _reading(claim.reading))


def _reading(reading: Reading) -> dict[str, Any]:
    relations = reading.relations
    return {
        "attributions": [_attribution(one) for one in relations if isinstance(one, Attribution)],
        "mechanisms": [_mechanism(one) for one in relations if isinstance(one, Mechanism)],
        "hedges": _mentions(reading.hedges),
        "strength": reading.strength,
        "caution": reading.caution,
    }


def _attribution(one: Attribution) -> dict[str, Any]:
    return {
        "source": _mention(one.source),
        "cue": _mention(one.cue),
        "content": _mentions(one.content),
        "speaker": _mention(one.speaker),
    }


def _mechanism(one: Mechanism) -> dict[str, Any]:
    return {name: _mention(getattr(one, name)) for name in ("cause", "effect", "signal")}


def _mentions(found: Iterable[Mention]) -> list[dict[str, Any] | None]:
    return [_mention(one) for one in found]


def _mention(one: Mention | None) -> dict[str, Any] | None:
    if one is None:
        return None
    return {"start": one.start, "end": one.end, "text": one.text, "score": float(one.score)}


def _of_mention(datasets: Any) -> dict[str, Any]:
    offset = datasets.Value("int64")
    return {
        "start": offset,
        "end": offset,
        "text": datasets.Value("string"),
        "score": datasets.Value("float64"),
    }


def _of_columns(datasets: Any) -> dict[str, Any]:
    """Types of the columns that stand in the place of "reading"."""
    text, mention = datasets.Value("string"), _of_mention(datasets)
    attribution = {"source": mention, "cue": mention, "content": [mention], "speaker": mention}
    mechanism = dict.fromkeys(("cause", "effect", "signal"), mention)
    return {
        "attributions": [attribution],
        "mechanisms": [mechanism],
        "hedges": [mention],
        "strength": text,
        "caution": text,
    }


def of_reading(datasets: Any) -> dict[str, Any]:
    """What `Reading.to_dict` gives; a relation has the fields of both kinds, and nulls in them.

    Args:
        datasets: The module.
    """
    text = datasets.Value("string")
    mention = {**_of_mention(datasets), "type": text}
    names = ("source", "cue", "speaker", "cause", "effect", "signal")
    relation = {"type": text, "content": [mention], **dict.fromkeys(names, mention)}
    return {"relations": [relation], "hedges": [mention], "strength": text, "caution": text}


def with_claims(features: Any) -> Any:
    """Columns of a data set and, beside them, "claims": lists of what `Extractor.map_batch` gives.

    They are the same whether or not the extractor looks for relations.

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
        **_of_columns(datasets),
    }
    return datasets.Features({**features, "claims": [claim]})
