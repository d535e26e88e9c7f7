"""Any Python callable that labels sentences, named `module:function`, as something to judge."""

from __future__ import annotations

import hashlib
import inspect
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from claimx.errors import DataError, InputError
from claimx.evaluation.articles import Article, all_sentences
from claimx.evaluation.run import Predictions, checked
from claimx.labels import LABELS

_NAME = re.compile(r"[A-Za-z_][\w.]*:[A-Za-z_]\w*")
THRESHOLD = 0.5


def is_callable_name(text: str) -> bool:
    """Whether a text has the form `module:function`."""
    return _NAME.fullmatch(text) is not None


def resolve(text: str) -> Any:
    """The callable that `module:function` names; modules of the working folder count too.

    Raises:
        InputError: If there is no such module or callable.
    """
    module, _, name = text.partition(":")
    here = str(Path.cwd())
    if here not in sys.path:  # an installed command does not look there by itself
        sys.path.insert(0, here)
    try:
        found = getattr(import_module(module), name)
    except ImportError as absent:
        raise InputError(f"{text}: the module {module} cannot be imported ({absent}).") from absent
    except AttributeError as absent:
        raise InputError(f"{text}: the module {module} has no {name}.") from absent
    if not callable(found):
        raise InputError(f"{text}: {name} is not callable.")
    return found


def source_hash(function: Callable[..., Any]) -> str | None:
    """First 16 hex digits of a sha256 over the file that a callable is written in, if any."""
    try:
        path = inspect.getsourcefile(inspect.unwrap(function))
    except TypeError:
        return None
    return None if path is None else hashlib.sha256(Path(path).read_bytes()).hexdigest()[:16]


def as_scores(row: Any, name: str) -> list[float]:
    """One sentence's answer as four scores.

    Args:
        row: Labels that hold, or a mapping from label to a score of 0 to 1.
        name: Of the callable, for the message.

    Raises:
        DataError: If it is neither, or names another label.
    """
    strange = next((label for label in row if label not in LABELS), None) if _many(row) else row
    if strange is not None or not _many(row):
        raise DataError(
            f"{name} gave {strange!r}: for each sentence give a list drawn from "
            f"{', '.join(LABELS)}, or a mapping from these to scores."
        )
    if isinstance(row, Mapping):
        return [float(row.get(label, 0.0)) for label in LABELS]
    return [float(label in row) for label in LABELS]


def _many(row: Any) -> bool:
    return isinstance(row, Mapping | Sequence | set | frozenset) and not isinstance(row, str)


def called(
    target: str, function: Callable[[list[str]], Any], articles: Sequence[Article]
) -> Predictions:
    """Labels that a callable gives; where it gives scores, those of at least `THRESHOLD`.

    Args:
        target: Its name, for messages.
        function: Takes the sentences of all articles, and gives for each the labels that hold or
            a mapping from label to score.
        articles: What it reads.

    Raises:
        DataError: If an answer has another shape, there is not one for each sentence, or a score
            is not finite.
    """
    rows = [as_scores(row, target) for row in function(all_sentences(articles))]
    scores = np.array(rows, dtype=np.float64).reshape(-1, len(LABELS))
    found = Predictions(scores >= THRESHOLD, scores, np.zeros(len(scores), dtype=bool))
    return checked(found, articles, target)
