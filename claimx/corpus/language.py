"""Which language a text is in."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import Any

from claimx.extras import require

UNKNOWN = "und"
"""What a text is called whose language cannot be told, as ISO 639-2 has it."""

LETTERS = 20
"""Letters below which no language is told."""

_HEAD = 4000
"""Characters at the beginning of a text that are looked at."""

_VOTES = 4
_SLICE = 200
"""Characters of a slice, each of which has a vote: a notice in another language has one of four."""

_SURE = 0.5
"""Probability that a guess must exceed: a name or two make a short sentence look foreign."""

_NO_LANGUAGE = "zxx"


@cache
def _identifier() -> Any:
    """Naive Bayes over n-grams of bytes; see https://github.com/adbar/py3langid."""
    langid = require("py3langid.langid", extra="corpus")
    return langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE, norm_probs=True)


def _slices(text: str) -> list[str]:
    """Eight hundred characters from a text's beginning in four slices; a shorter text is one."""
    head = text[:_HEAD]
    if len(head) <= _VOTES * _SLICE:
        return [head]
    step = len(head) // _VOTES
    return [head[at : at + _SLICE] for at in range(0, _VOTES * step, step)]


def _vote(text: str) -> str:
    """The most probable language that has a code of two letters.

    The others lie so near to a big language, as Nigerian Pidgin to English, that they take short
    texts from it.
    """
    ranked = _identifier().rank(text)
    kept = [(code, share) for code, share in ranked if len(code) == 2 or code == _NO_LANGUAGE]
    code, share = kept[0]
    sure = share > _SURE * sum(share for _, share in kept)
    return str(code) if sure and code != _NO_LANGUAGE else UNKNOWN


def language(text: str) -> str:
    """The language that most of a text's beginning is in.

    Told from eight hundred of its first 4,000 characters. The first call loads the model, which
    stays in memory.

    Returns:
        ISO 639-1 code, such as "en" or "de"; "und" where it cannot be told: fewer than 20 letters,
        figures, names.

    Raises:
        MissingExtra: If py3langid is not installed.
    """
    slices = _slices(text)
    if sum(map(str.isalpha, "".join(slices))) < LETTERS:
        return UNKNOWN
    votes = Counter(vote for vote in map(_vote, slices) if vote != UNKNOWN).most_common(2)
    drawn = len(votes) == 2 and votes[0][1] == votes[1][1]
    return _vote(" ".join(slices)) if drawn or not votes else votes[0][0]
