"""Which engine there is by which name."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from skillgraph.errors import InputError
from skillgraph.settings import SparkSettings
from skillgraph.workspace.engines.local import LOCAL

if TYPE_CHECKING:
    from skillgraph.workspace.engines.engine import Engine


class EngineName(StrEnum):
    """What does the long work over postings."""

    LOCAL = "local"
    SPARK = "spark"


def engine_of(name: EngineName, *, master: str = "") -> Engine:
    """The engine of a name.

    Args:
        name: Which one.
        master: Where Spark is: ``local[2]``, ``spark://HOST:7077``, ``yarn`` …; else the settings say it.

    Raises:
        InputError: If what it needs is not installed, or a master is named for another engine than Spark.
    """
    if name is EngineName.LOCAL:
        if master:
            raise InputError(
                f"The engine {name} has no master.", hint="Leave it out, or name --engine spark."
            )
        return LOCAL
    from skillgraph.workspace.engines import spark, spark_session

    settings = SparkSettings.from_environment(master=master)
    spark_session.check()
    return spark.SparkEngine(lambda: spark_session.start(settings), together=settings.together)
