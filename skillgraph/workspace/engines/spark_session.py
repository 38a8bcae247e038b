"""Starts a Spark session from the settings."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from skillgraph.errors import InputError
from skillgraph.processes import ONE_THREAD

if TYPE_CHECKING:
    from skillgraph.settings import SparkSettings

NAME = "skillgraph"

_NAMED = re.compile(r"^(?:Caused by: |: )?(?:[\w.$]+\.)?(\w+(?:Error|Exception))(?:: (.*))?$", re.MULTILINE)
_BETWEEN = re.compile(r"[\s=]+")

_DEFAULTS = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.execution.arrow.maxRecordsPerBatch": "2000",
    "spark.python.worker.reuse": "true",
    **{f"spark.executorEnv.{name}": value for name, value in ONE_THREAD.items()},
}
"""What a file of settings may change. A task has one thread; few rows in a batch bound its bytes."""


def start(settings: SparkSettings) -> Any:  # noqa: ANN401 - pyspark need not be installed
    """Start a session, or take the one of this process.

    Raises:
        InputError: If pyspark or Java is missing, the settings cannot be read, or Spark does not start.
    """
    check()
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.appName(NAME)
    conf = _DEFAULTS | (read_conf(settings.conf) if settings.conf else {})
    conf["spark.master"] = settings.master or conf.get("spark.master", "local[*]")
    for name, value in conf.items():
        builder = builder.config(name, value)
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    try:
        return builder.getOrCreate()
    except (PySparkException, Py4JError) as error:
        raise InputError(
            f"Spark does not start with the master {conf['spark.master']} ({cause(error)}).",
            hint="Name another with --master, such as local[2]; the log above has more.",
        ) from error


def read_conf(path: Path) -> dict[str, str]:
    """The settings in a file as ``spark-defaults.conf`` is written: a name and its value on each line.

    Raises:
        InputError: If it cannot be read, or a line has no value.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"The Spark settings {path} cannot be read ({error}).", hint="See SKILLGRAPH_SPARK_CONF."
        ) from error
    found = {}
    for number, line in enumerate(map(str.strip, lines), start=1):
        if line and not line.startswith("#"):
            name, *rest = _BETWEEN.split(line, maxsplit=1)
            value = "".join(rest)
            if not value:
                raise InputError(f"{path}, line {number}: {name} has no value.", hint="Write `NAME VALUE`.")
            found[name] = value
    return found


def cause(error: Exception) -> str:
    """What began an error of Spark, in one line: the last one that its traceback names."""
    named = _NAMED.findall(str(error))
    return ": ".join(filter(None, named[-1])) if named else str(error).partition("\n")[0]


@contextmanager
def failures() -> Iterator[None]:
    """Say in one sentence what failed on a worker.

    Raises:
        InputError: With the last line of the worker's traceback.
    """
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    try:
        yield
    except (PySparkException, Py4JError) as error:
        raise InputError(
            f"Spark could not finish: {cause(error)}",
            hint="What was done before is kept; mend the cause and run the same again. Each worker needs the "
            "same skillgraph, and the workspace under the same path.",
        ) from error


def check() -> None:
    """See that what Spark needs is installed.

    Raises:
        InputError: If pyspark or Java is missing.
    """
    if find_spec("pyspark") is None:
        raise InputError(
            "The engine spark needs pyspark, which is not installed.",
            hint="Run `pip install 'skillgraph-mapper[spark]'`.",
        )
    if not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        raise InputError(
            "The engine spark needs Java, and there is none.",
            hint="Install Java 17 or 21, or set JAVA_HOME to where it is.",
        )
