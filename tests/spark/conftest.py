"""A Spark session of two cores, shared by all tests, and a small workspace."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from skillgraph.settings import SparkSettings
from skillgraph.workspace.engines import spark_session
from skillgraph.workspace.engines.spark import SparkEngine

if TYPE_CHECKING:
    from skillgraph.workspace.engines.spark import Session

SMALL = """# A session that lives for some minutes: its bytecode is not worth the best compiler.
spark.driver.extraJavaOptions  -XX:TieredStopAtLevel=1 -XX:+UseSerialGC
spark.driver.bindAddress       127.0.0.1
spark.driver.host              127.0.0.1
spark.sql.shuffle.partitions = 4
"""


@pytest.fixture(scope="session")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    if find_spec("pyspark") is None:
        pytest.skip("pyspark is not installed; `make spark` runs these tests in an environment with it")
    conf = tmp_path_factory.mktemp("spark") / "small.conf"
    conf.write_text(SMALL, encoding="utf-8")
    started = spark_session.start(SparkSettings(master="local[2]", conf=conf))
    yield started
    started.stop()


@pytest.fixture
def engine(session: Session) -> SparkEngine:
    """Two parts at a time."""
    return SparkEngine.of(session, together=2)


@pytest.fixture
def turtle(tmp_path: Path) -> Path:
    """A small framework of trades, as the tests of the workspace have it."""
    from tests.workspace.conftest import TURTLE

    path = tmp_path / "trades.ttl"
    path.write_text(TURTLE, encoding="utf-8")
    return path
