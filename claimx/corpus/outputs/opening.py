"""Types of rows, for tools that else guess them from the first rows of jsonl and csv.

Parquet needs none of this: its files hold their types.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from claimx.columns import of_reading
from claimx.corpus.outputs.columns import Column, Type, nested
from claimx.corpus.outputs.rows import RowKind
from claimx.corpus.outputs.writers import Format, columns_of
from claimx.errors import InputError
from claimx.extras import require


def _types(
    kind: RowKind, form: Format, keep: Iterable[str], typed: Callable[[Column], Any]
) -> dict[str, Any]:
    """A type a column; nested as the rows are in jsonl, where "kept" is for the caller to type."""
    if form is Format.CSV:
        return {one.name: typed(one) for one in columns_of(kind, keep)}
    if form is Format.JSONL:
        columns = columns_of(kind, ())
        return nested([typed(one) for one in columns], columns)
    raise InputError(f"types are for jsonl and csv, and {form} is neither.")


def polars_schema(
    kind: RowKind, form: Format = Format.JSONL, keep: Iterable[str] = ()
) -> dict[str, Any]:
    """What `polars.scan_ndjson` and `scan_csv` take as `schema`.

    Args:
        kind: What a row is.
        form: JSONL or CSV.
        keep: In csv, the fields that were kept. In jsonl they are one column, text that is JSON, as
            relations and hedges are.

    Raises:
        InputError: If the format is another.
        ImportError: If polars is not installed.
    """
    import polars as pl

    plain = {Type.INTEGER: pl.Int64, Type.NUMBER: pl.Float64, Type.BOOLEAN: pl.Boolean}
    labels = pl.List(pl.String) if form is Format.JSONL else pl.String
    typed = {**plain, Type.LABELS: labels}
    types = _types(kind, form, keep, lambda one: typed.get(one.type, pl.String))
    if form is Format.JSONL:
        types["kept"] = pl.String
    return {name: _struct(pl, one) for name, one in types.items()}


def _struct(pl: Any, kind: Any) -> Any:
    if not isinstance(kind, Mapping):
        return kind
    return pl.Struct({name: _struct(pl, one) for name, one in kind.items()})


def dataset_features(kind: RowKind, form: Format = Format.JSONL, keep: Iterable[str] = ()) -> Any:
    """What `datasets.load_dataset("json" or "csv", ...)` takes as `features`.

    Args:
        kind: What a row is.
        form: JSONL or CSV.
        keep: In csv, the fields that were kept. In jsonl they are one column of JSON, for which
            datasets 4.7 or newer is needed.

    Raises:
        InputError: If the format is another.
        MissingExtra: If datasets is not installed.
    """
    datasets = require("datasets", extra="hf")

    def typed(one: Column) -> Any:
        if one.type is Type.LABELS and form is Format.JSONL:
            return [datasets.Value("string")]
        if one.type is Type.INTEGER and one.nullable and form is Format.CSV:
            return datasets.Value("float64")  # its csv reader has no integers with gaps
        return datasets.Value(_VALUES.get(one.type, "string"))

    types = _types(kind, form, keep, typed)
    if form is Format.JSONL:
        types["kept"] = getattr(datasets, "Json", dict)()
        if "reading" in types:
            types["reading"] = of_reading(datasets)
    return datasets.Features(types)


_VALUES = {Type.INTEGER: "int64", Type.NUMBER: "float64", Type.BOOLEAN: "bool"}
