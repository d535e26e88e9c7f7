"""Words that tell how strong a finding is, and what a caution is about: counts of each kind.

Lists written by hand with the train split of the news gold at hand; what they weigh is learned.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

_MOST = 3
"""More of a kind than this tell nothing new."""


def _compiled(words: Mapping[str, str]) -> Mapping[str, re.Pattern[str]]:
    return {kind: re.compile(rf"\b(?:{one})\b") for kind, one in words.items()}


STRENGTH: Mapping[str, re.Pattern[str]] = _compiled(
    {
        "correlational": (
            r"associat\w+|link(?:s|ed|ing)?|correlat\w+|connection|relationship|risk|"
            r"likel(?:y|ihood)|odds|predict\w*|than|compared|versus|differ\w*|higher|"
            r"lower|greater|fewer|more|less|tended|chance|rates?|prevalence"
        ),
        "causal": (
            r"caus\w+|reduc\w+|increas\w+|improv\w+|prevent\w*|protect\w*|help(?:s|ed|"
            r"ing)?|effective\w*|lowers?|lowered|cuts?|rais(?:e|es|ed)|boost\w*|"
            r"trigger\w*|block\w*|inhibit\w*|promot\w+|led to|leads? to|result(?:s|"
            r"ed) in|due to|because|effects?|slow(?:s|ed)?|kill(?:s|ed)?|eliminat\w+|"
            r"restor\w+|reliev\w+|work(?:s|ed)|benefit\w*|affect\w*|influenc\w+|"
            r"enhanc\w+|delay(?:s|ed)?|suppress\w*|stimulat\w+"
        ),
        "hedged": (
            r"may|might|could|would|suggest\w*|appear\w*|seem\w*|possibl[ey]|"
            r"potential\w*|likely|indicat\w+|probabl\w+|perhaps|hint\w*|help explain"
        ),
        "null": (
            r"no|not|n't|neither|nor|without|similar|same|failed|unchanged|did not|"
            r"didn't"
        ),
        "number": r"\d+",
        "exist": (
            r"found|discovered|identified|detected|contain\w*|showed|there (?:is|are|"
            r"was|were)|percent|per cent|half|third|average|median|years?"
        ),
    }
)
"""Kinds of words in findings."""

CAUTION: Mapping[str, re.Pattern[str]] = _compiled(
    {
        "limitation": (
            r"small|limit\w*|mice|mouse|rats?|animals?|observational|self-report\w*|"
            r"cannot prove|can't prove|cause and effect|sample|participants|"
            r"patients enrolled|only|not designed|not include|control group|"
            r"randomi[sz]ed|short|few|bias|generali[sz]\w+|lab|laboratory|did not|"
            r"didn't|based on"
        ),
        "uncertainty": (
            r"unclear|not clear|unknown|don't know|not known|know|known|whether|"
            r"uncertain\w*|not sure|questions?|too early|too soon|evidence|remains?|"
            r"mystery|not yet|understood|prove[nd]?|proof|sure|why|how"
        ),
        "interest": (
            r"fund\w*|consult\w*|paid|compan(?:y|ies)|sponsor\w*|financ\w*|fees|"
            r"disclos\w*|ties|conflict|industry|grants?|manufactur\w*|maker|pharma\w*|"
            r"employ\w*|stock|patent\w*|support(?:ed)?|drugmaker"
        ),
        "safety": (
            r"side effects?|risks?|adverse|bleed\w*|death|die[sd]?|harm\w*|danger\w*|"
            r"toxic\w*|complications?|nausea|pain|infect\w*|safe\w*|cause[sd]?|serious|"
            r"severe|damage|symptoms?|headache\w*|heart|cancer|injur\w*|reactions?|"
            r"overdose|vomit\w*"
        ),
        "research": (
            r"more research|further|future|trials?|studies are|need(?:s|ed)?|larger|"
            r"next|plan(?:s|ned|ning)?|studies|study|confirm\w*|before|replicat\w*|"
            r"test(?:ed|ing)?|hope|investigat\w+|awaiting|results are"
        ),
        "counsel": (
            r"should|shouldn't|recommend\w*|advis\w+|advice|consult|talk to|doctor|"
            r"avoid|must|don't|do not|careful|caution\w*|warn\w*|people|women|"
            r"patients|parents|stop|never|ask|important to"
        ),
        "dissent": (
            r"but|however|critic\w*|disagree\w*|doubt\w*|skeptic\w*|sceptic\w*|"
            r"contradict\w*|argue\w*|controvers\w+|concern\w*|although|while|"
            r"not convinced|wrong|debate|challeng\w+|contrary|unlikely|no evidence|"
            r"dispute\w*|instead|overstat\w+|hype"
        ),
    }
)
"""Kinds of words in cautions."""


CUES: Mapping[str, Mapping[str, re.Pattern[str]]] = {"strength": STRENGTH, "caution": CAUTION}
"""The lists by what they tell."""


def counts(sentence: str, name: str) -> NDArray[np.float32]:
    """float32[kinds]: how often words of each kind stand in a sentence, `_MOST` at most.

    Args:
        sentence: Any.
        name: "strength" or "caution".
    """
    lowered = sentence.lower()
    found = [min(_MOST, len(one.findall(lowered))) for one in CUES[name].values()]
    return np.array(found, dtype=np.float32)
