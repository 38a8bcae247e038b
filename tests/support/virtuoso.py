"""A Virtuoso 7 of its own, on free ports and in a folder that goes away."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tests.support.graph_stores import free_port

PROGRAM, ISQL = shutil.which("virtuoso-t"), shutil.which("isql-vt")
NAME, PASSWORD = "dba", "dba"
"""Who may do everything in a database that is new."""

_SETTINGS = """
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
FileExtend = 200
MaxCheckpointRemap = 2000
TempStorage = TempDatabase
[TempDatabase]
DatabaseFile = virtuoso-temp.db
TransactionFile = virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
CaseMode = 2
DirsAllowed = .
NumberOfBuffers = 10000
MaxDirtyBuffers = 6000
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = .
ServerThreads = 5
[SPARQL]
ResultSetMaxRows = {rows}
"""


@dataclass(frozen=True, slots=True)
class Virtuoso:
    """A running Virtuoso.

    Attributes:
        http: Its address.
        sql: The port of its SQL client.
    """

    http: str
    sql: int

    @property
    def open_store(self) -> str:
        """The graph store in which nobody says who he is."""
        return f"{self.http}/sparql-graph-crud"

    @property
    def closed_store(self) -> str:
        """The graph store that asks for a name and a password by Digest."""
        return f"{self.http}/sparql-graph-crud-auth"

    def run(self, statement: str) -> None:
        """Carry out a statement of SQL."""
        command = [str(ISQL), f"127.0.0.1:{self.sql}", NAME, PASSWORD, f"exec={statement}"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


@contextmanager
def virtuoso(folder: Path, rows: int) -> Iterator[Virtuoso]:
    """A running Virtuoso that gives back so many rows of a graph at most."""
    sql, http = free_port(), free_port()
    settings = folder / "virtuoso.ini"
    settings.write_text(_SETTINGS.format(sql=sql, http=http, rows=rows), encoding="utf-8")
    process = subprocess.Popen(
        [str(PROGRAM), "+foreground", "+configfile", str(settings)], cwd=folder, stderr=subprocess.DEVNULL
    )
    try:
        _wait_for(http, process)
        yield Virtuoso(f"http://127.0.0.1:{http}", sql)
    finally:
        process.kill()
        process.wait()


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(1_200):
        assert process.poll() is None, "Virtuoso ended while it started."
        with suppress(OSError), closing(socket.create_connection(("127.0.0.1", port), timeout=1)):
            return
        time.sleep(0.1)
    raise AssertionError("Virtuoso did not start in two minutes.")
