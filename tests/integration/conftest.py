"""The real command line, and one workspace with the real frameworks for all tests that ask it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from skillgraph.matching.profile import Profile
from skillgraph.workspace import Query, Workspace
from skillgraph.workspace.loading import load_framework
from skillgraph.workspace.state.indexing import open_matcher

Cli = Callable[..., "subprocess.CompletedProcess[str]"]

CRAFTS = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix t: <https://example.org/crafts/> .
t:scheme a skos:ConceptScheme ; dcterms:identifier "{name}" ; owl:versionInfo "1.0" .
t:one a skos:Concept ; skos:inScheme t:scheme ; skos:prefLabel "{first}"@en .
t:two a skos:Concept ; skos:inScheme t:scheme ; skos:prefLabel "read drawings"@en .
"""


@pytest.fixture(scope="session")
def cli() -> Cli:
    """``cli(workspace, *arguments, code=0)`` runs ``skillgraph`` in a process of its own.

    It fails unless the process exits with ``code``, and without a traceback.
    """

    def call(workspace: Path, *arguments: str | Path, code: int = 0) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "skillgraph", "--workspace", str(workspace), *map(str, arguments)]
        environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
        done = subprocess.run(command, capture_output=True, check=False, encoding="utf-8", env=environment)
        assert "Traceback" not in done.stderr, done.stderr
        assert done.returncode == code, done.stderr
        return done

    return call


@pytest.fixture(scope="session")
def write_crafts() -> Callable[..., Path]:
    """Writes a SKOS framework of two concepts."""

    def write(path: Path, *, name: str = "crafts", first: str = "weld metal") -> Path:
        path.write_text(CRAFTS.format(name=name, first=first), encoding="utf-8")
        return path

    return write


@pytest.fixture(scope="session")
def indexed_crafts(write_crafts: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A workspace with that framework and its index; copy it before you change it."""
    folder = tmp_path_factory.mktemp("crafts")
    workspace = Workspace.create(folder / "workspace")
    load_framework(workspace, [write_crafts(folder / "crafts.ttl")])
    open_matcher(workspace, Query(profile=Profile.FAST))
    return workspace


@pytest.fixture(scope="session")
def esco_folder(shared: Path) -> Path:
    """The folder of the real ESCO bundles."""
    return shared / "data" / "esco"


@pytest.fixture(scope="session")
def frameworks(cli: Cli, esco_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A workspace into which the command line loaded three versions of ESCO, the newest first.

    Nothing else is loaded, and tests only read.
    """
    workspace = Workspace.create(tmp_path_factory.mktemp("esco") / "workspace")
    for pattern in ("*v1.2.1*- fr -*.zip", "*v1.2.0*.zip", "1.1.1-en/*.zip"):
        cli(workspace.path, "taxonomy", "load", *sorted(esco_folder.glob(pattern)))
    return workspace
