"""A real OpenRefine without a window, driven over HTTP as its pages do."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx2

HOME = Path(os.environ.get("SKILLGRAPH_OPENREFINE") or "/usr/share/openrefine")
"""Where OpenRefine lies: the folder with ``server`` and ``webapp``, as Debian installs it."""

_ALL = json.dumps({"facets": [], "mode": "row-based"})


def is_installed() -> bool:
    """Whether there is an OpenRefine, and a Java to run it."""
    return (HOME / "webapp").is_dir() and shutil.which("java") is not None


@contextmanager
def openrefine(folder: Path, port: int) -> Iterator[OpenRefine]:
    """A running OpenRefine that keeps its projects in a folder."""
    settings = {"headless": "true", "data_dir": folder, "webapp": HOME / "webapp", "port": port}
    options = [f"-Drefine.{name}={value}" for name, value in settings.items()]
    server = ["java", "-Xmx512M", *options, "-Drefine.interface=127.0.0.1", "-cp", f"{HOME}/server/*"]
    process = subprocess.Popen([*server, "com.google.refine.Refine"], cwd=HOME, stderr=subprocess.DEVNULL)
    try:
        with httpx2.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
            yield OpenRefine(client)
    finally:
        process.kill()
        process.wait()


class OpenRefine:
    """An OpenRefine that answers.

    Args:
        client: Of its address.
    """

    def __init__(self, client: httpx2.Client) -> None:
        self._client = client
        self._wait_for_start()

    def project(self, name: str, table: str) -> Project:
        """A new project with a table in CSV."""
        files = {"project-file": (f"{name}.csv", table.encode("utf-8"), "text/csv")}
        data = {"project-name": name, "format": "text/line-based/*sv"}
        response = self._client.post(
            "/command/core/create-project-from-upload",
            params={"csrf_token": self.token(), "options": json.dumps({"separator": ",", "headerLines": 1})},
            data=data,
            files=files,
        )
        return Project(self, response.headers["location"].rpartition("project=")[2])

    def token(self) -> str:
        """What each command has to bear."""
        return str(self._client.get("/command/core/get-csrf-token").json()["token"])

    def get(self, command: str, **params: str) -> Any:  # noqa: ANN401 - JSON
        """What a command says that changes nothing."""
        return self._client.get(f"/command/core/{command}", params=params).json()

    def post(self, command: str, project: str, **data: str) -> Any:  # noqa: ANN401 - JSON
        """What a command says that changes a project."""
        params = {"project": project, "csrf_token": self.token()}
        return self._client.post(f"/command/core/{command}", params=params, data=data).json()

    def _wait_for_start(self) -> None:
        for _ in range(300):
            with suppress(httpx2.TransportError, ValueError):
                if self._client.get("/command/core/get-version").json()["version"]:
                    return
            time.sleep(0.2)
        raise AssertionError("OpenRefine did not start.")


class Project:
    """A table in OpenRefine."""

    def __init__(self, openrefine: OpenRefine, project: str) -> None:
        self._openrefine, self.id = openrefine, project

    def guess_types(self, column: str, service: str) -> list[dict[str, Any]]:
        """The types that OpenRefine finds most among the candidates of the first cells."""
        found = self._openrefine.post("guess-types-of-column", self.id, columnName=column, service=service)
        assert found["code"] == "ok", found
        return list(found["types"])

    def reconcile(self, column: str, service: str, manifest: dict[str, Any], type_: dict[str, str]) -> None:
        """Find candidates for each cell, and match the sure ones."""
        config = {
            "mode": "standard-service",
            "service": service,
            "identifierSpace": manifest["identifierSpace"],
            "schemaSpace": manifest["schemaSpace"],
            "type": type_,
            "autoMatch": True,
            "columnDetails": [],
            "limit": 3,
        }
        self._run("reconcile", columnName=column, config=json.dumps(config), engine=_ALL)

    def extend(
        self, column: str, service: str, manifest: dict[str, Any], *properties: dict[str, Any]
    ) -> None:
        """Add columns with properties of the matched concepts."""
        self._run(
            "extend-data",
            baseColumnName=column,
            endpoint=service,
            identifierSpace=manifest["identifierSpace"],
            schemaSpace=manifest["schemaSpace"],
            columnInsertIndex="1",
            extension=json.dumps({"properties": properties}),
            engine=_ALL,
        )

    def judge(
        self, row: int, column: str, manifest: dict[str, Any], judgment: str, candidate: dict[str, Any] | None
    ) -> None:
        """Say of one cell, as a person does: ``matched`` with a candidate, ``new`` or ``none``."""
        models = self._openrefine.get("get-models", project=self.id)["columnModel"]["columns"]
        (cell,) = [one["cellIndex"] for one in models if one["name"] == column]
        named = candidate and {
            "id": candidate["id"],
            "name": candidate["name"],
            "types": ",".join(candidate["types"]),
        }
        self._run(
            "recon-judge-one-cell",
            row=str(row),
            cell=str(cell),
            judgment=judgment,
            identifierSpace=manifest["identifierSpace"],
            schemaSpace=manifest["schemaSpace"],
            **(named or {}),
        )

    def columns(self) -> list[str]:
        """The names of the columns."""
        models = self._openrefine.get("get-models", project=self.id)
        return [one["name"] for one in models["columnModel"]["columns"]]

    def rows(self) -> list[dict[str, Any]]:
        """The cells of each row by column; what is reconciled is under ``recon`` of a cell."""
        found = self._openrefine.get("get-rows", project=self.id, start="0", limit="10000", engine=_ALL)
        models = self._openrefine.get("get-models", project=self.id)["columnModel"]["columns"]
        pool = found.get("pool", {}).get("recons", {})
        return [
            {one["name"]: _cell(row["cells"], one["cellIndex"], pool) for one in models}
            for row in found["rows"]
        ]

    def _run(self, command: str, **data: str) -> None:
        """Carry out a command, and wait until nothing is under way any more."""
        said = self._openrefine.post(command, self.id, **data)
        assert said["code"] in ("ok", "pending"), said
        for _ in range(600):
            if not self._openrefine.get("get-processes", project=self.id)["processes"]:
                return
            time.sleep(0.2)
        raise AssertionError(f"{command} did not end.")


def _cell(cells: list[Any], index: int, pool: dict[str, Any]) -> dict[str, Any]:
    cell = (cells[index] if index < len(cells) else None) or {"v": None}
    recon = pool.get(str(cell.get("r")), cell.get("r"))
    return {"value": cell["v"], "recon": recon}
