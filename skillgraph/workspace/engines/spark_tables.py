"""Tables in Spark: Ibis says in Spark's SQL what is counted, and only the counts come to this machine.

Imported where Spark is used: Ibis imports pyspark for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ibis.backends.pyspark import Backend

from skillgraph.workspace.engines.spark_session import failures
from skillgraph.workspace.state import table_parts

if TYPE_CHECKING:
    import pyarrow as pa

    from skillgraph.analytics.demand.counting import Table

_PATTERN = re.compile(r"([\\\[\]{}*?])")
"""Characters of a path that Spark reads as a pattern of paths."""

_ESCAPED = r"\\\1"

_A_TASK = 50
"""So many parts are read by one task that sees whether they are whole."""


class _ArrowBackend(Backend):  # type: ignore[misc]
    """Answers in Arrow. Ibis takes the way through pandas, which has no whole numbers beside nulls."""

    def to_pyarrow(self, expr: Any, /, **_given: object) -> Any:  # noqa: ANN401 - Ibis has no types
        table = expr.as_table()
        with failures():
            found = self.raw_sql(self.compile(table)).toArrow()
        return expr.__pyarrow_result__(found)


class SparkTables:
    """Tables in a session of their own beside the one that is given, with the settings of its context."""

    def __init__(self, session: Any) -> None:  # noqa: ANN401 - pyspark need not be installed
        self._session = session.newSession()
        _ArrowBackend.register_options()  # else only done for Ibis' own class
        self._backend = _ArrowBackend().connect(self._session)

    def parts(self, paths: Sequence[Path], schema: pa.Schema) -> Table:
        """See `skillgraph.workspace.engines.engine.TableStore`; workers see whether the parts are whole."""
        from pyspark.sql.pandas.types import from_arrow_schema

        here = [path.absolute() for path in paths]
        tasks = -(-len(here) // _A_TASK)
        with failures():
            self._session.range(0, len(here), 1, tasks).mapInArrow(_Check(here), "id bigint").collect()
            reader = self._session.read.schema(from_arrow_schema(schema))
            frame = reader.parquet(*(f"file://{_PATTERN.sub(_ESCAPED, str(path))}" for path in here))
        return self._named(f"parts{len(self._backend.list_tables())}", frame)

    def table(self, name: str, rows: pa.Table) -> Table:
        """See `skillgraph.workspace.engines.engine.TableStore`."""
        return self._named(name, self._session.createDataFrame(rows))

    def _named(self, name: str, frame: Any) -> Table:  # noqa: ANN401
        frame.createOrReplaceTempView(name)
        return self._backend.table(name)


@dataclass(frozen=True)
class _Check:
    """Sees that parts, by their numbers, hold what their names promise."""

    paths: Sequence[Path]

    def __call__(self, numbers: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in numbers:
            for number in batch.column("id").to_pylist():
                table_parts.check(self.paths[number])
            yield batch.slice(0, 0)
