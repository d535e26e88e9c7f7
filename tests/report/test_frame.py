import os
import subprocess
import sys
from pathlib import Path

import claimx

ROOT = Path(__file__).parents[2]
COLUMNS = [
    *("document", "index", "start", "end", "text", "labels", "primary"),
    *("finding", "mechanism", "attribution", "caution", "truncated", "engine"),
]


def test_one_row_a_sentence_with_every_field(extractor):
    document = extractor.extract(claimx.example().text, id="article")
    table = document.to_pandas()
    assert list(table.columns) == COLUMNS
    assert len(table) == len(document.sentences) == 15
    for row, one in zip(table.itertuples(index=False), document.sentences, strict=True):
        assert row.document == "article"
        assert document.text[row.start : row.end] == row.text == one.text
        assert (row.index, row.labels, row.primary) == (one.index, one.labels, one.primary)
        assert (row.truncated, row.engine) == (one.truncated, one.engine)
        assert {label: getattr(row, label) for label in claimx.LABELS} == dict(one.scores)


def test_empty_document_has_the_same_columns_and_types(extractor):
    full, empty = extractor.extract("Tea helps.").to_pandas(), extractor.extract("").to_pandas()
    assert len(empty) == 0
    assert list(empty.columns) == COLUMNS
    assert empty.dtypes.to_dict() == full.dtypes.to_dict()


def test_labels_can_be_counted_and_scores_filtered(extractor):
    document = extractor.extract(claimx.example().text)
    table = document.to_pandas()
    counts = table["labels"].explode().value_counts()
    for label in claimx.LABELS:
        assert counts.get(label, 0) == sum(label in one.labels for one in document.claims)
    assert (table[table["finding"] >= 0.5]["finding"] >= 0.5).all()


def test_lone_surrogates_are_kept(extractor):
    document = extractor.extract("Tea \ud800 helps.", id="\udfff")
    row = document.to_pandas().iloc[0]
    assert (row["document"], row["text"]) == ("\udfff", "Tea \ud800 helps.")


def test_without_pandas_the_error_names_the_extra():
    code = (
        "from claimx.types import *; scores = Scores(0, 0, 0, 0); "
        "Document('', (), 'd', ModelStamp('', '', '', scores)).to_pandas()"
    )
    ran = subprocess.run(
        [sys.executable, "-S", "-c", code],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
        capture_output=True,
        encoding="utf-8",
    )
    assert ran.returncode == 1
    assert 'pip install "claimx[corpus]"' in ran.stderr.splitlines()[-1]
