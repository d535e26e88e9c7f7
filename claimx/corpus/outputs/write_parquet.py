"""Rows as parquet."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, BinaryIO

from claimx.corpus.outputs.columns import Column, Type
from claimx.extras import require

GROUP_ROWS = 10_000
"""Rows of a row group, but for the last one of a file."""

GROUP_CHARACTERS = 32 << 20
"""Characters of text at which a row group ends before: it is held in memory."""

_SURROGATE = re.compile("[\ud800-\udfff]")


def _arrow_type(pa: Any, kind: Type) -> Any:
    types = {
        Type.INTEGER: pa.int64(),
        Type.NUMBER: pa.float64(),
        Type.BOOLEAN: pa.bool_(),
        Type.LABELS: pa.list_(pa.string()),
    }
    return types.get(kind, pa.string())


def _valid(text: str) -> str:
    return _SURROGATE.sub("\ufffd", text)


class _Open:
    """A stream that belongs to someone else: pyarrow closes what it is given, and may be late.

    A writer that is given up writes its last bytes when it is collected, by then to a closed file.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._size = 0
        self.closed = False

    def write(self, data: Any) -> int:
        if not self._stream.closed:
            self._stream.write(data)
        self._size += len(data)
        return len(data)

    def tell(self) -> int:
        return self._size

    def flush(self) -> None:
        pass

    def close(self) -> None:
        self.closed = True


class ParquetRows:
    """Writes rows as parquet, a row group at a time.

    A lone surrogate, which Arrow's UTF-8 cannot hold, becomes U+FFFD, so that offsets still count.
    """

    def __init__(
        self, stream: BinaryIO, columns: Sequence[Column], metadata: Mapping[str, str]
    ) -> None:
        """Begin a file.

        Args:
            stream: Open for writing; stays so.
            columns: Of each row.
            metadata: Kept in the file's schema.

        Raises:
            MissingExtra: If pyarrow is not installed.
        """
        self._pa = require("pyarrow", extra="corpus")
        pq = require("pyarrow.parquet", extra="corpus", distribution="pyarrow")
        fields = [(_valid(one.name), _arrow_type(self._pa, one.type)) for one in columns]
        self._schema = self._pa.schema(fields, dict(metadata))
        self._stream = stream
        self._writer = pq.ParquetWriter(
            _Open(stream),
            self._schema,
            compression="zstd",
            compression_level=3,
            write_page_checksum=True,
        )
        self._rows: list[list[Any]] = []
        self._characters = 0

    def put(self, values: list[Any]) -> None:
        """Write a row, a value a column."""
        self._rows.append(values)
        self._characters += sum([len(one) for one in values if one.__class__ is str])
        if len(self._rows) >= GROUP_ROWS or self._characters >= GROUP_CHARACTERS:
            self._flush()

    def _flush(self) -> None:
        arrays = map(self._array, zip(*self._rows, strict=True), self._schema.types)
        batch = self._pa.record_batch(list(arrays), schema=self._schema)
        self._writer.write_batch(batch, row_group_size=len(self._rows))
        self._rows, self._characters = [], 0

    def _array(self, values: Sequence[Any], kind: Any) -> Any:
        try:
            return self._pa.array(values, kind)
        except UnicodeEncodeError:
            return self._pa.array(
                [_valid(one) if isinstance(one, str) else one for one in values], kind
            )

    def close(self) -> None:
        """Write what is held back, and the end of the file.

        Raises:
            ValueError: If the stream was closed before.
        """
        if self._stream.closed:
            raise ValueError("the stream was closed before its last rows were written.")
        if self._rows:
            self._flush()
        self._writer.close()
