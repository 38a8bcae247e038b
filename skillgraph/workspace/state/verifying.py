"""Reads every file of a workspace and says which hold other bytes than were written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from skillgraph.errors import SkillgraphError
from skillgraph.workspace.state import table_parts as parts
from skillgraph.workspace.state.manifest import FOLDER, Manifest

if TYPE_CHECKING:
    from skillgraph.workspace.state.workspace import Workspace

UNKNOWN = "no checksums: it was written by an earlier version"


@dataclass(frozen=True, slots=True)
class PartCheck:
    """What was found of one part of a workspace.

    Attributes:
        kind: ``graph``, ``index``, ``postings`` or ``mentions``.
        part: Its path below the workspace.
        wrong: What is damaged or missing; nothing where it is whole.
        remedy: What to do about it.
        note: What could not be verified.
    """

    kind: str
    part: str
    wrong: str = ""
    remedy: str = ""
    note: str = ""


def verify(workspace: Workspace) -> Iterator[PartCheck]:
    """Read the graph, all parts of indexes and all parts of tables, one verdict for each.

    Raises:
        InputError: If the manifest is damaged.
    """
    manifest = workspace.manifest
    yield from _graph(workspace.path, manifest)
    yield from _index(workspace)
    yield from _tables(workspace.path, manifest)


def _graph(folder: Path, manifest: Manifest) -> Iterator[PartCheck]:
    from skillgraph.graph import generations

    if manifest.generation is None:
        return
    part = f"graph/{manifest.generation}"
    sealed = (folder / f"{part}.sums").is_file()
    try:
        with generations.hold(folder / "graph", manifest.generation):
            generations.check(folder / "graph", manifest.generation, thorough=True)
            with generations.opened(folder / "graph", manifest.generation):
                yield PartCheck("graph", part, note="" if sealed else UNKNOWN)
    except SkillgraphError as error:
        yield PartCheck("graph", part, error.message, error.hint or "")


def _index(workspace: Workspace) -> Iterator[PartCheck]:
    from skillgraph.matching.index.content_folders import REBUILD, damage, has_checksums

    for path in sorted((workspace.index_folder / "parts").glob("*/")):
        if path.name.startswith("."):
            continue
        wrong = damage(path, thorough=True)
        note = "" if wrong or has_checksums(path) else UNKNOWN
        yield PartCheck("index", f"index/parts/{path.name}", wrong, REBUILD if wrong else "", note)


def _tables(folder: Path, manifest: Manifest) -> Iterator[PartCheck]:
    for kind, records in (("postings", manifest.postings), ("mentions", manifest.mentions)):
        for part in (part for record in records for part in record.parts):
            path = folder / FOLDER / part.file
            error = None if parts.is_whole(path) else parts.damaged(path)
            wrong, remedy = (error.message, error.hint or "") if error else ("", "")
            yield PartCheck(kind, f"{FOLDER}/{part.file}", wrong, remedy)
