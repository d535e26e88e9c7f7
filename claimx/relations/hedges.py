"""Words that weaken a finding: a list, read off 600 findings of the news gold and Hyland's hedges.

K. Hyland, Metadiscourse (2005), appendix: the epistemic verbs, adverbs, adjectives and nouns that
news of research uses; words that mostly do something else there ("about", "can", "around") are
left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_WORDS = (
    r"may(?! \d)|might|could|would seem|would appear|"
    r"appear(?:s|ed)?(?: to)?|seem(?:s|ed|ingly)?(?: to)?|tend(?:s|ed)? to|"
    r"suggest(?:s|ed|ing|ive)?|indicat(?:e|es|ed|ing)|indications?|hint(?:s|ed|ing)?(?: at)?|"
    r"impl(?:y|ies|ied|ying)|"
    r"(?:is|are|was|were) (?:believed|thought|suspected) to|(?:believed|thought|suspected) to|"
    r"believe[sd]?|suspect(?:s|ed)?|speculat(?:e|es|ed|ion)|estimate[sd]?|theori(?:es|ze|zed)|"
    r"probabl[ey]|perhaps|possibl[ey]|maybe|"
    r"(?<!more )(?<!less )(?<!as )(?<!most )likely|unlikely|potential(?:ly)?|presumabl[ey]|"
    r"apparent(?:ly)?|reportedly|purported(?:ly)?|in theory|to some (?:extent|degree)|"
    r"some evidence|preliminary|promising|unclear|not clear|not certain|"
    r"(?:lends?|lent|adds? (?:further )?) ?support(?: to)?|raise[sd]? questions|"
    r"(?:is|are|was|were) consistent with"
)
_HEDGE = re.compile(rf"\b(?:{_WORDS})\b", re.IGNORECASE)
_MONTH = re.compile(r"\b(?:in|of|on|last|this|until|since|by|late|early) $|\d $")


def hedges(sentence: str) -> Iterator[tuple[int, int]]:
    """Where the hedges of a sentence are."""
    for found in _HEDGE.finditer(sentence):
        month = found[0] == "May" and found.start() > 0
        if not (month and _MONTH.search(sentence[: found.start()])):
            yield found.span()
