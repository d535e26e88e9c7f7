"""Forms of outputs that hold rows, each with a packing."""

from claimx.corpus import Format

FILES = [
    (Format.JSONL, None),
    (Format.JSONL, "zst"),
    (Format.JSONL, "gz"),
    (Format.CSV, None),
    (Format.CSV, "zst"),
    (Format.PARQUET, None),
]
