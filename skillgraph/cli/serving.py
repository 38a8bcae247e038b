"""`serve`: the three jobs over HTTP."""

from __future__ import annotations

import os
import signal
import socket
import threading
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import typer

from skillgraph.cli.options import opened
from skillgraph.cli.output import note
from skillgraph.cli.workspace_option import WorkspaceOption
from skillgraph.errors import InputError
from skillgraph.provider_settings import ServiceProvider
from skillgraph.settings import ServiceAccess, ServiceBrand

if TYPE_CHECKING:
    from uvicorn import Config

HOST, PORT = "127.0.0.1", 8000
"""Where the service listens unless it is told otherwise."""

PATIENCE = 60
"""Seconds in which one of several processes must answer its parent, or it is taken for hung and replaced."""

GRACE = 8
"""Seconds that running requests have to end once the service is told to stop; containers give it ten."""

REST = 1
"""Seconds after that in which threads that answer nobody any more may end by themselves."""


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(serve)


def serve(
    context: typer.Context,
    host: Annotated[str, typer.Option("--host", help="The address to listen on.")] = HOST,
    port: Annotated[
        int, typer.Option("--port", min=0, max=65_535, help="The port; 0 for any free one.")
    ] = PORT,
    log: Annotated[
        bool, typer.Option("--log", help="Write a JSON line for each request on stderr, without its texts.")
    ] = False,
    workers: Annotated[
        int,
        typer.Option(
            "--workers",
            min=1,
            max=64,
            help="Processes that answer; each counts requests and rates for itself.",
        ),
    ] = 1,
    workspace: WorkspaceOption = None,
) -> None:
    """Answer over HTTP until stopped: suggest, cover, gaps, concepts; see /openapi.json."""
    serve_workspace(opened(context, workspace).path, host, port, workers, log=log)


def serve_workspace(folder: Path, host: str, port: int, workers: int = 1, *, log: bool = False) -> None:
    """Answer over HTTP from a workspace until stopped, and say where.

    Raises:
        InputError: If the port is taken or not allowed, or a setting in the environment cannot be used.
    """
    listener = _listen(host, port)
    config = _config(folder, workers, log=log)
    note(f"Serving {folder} on {_address(listener)} (stop with Ctrl+C).")
    with listener, suppress(KeyboardInterrupt):
        _run(config, listener)


def _config(folder: Path, workers: int, *, log: bool) -> Config:
    """What each process of the service is made from; processes are told of by the environment.

    Raises:
        InputError: If a setting in the environment cannot be used.
    """
    import uvicorn
    from skillgraph_api import serving
    from skillgraph_api.provider import Provider
    from skillgraph_api.web.brand import branded

    ServiceAccess.from_environment()  # a mistake in what is set is told before the address is
    branded(ServiceBrand.from_environment())
    if provider := ServiceProvider.from_environment():
        Provider(provider)
    os.environ[serving.WORKSPACE] = str(folder.resolve())
    os.environ[serving.LOG] = "1" if log else ""
    return uvicorn.Config(
        f"{serving.__name__}:{serving.application.__name__}",
        factory=True,
        http=f"{serving.__name__}:PROTOCOL",
        workers=workers,
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=GRACE,
        timeout_worker_healthcheck=PATIENCE,
    )


def _run(config: Config, listener: socket.socket) -> None:
    import uvicorn
    from skillgraph_api import serving
    from uvicorn.supervisors import Multiprocess

    if config.workers > 1:
        with TemporaryDirectory(prefix="skillgraph-sessions-") as shared:  # nobody else may read it
            os.environ[serving.SESSIONS] = str(Path(shared, "sessions.sqlite"))
            Multiprocess(config, [listener]).run()
        return
    # The server passes a signal on once it has shut down; to be asked to stop is no failure.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _stop)
    uvicorn.Server(config).run(sockets=[listener])


def _listen(host: str, port: int) -> socket.socket:
    """A socket that listens.

    Raises:
        InputError: If the port is taken or not allowed, or the host is not this machine.
    """
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.create_server(address[:2], family=family)
    except OSError as error:
        raise InputError(
            f"The service cannot listen on {host} port {port} ({error.strerror or error}).",
            hint="Choose another with --port (0 takes any free one), or another --host.",
        ) from error
    # Connections inherit it. Without it the body of an answer waits until the client, 40 ms later, has
    # acknowledged the head; asyncio sets it only where a socket names its protocol, and this one does not.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def _address(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _stop(number: int, frame: FrameType | None) -> None:
    del number, frame
    last = threading.Timer(REST, os._exit, (0,))
    last.daemon = True
    last.start()
    raise SystemExit(0)
