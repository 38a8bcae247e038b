"""Sends batches of Arrow records to other processes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True)
class Parcel:
    """A batch on its way. Pickled by itself, a batch takes the whole table along that it is a part of."""

    batch: pa.RecordBatch

    def __reduce__(self) -> tuple[object, ...]:
        import pyarrow as pa

        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, self.batch.schema) as writer:
            writer.write_batch(self.batch)
        return _opened, (sink.getvalue().to_pybytes(),)


def _opened(content: bytes) -> Parcel:
    import pyarrow as pa

    with pa.ipc.open_stream(content) as reader:
        return Parcel(reader.read_next_batch())


@dataclass(frozen=True)
class OnParcels:
    """Applies a function of a batch to what is in a parcel."""

    function: Callable[[pa.RecordBatch], pa.RecordBatch]

    def __call__(self, parcel: Parcel) -> pa.RecordBatch:
        """What the function gives for the batch."""
        return self.function(parcel.batch)
