"""What labels, strengths, kinds of caution and spans mean, in plain words."""

from __future__ import annotations

from collections.abc import Mapping

MEANINGS: Mapping[str, str] = {
    "finding": "The sentence states a result or a conclusion of research.",
    "mechanism": "The sentence tells by which process or step something has its effect.",
    "attribution": "The sentence itself names a source and gives it the content.",
    "caution": "The sentence limits belief, generalisation or action, or warns.",
}
"""What it means that a label holds."""

NO_LABEL = "None of the four: background, study design, biography, logistics or the like."

STRENGTH_WORDS: Mapping[str, str] = {
    "none": "It states no relation between two things.",
    "correlational": "It says that two things go together, not that one brings about the other.",
    "conditional": "It says that one thing may bring about another, and hedges.",
    "causal": "It says outright that one thing brings about another.",
}
"""How strong a finding's claim is."""

CAUTION_WORDS: Mapping[str, str] = {
    "limitation": "A limit of the study.",
    "uncertainty": "Something that is not known.",
    "interest": "A conflict of interest.",
    "safety": "Possible harm.",
    "research": "A call for further research.",
    "counsel": "Advice on what to do, or not to do.",
    "dissent": "Disagreement, or evidence that speaks against.",
}
"""What a caution is about."""

SPAN_WORDS: Mapping[str, str] = {
    "source": "who says it",
    "cue": "words that tie content to source",
    "content": "what is said",
    "cause": "what brings about",
    "signal": "words that link cause and effect",
    "effect": "what comes about",
    "hedge": "words that weaken",
}
"""What each type of span inside a sentence is."""
