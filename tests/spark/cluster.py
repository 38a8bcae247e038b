"""A standalone Spark cluster on this machine: a master and workers, each a process of its own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

_LOCAL = "127.0.0.1"
_PATIENCE = 60.0
_STARTED = "Successfully registered with master"
_CONF = f"""
spark.driver.host              {_LOCAL}
spark.driver.bindAddress       {_LOCAL}
spark.driver.extraJavaOptions  -XX:TieredStopAtLevel=1 -XX:+UseSerialGC
spark.executor.extraJavaOptions  -XX:TieredStopAtLevel=1 -XX:+UseSerialGC
spark.executor.cores           1
spark.executor.memory          700m
spark.sql.shuffle.partitions   4
"""


@dataclass(frozen=True, slots=True)
class Cluster:
    """A cluster that runs.

    Attributes:
        master: Its address.
        workers: The process of each, which leads a group with all that it starts.
        environment: What a driver needs.
    """

    master: str
    workers: tuple[subprocess.Popen[bytes], ...]
    environment: Mapping[str, str]


@contextmanager
def cluster(folder: Path, *, workers: int) -> Iterator[Cluster]:
    """A cluster with a number of workers of one core each; all of it ends with the block."""
    root = Path(__file__).parents[2]
    conf = folder / "spark.conf"
    conf.write_text(_CONF, encoding="utf-8")
    environment = {
        **os.environ,
        "PYTHONPATH": f"{root}{os.pathsep}{root / 'api'}",
        "PYSPARK_PYTHON": sys.executable,
        "SKILLGRAPH_SPARK_CONF": str(conf),
        "SPARK_HOME": str(_home()),
        "SPARK_LOCAL_IP": _LOCAL,
        "SPARK_DAEMON_MEMORY": "300m",
    }
    master = f"spark://{_LOCAL}:{(port := _free())}"
    where = ["--host", _LOCAL, "--webui-port", "0"]
    running = []
    try:
        running.append(_started(folder, environment, "master.Master", *where, "--port", str(port)))
        _until(folder / "master.Master.log", "I have been elected leader")
        for number in range(workers):
            work = folder / f"worker{number}"
            work.mkdir()
            size = ["--cores", "1", "--memory", "1g", "--work-dir", str(work)]
            running.append(_started(work, environment, "worker.Worker", *where, *size, master))
        for number in range(workers):
            _until(folder / f"worker{number}" / "worker.Worker.log", _STARTED)
        yield Cluster(master, tuple(running[1:]), environment)
    finally:
        for one in running:
            kill(one)


def kill(process: subprocess.Popen[bytes]) -> None:
    """Kill a process with everything that it started."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _started(
    folder: Path, environment: Mapping[str, str], what: str, *arguments: str
) -> subprocess.Popen[bytes]:
    command = [str(_home() / "bin" / "spark-class"), f"org.apache.spark.deploy.{what}", *arguments]
    with (folder / f"{what}.log").open("wb") as log:
        return subprocess.Popen(
            command, stdout=log, stderr=log, env=dict(environment), cwd=folder, start_new_session=True
        )


def _home() -> Path:
    spec = find_spec("pyspark")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent


def _free() -> int:
    with socket.create_server((_LOCAL, 0)) as one:
        port: int = one.getsockname()[1]
        return port


def _until(log: Path, said: str) -> None:
    end = time.monotonic() + _PATIENCE
    while said not in (text := log.read_text(encoding="utf-8", errors="replace")):
        assert time.monotonic() < end, text[-3_000:]
        time.sleep(0.1)
