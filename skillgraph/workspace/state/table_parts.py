"""Parts of tables: Parquet files that never change, named by what is in them.

A part's name holds a hash of its bytes, so a damaged one is known, and writing the same rows again gives the
same file. A table is the list of its parts in the manifest; files that no manifest names are collected.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from skillgraph import files
from skillgraph.errors import InputError

if TYPE_CHECKING:
    import pyarrow as pa

_DIGITS = 16
_GROUP = 2_000
"""Rows of a row group, and of a batch that is read."""


def write(root: Path, folder: str, table: pa.Table, *, made_with: Mapping[str, str] | None = None) -> str:
    """Write a part in one step.

    Args:
        root: The workspace's ``postings`` folder.
        folder: Where in it, such as ``source=jobs``.
        table: The rows, in one of the schemas of `skillgraph.model.tables`.
        made_with: What the rows were made from; kept in the file's metadata.

    Returns:
        The part's name, its path below ``root``.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    from skillgraph.model.tables import MADE_WITH

    if made_with is not None:
        table = table.replace_schema_metadata({MADE_WITH: json.dumps(dict(made_with), sort_keys=True)})
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd", row_group_size=_GROUP, write_page_checksum=True)
    content = sink.getvalue()
    name = f"{folder}/part-{digest(memoryview(content))}.parquet"
    files.write_bytes(root / name, memoryview(content))
    return name


def digest(content: memoryview) -> str:
    """What the name of a file with these bytes ends with."""
    return hashlib.sha256(content).hexdigest()[:_DIGITS]


def folder_of(*names: str) -> str:
    """A folder below ``postings`` for a table, such as ``source=jobs``; any name may be given."""
    kinds = ("source", "framework", "profile")
    return "/".join(f"{kind}={quote(name, safe='@')}" for kind, name in zip(kinds, names, strict=False))


def read(path: Path, *, columns: list[str] | None = None) -> pa.Table:
    """Read a part.

    Raises:
        InputError: If it is missing or damaged; the message names the file.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    check(path)
    try:
        return pq.read_table(path, columns=columns, partitioning=None, page_checksum_verification=True)
    except (OSError, pa.ArrowException) as error:
        raise damaged(path, error) from error


def batches(path: Path, rows: int = _GROUP) -> Iterator[pa.RecordBatch]:
    """Read a part in batches.

    Raises:
        InputError: If it is missing or damaged; the message names the file.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    check(path)
    try:
        with pq.ParquetFile(path, page_checksum_verification=True) as file:
            yield from file.iter_batches(rows)
    except (OSError, pa.ArrowException) as error:
        raise damaged(path, error) from error


def check(path: Path) -> None:
    """See that a part holds what its name promises; bytes that a process has read once are not read again.

    Raises:
        InputError: If it is missing or damaged; the message names the file.
    """
    try:
        found = path.stat()
    except OSError as error:
        raise damaged(path, error) from error
    if not _was_whole(path, found.st_size, found.st_mtime_ns, found.st_ino):
        raise damaged(path)


@lru_cache(maxsize=4096)
def _was_whole(path: Path, *_stamp: int) -> bool:
    return is_whole(path)


def is_whole(path: Path) -> bool:
    """Whether a file is there with the bytes that the end of its name promises."""
    try:
        return files.sha256(path)[:_DIGITS] == path.stem[-_DIGITS:]
    except OSError:
        return False


def damaged(path: Path, error: Exception | None = None) -> InputError:
    """The error for a part that cannot be read."""
    why = f" ({str(error).splitlines()[0]})" if error and str(error) else ""
    return InputError(
        f"The part {path} of a table is missing or damaged{why}.",
        hint="Run `skillgraph posting check --repair`; it says what to load again, if anything.",
    )
