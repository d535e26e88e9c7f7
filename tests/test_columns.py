"""Claims as a column of a data set."""

import pytest

import claimx
from claimx.columns import with_claims

datasets = pytest.importorskip("datasets")


def test_claims_are_what_map_gives_and_no_reading_is_among_them(extractor):
    table = datasets.Dataset.from_dict({"text": ["Hello.", "Tea helps, a trial found."]})
    mapped = table.map(extractor.map_batch, batched=True, features=with_claims(table.features))
    none, (found,) = (row["claims"] for row in mapped)
    assert none == []
    assert found["labels"] == ["finding", "attribution"]
    assert {"reading", *found} == {"id", *claimx.types.Sentence.to_dict(extractor.label(["a"])[0])}
