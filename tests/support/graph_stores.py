"""Graph stores to publish to: Oxigraph's server, and a proxy that spoils what passes."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from threading import Thread

SERVER = shutil.which("oxigraph", path=str(Path(sys.executable).parent)) or shutil.which("oxigraph")
"""Oxigraph's server."""


@contextmanager
def oxigraph(folder: Path, port: int = 0) -> Iterator[str]:
    """A running server, and the address of its graph store."""
    port = port or free_port()
    process = subprocess.Popen(
        [str(SERVER), "serve", "--location", str(folder), "--bind", f"127.0.0.1:{port}"],
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(100):
            with suppress(OSError), closing(socket.create_connection(("127.0.0.1", port), timeout=1)):
                break
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}/store"
    finally:
        process.kill()
        process.wait()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


class Proxy:
    """Passes what is sent on to a server, as ``spoil`` lets it.

    Args:
        address: Of the server.
        spoil: Gets the head of each request; gives how many bytes of request and of answer pass, or an
            answer of its own.
    """

    def __init__(self, address: str, spoil: Callable[[bytes], tuple[float, float] | bytes]) -> None:
        host, _, rest = address.removeprefix("http://").partition("/")
        self._target = (host.partition(":")[0], int(host.partition(":")[2]))
        self._spoil = spoil
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}/{rest}"
        Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                caller, _ = self._listening.accept()
                Thread(target=self._serve, args=(caller,), daemon=True).start()

    def _serve(self, caller: socket.socket) -> None:
        with caller, suppress(OSError):
            head = caller.recv(65_536)
            passing = self._spoil(head)
            if isinstance(passing, bytes):
                caller.sendall(passing)
                return
            up, down = passing
            with socket.create_connection(self._target) as server:
                back = Thread(target=pump, args=(server, caller, down), daemon=True)
                back.start()
                server.sendall(head[: int(min(up, len(head)))])
                if up > len(head):
                    pump(caller, server, up - len(head))
                else:
                    server.shutdown(socket.SHUT_RDWR)
                back.join(timeout=20)

    def close(self) -> None:
        self._listening.close()


def pump(source: socket.socket, target: socket.socket, most: float) -> None:
    """Pass so many bytes on, then hang up on both."""
    passed = 0
    with suppress(OSError):
        while data := source.recv(4_096):
            data = data[: int(min(len(data), most - passed))]
            target.sendall(data)
            passed += len(data)
            if passed >= most:
                break
        for one in (source, target):
            one.shutdown(socket.SHUT_RDWR)


FAR = 10.0**12


FAILURE = b"HTTP/1.1 500 Failed\r\nContent-Type: text/plain\r\nContent-Length: 9\r\n\r\nno memory"


def failing(address: str, graph: str, method: bytes) -> Proxy:
    """A proxy that answers one method on one graph with 500."""
    return through(address, graph, method, FAILURE)


def through(address: str, graph: str, method: bytes, passing: tuple[float, float] | bytes) -> Proxy:
    """A proxy that spoils one method on one graph."""
    sign = graph.rpartition("/")[2].partition("?")[0].encode()

    def spoil(head: bytes) -> tuple[float, float] | bytes:
        line = head.partition(b"\r\n")[0]
        return passing if line.startswith(method) and sign in line else (FAR, FAR)

    return Proxy(address, spoil)
