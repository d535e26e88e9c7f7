"""Words that weaken, and words that only look so."""

import pytest

from claimx.relations.hedges import hedges


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Tea may lower blood pressure.", ["may"]),
        ("The results suggest that tea could possibly help.", ["suggest", "could", "possibly"]),
        ("Tea appears to help and is likely safe.", ["appears to", "likely"]),
        ("Drinkers were more likely to live long.", []),
        ("The trial ended in May 2009.", []),
        ("May tea help?", ["May"]),
        ("Tea cut deaths by a fifth.", []),
        ("Mayor Li drank.", []),
    ],
)
def test_hedges(sentence, expected):
    assert [sentence[begin:end] for begin, end in hedges(sentence)] == expected
