"""Reads every file of a workspace and says which hold other bytes than were written."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from skillgraph import files, sealed_json
from skillgraph.errors import SkillgraphError
from skillgraph.workspace.state import table_parts as parts
from skillgraph.workspace.state.journal import RESTORE, Journal
from skillgraph.workspace.state.manifest import FOLDER, KEYS, Manifest

if TYPE_CHECKING:
    from skillgraph.workspace.state.workspace import Workspace

UNKNOWN = "no checksums: it was written by an earlier version"
_FIT = "Fit the numbers again with `skillgraph train`, or remove the file: those that ship are used then."

_KEYS = "Restore it from a copy of the workspace, or remove it and make new keys with `skillgraph key make`."


_PAGE = "Restore it from a copy of the workspace, or withdraw the page and publish it again."


@dataclass(frozen=True, slots=True)
class PartCheck:
    """What was found of one part of a workspace.

    Attributes:
        kind: ``graph``, ``index``, ``postings``, ``sketches``, ``mentions``, ``parameters``, ``page``,
            ``keys`` or ``journal``.
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
    """Read the graph, all of indexes and tables, and fitted parameters, one verdict for each part.

    Raises:
        InputError: If the manifest is damaged.
    """
    manifest = workspace.manifest
    yield from _graph(workspace.path, manifest)
    yield from _index(workspace)
    yield from _tables(workspace.path, manifest)
    yield from _sketches(workspace.path)
    yield from _parameters(workspace.parameter_folder)
    for path in sorted((workspace.path / "pages").glob("[!.]*/manifest.json")):
        yield _page(path, workspace.path)
    if (keys := workspace.path / KEYS).exists():
        yield _document("keys", keys, workspace.path, _KEYS)
    for path in sorted(workspace.path.glob("*.jsonl")):
        yield _journal(path)


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

    for path in sorted(workspace.index_folder.glob("*.json")):
        yield _document("index", path, workspace.path, REBUILD)
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


def _sketches(folder: Path) -> Iterator[PartCheck]:
    from skillgraph.workspace.state.kept_sketches import DAMAGED, PATTERN, REMEDY

    for path in sorted((folder / FOLDER).glob(PATTERN)):
        wrong = "" if parts.is_whole(path) else DAMAGED.format(path)
        yield PartCheck("sketches", path.relative_to(folder).as_posix(), wrong, REMEDY if wrong else "")


def _parameters(folder: Path) -> Iterator[PartCheck]:
    from skillgraph.matching.signals.labelled_examples import EXAMPLES_FOLDER, LabelledExamples

    for path in sorted(folder.glob("*.json")):
        yield _document("parameters", path, folder.parent, _FIT)
    if (folder / EXAMPLES_FOLDER).is_dir():
        wrong = remedy = ""
        try:
            LabelledExamples.open(folder / EXAMPLES_FOLDER)
        except SkillgraphError as error:
            wrong, remedy = error.message, error.hint
        yield PartCheck("parameters", f"{folder.name}/{EXAMPLES_FOLDER}", wrong, remedy)


def _page(manifest: Path, folder: Path) -> PartCheck:
    """The verdict on a published page: its manifest, and the files that it names."""
    whole = _document("page", manifest, folder, _PAGE)
    if whole.wrong:
        return whole
    outputs = json.loads(sealed_json.unseal(manifest.read_bytes()))["outputs"]
    for one in outputs:
        path = manifest.parent / one["file"]
        if not path.is_file() or files.sha256(path) != one["sha256"]:
            return replace(whole, wrong=f"{path} is damaged or missing.", remedy=_PAGE)
    return whole


def _document(kind: str, path: Path, folder: Path, remedy: str) -> PartCheck:
    """The verdict on a file with a checksum of its own."""
    part = path.relative_to(folder).as_posix()
    try:
        content = path.read_bytes()
        json.loads(sealed_json.unseal(content))
    except (OSError, ValueError) as error:
        return PartCheck(kind, part, f"{path} is damaged: {error}.", remedy)
    return PartCheck(kind, part, note="" if sealed_json.is_sealed(content) else UNKNOWN)


def _journal(path: Path) -> PartCheck:
    """The verdict on a journal; a line that was cut short may be what a killed process left."""
    lines = [line for line in Journal(path).lines() if line.wrong]
    changed = [str(line.number) for line in lines if line.damaged]
    wrong = f"{path} is damaged in line {', '.join(changed[:5])}." if changed else ""
    cut = "; ".join(f"{path}, line {line.number}: {line.wrong}" for line in lines[:5] if not line.damaged)
    return PartCheck("journal", path.name, wrong, RESTORE if wrong else "", cut)
