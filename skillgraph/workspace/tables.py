"""Streams of model values to Parquet and back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, fields
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, get_type_hints

from skillgraph import files
from skillgraph.errors import InputError
from skillgraph.model import Mention, Posting

if TYPE_CHECKING:
    import pyarrow as pa

Value = TypeVar("Value", Posting, Mention)
BATCH = 2_000


def write(target: Path, kind: type[Value], values: Iterable[Value]) -> int:
    """Write ``values`` to a Parquet file that appears when it is whole; memory stays flat.

    Returns:
        How many were written.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema, count, stream = _schema(kind), 0, iter(values)
    with (
        files.atomic_path(target) as temporary,
        pq.ParquetWriter(temporary, schema, compression="zstd") as writer,
    ):
        while batch := list(islice(stream, BATCH)):
            writer.write_table(pa.Table.from_pylist([asdict(value) for value in batch], schema=schema))
            count += len(batch)
    return count


def read(source: Path, kind: type[Value]) -> Iterator[Value]:
    """Read the values back in their order; columns that an older table lacks come with their defaults.

    Raises:
        InputError: If the file is missing, damaged or of another shape.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(source) as parquet:
            kinds = _enumerations(kind)
            for batch in parquet.iter_batches(BATCH, columns=[field.name for field in fields(kind)]):
                for row in batch.to_pylist():
                    yield kind(**row | {name: of(row[name]) for name, of in kinds.items() if name in row})
    except (OSError, pa.ArrowInvalid, TypeError, ValueError) as error:
        raise InputError(
            f"{source} cannot be read as {kind.__name__.lower()}s ({error}).", hint="Load the postings again."
        ) from error


def _schema(kind: type[Value]) -> pa.Schema:
    import pyarrow as pa

    columns = {str: pa.string(), int: pa.int32(), float: pa.float64()}
    enumerations = dict.fromkeys(_enumerations(kind), pa.dictionary(pa.int8(), pa.string()))
    plain = {name: columns.get(hint) for name, hint in get_type_hints(kind).items()}
    return pa.schema([(name, column or enumerations[name]) for name, column in plain.items()])


def _enumerations(kind: type[Value]) -> dict[str, type[StrEnum]]:
    """The columns that hold one of a few words."""
    return {name: hint for name, hint in get_type_hints(kind).items() if issubclass(hint, StrEnum)}
