"""Shards of real text opened in pandas, polars, DuckDB and datasets, an empty one among them."""

import json
from pathlib import Path

import pytest

from claimx.corpus import Format, RowKind, dataset_features, polars_schema
from claimx.errors import InputError

duckdb = pytest.importorskip("duckdb")
hf = pytest.importorskip("datasets")
pd = pytest.importorskip("pandas")
pl = pytest.importorskip("polars")

KEEP = ("year", "tags")
SUFFIXES = {".jsonl.zst": (Format.JSONL, "zst"), ".jsonl.gz": (Format.JSONL, "gz")}
SUFFIXES |= {".csv": (Format.CSV, None), ".csv.zst": (Format.CSV, "zst")}
SUFFIXES |= {".parquet": (Format.PARQUET, None)}


@pytest.fixture(autouse=True)
def quiet(monkeypatch, tmp_path):
    """No progress bars, and no network."""
    hf.disable_progress_bars()
    monkeypatch.setattr(hf.config, "HF_HUB_OFFLINE", True)
    yield
    hf.enable_progress_bars()


def documents(real):
    """Two without what may be null, then one with all of it."""
    found = {"title": "A title", "pages": (0, 700), "language": "en"}
    return [
        real(document="007", kept={"year": None, "tags": None}),
        real(document="008", kept={"year": 1998, "tags": ["x"]}),
        real(document="x-1", kept={"year": "1998?", "tags": {"a": 1}}, **found),
    ]


@pytest.fixture
def shards(real, write, tmp_path):
    """Files of a kind and a format: of no row, of one document each, of no row."""

    def make(kind, suffix):
        form, packing = SUFFIXES[suffix]
        parts = [[], *([one] for one in documents(real)), []]
        paths = []
        for number, part in enumerate(parts):
            path = tmp_path / "out" / f"part-{number:05d}{suffix}"
            write(path, part, form, kind, packing=packing, keep=KEEP)
            paths.append(str(path))
        return paths

    return make


def pandas(paths, kind, suffix):
    form, _ = SUFFIXES[suffix]
    if form is Format.PARQUET:
        frames = [pd.read_parquet(path) for path in paths]
    elif form is Format.CSV:
        frames = [pd.read_csv(path, dtype={"document": str}) for path in paths]
    else:
        frames = [pd.read_json(path, lines=True, dtype=False, precise_float=True) for path in paths]
    return pd.concat([one for one in frames if len(one)]).to_dict("records")


def polars(paths, kind, suffix):
    form, _ = SUFFIXES[suffix]
    if form is Format.PARQUET:
        return pl.read_parquet(paths).to_dicts()
    schema = polars_schema(kind, form, KEEP)
    scan = pl.scan_csv if form is Format.CSV else pl.scan_ndjson
    return scan(paths, schema=schema).collect().to_dicts()


def duck(paths, kind, suffix):
    form, _ = SUFFIXES[suffix]
    read = {Format.PARQUET: "read_parquet", Format.CSV: "read_csv", Format.JSONL: "read_json"}
    types = ", types = {'document': 'VARCHAR'}" if form is Format.CSV else ""
    found = duckdb.sql(f"select * from {read[form]}({paths}{types})")
    return [dict(zip(found.columns, row, strict=True)) for row in found.fetchall()]


def datasets(paths, kind, suffix, cache):
    form, _ = SUFFIXES[suffix]
    if form is Format.PARQUET:
        how = {"path": "parquet"}
    else:
        name = "csv" if form is Format.CSV else "json"
        how = {"path": name, "features": dataset_features(kind, form, KEEP)}
    return list(hf.load_dataset(data_files=paths, split="train", cache_dir=cache, **how))


@pytest.mark.parametrize("suffix", list(SUFFIXES))
@pytest.mark.parametrize("kind", list(RowKind))
@pytest.mark.parametrize("tool", [pandas, polars, duck, datasets])
def test_shards_open_with_every_row_in_order(shards, real, tmp_path, tool, kind, suffix):
    paths = shards(kind, suffix)
    more = (str(tmp_path / "cache"),) if tool is datasets else ()
    rows = tool(paths, kind, suffix, *more)
    expected = [
        (one.document, sentence)
        for one in documents(real)
        for sentence in one.sentences
        if kind is RowKind.SENTENCE or sentence.labels
    ]
    if kind is RowKind.DOCUMENT:
        assert [one["document"] for one in rows] == ["007", "008", "x-1"]
        assert {one["sentences"] for one in rows} == {15}
        nested = suffix.startswith(".jsonl")
        found = [one["counts"]["finding"] if nested else one["count_finding"] for one in rows]
        assert found == [sum("finding" in one.labels for _, one in expected) // 3] * 3
        return
    assert [(one["document"], one["text"]) for one in rows] == [
        (document, sentence.text) for document, sentence in expected
    ]
    assert [one["start"] for one in rows] == [sentence.start for _, sentence in expected]
    assert rows[-1]["page"] == 2
    assert rows[-1]["title"] == "A title"


def plain(value):
    """A value as the tools give it, JSON in text or not, without what is null."""
    value = json.loads(value) if isinstance(value, str) and value[:1] in "[{" else value
    if isinstance(value, dict):
        return {name: plain(one) for name, one in value.items() if one is not None}
    return list(map(plain, value)) if isinstance(value, list) else value


@pytest.mark.parametrize("tool", [pandas, polars, duck, datasets])
def test_what_is_read_in_a_sentence_comes_back_whole(made, reading, write, tmp_path, tool):
    text = "Tea may help because it warms, said Li."
    wanted = plain(reading().to_dict())
    for suffix in (".jsonl.zst", ".csv", ".parquet"):
        form, packing = SUFFIXES[suffix]
        unread, read = (text, (), None), (text, (), reading())
        parts = [[], [made(unread)], [made(unread, read)], []]
        paths = [str(tmp_path / f"part-{number:05d}{suffix}") for number in range(len(parts))]
        for path, part in zip(map(Path, paths), parts, strict=True):
            write(path, part, form, packing=packing, keep=KEEP)
        more = (str(tmp_path / f"cache{suffix}"),) if tool is datasets else ()
        *_, unread, row = tool(paths, RowKind.SENTENCE, suffix, *more)
        if form is Format.JSONL:
            assert plain(row["reading"]) == wanted
            nothing = unread["reading"]
            assert not isinstance(nothing, str)
            assert not (isinstance(nothing, dict) and plain(nothing))
        else:
            assert {name: plain(row[name]) for name in wanted} == wanted
            assert not any(isinstance(unread[name], str) for name in wanted)


@pytest.mark.parametrize("tool", [pandas, polars, duck, datasets])
def test_scores_and_kept_values_come_back_as_they_are(shards, real, tmp_path, tool):
    last = list(documents(real)[-1].sentences)[-1]
    for suffix in (".jsonl.zst", ".csv", ".parquet"):
        paths = shards(RowKind.SENTENCE, suffix)
        more = (str(tmp_path / f"cache{suffix}"),) if tool is datasets else ()
        row = tool(paths, RowKind.SENTENCE, suffix, *more)[-1]
        if suffix == ".jsonl.zst":
            assert dict(row["scores"]) == dict(last.scores)
            assert list(row["labels"]) == list(last.labels)
            assert "1998?" in str(row["kept"])
        else:
            assert row["score_finding"] == last.scores.finding
            assert (row["kept_year"], row["kept_tags"]) == ("1998?", '{"a": 1}')


@pytest.mark.parametrize("kind", list(RowKind))
def test_types_are_those_of_all_fields_of_a_row_and_no_others(made, write, tmp_path, kind):
    write(tmp_path / "a.jsonl", [made("It rains.")], Format.JSONL, kind)
    row = json.loads((tmp_path / "a.jsonl").read_bytes())
    for types in (polars_schema, dataset_features):
        assert set(types(kind)) == set(row)


def test_types_are_for_formats_that_have_none():
    for types in (polars_schema, dataset_features):
        with pytest.raises(InputError, match="types are for jsonl and csv"):
            types(RowKind.CLAIM, Format.PARQUET)
