"""What a workspace and its output folder hold, so that two of them can be compared."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeAlias
from zipfile import ZipFile

from skillgraph import halves, sealed_json
from skillgraph.embedding import onnxmodel
from skillgraph.graph import generations
from skillgraph.training.encoder import checkpoint
from skillgraph.workspace import Workspace
from skillgraph.workspace.access.keys import keys
from skillgraph.workspace.connections import connections
from skillgraph.workspace.connections.requests import ConnectionListRequest
from skillgraph.workspace.feedback.feedback import listed
from skillgraph.workspace.feedback.requests import FeedbackListRequest
from skillgraph.workspace.keeping.archive import LIST
from skillgraph.workspace.review.notes import NAME as NOTES
from skillgraph.workspace.state import manifest
from skillgraph.workspace.state.journal import Journal
from skillgraph.workspace.state.verifying import verify
from tests.support.faults.inputs import MODELS, SPACE

State: TypeAlias = Mapping[str, str]
"""A hash for each graph, record of the manifest, parameter file, part of the index and thing in `out`."""

_TIME = re.compile(rb"20\d\d-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?")
_GENERATION = re.compile(r"gen-\d+")
_STORE_FILE = re.compile(r"(gen-N/).*")
_TOOK = re.compile(rb'("minutes": )[0-9.e-]+')
_LINKED = "linked"
_CONTENT = re.compile(r"-[0-9a-f]{12,}")
_SPARE = 300_000
"""Bytes that the diary and options of a graph, and tables not yet merged, may differ by."""


def state(root: Path) -> State:
    """What a person would find, without times and the names of generations.

    Encoders count from when they are whole: what is there of them before is for training to go on with.
    """
    found: dict[str, str] = {}
    if (root / SPACE / manifest.NAME).exists():
        found = dict(_records(json.loads((root / SPACE / manifest.NAME).read_bytes())))
        space = Workspace.open(root / SPACE)
        found |= {**_graphs(space), **_told(space)}
    folders = [root / SPACE / name for name in ("parameters", "index", "index/parts")]
    for folder in (root / "out", root / "reports", *folders):
        found |= {f"file {path.name}": _tree(path) for path in _visible(folder) if path.name != "parts"}
    encoders = [path for path in _visible(root / MODELS) if (path / onnxmodel.MANIFEST).exists()]
    return found | {f"file {path.name}": _tree(path) for path in encoders}


def _told(workspace: Workspace) -> State:
    """The keys, notes and feedback: what is random in them, and when they were written, does not count."""
    made = sorted(f"{one.name} {one.scope} {bool(one.revoked)}" for one in keys(workspace))
    notes = sorted(f"{one['name']}: {one['text']}" for one in Journal(workspace.path / NOTES).entries())
    every = connections.listed(workspace, ConnectionListRequest(expired=True))
    reach = connections.contacts(workspace, every)
    left = sorted(f"{one.state} {one.skill} {reach.get(one.id)}" for one in every)
    given = sorted(f"{one.state} {one.words}" for one in listed(workspace, FeedbackListRequest()))
    return {
        "keys": "\n".join(made),
        "notes": "\n".join(notes),
        "feedback": "\n".join(given),
        "connections": "\n".join(left),
    }


def _graphs(workspace: Workspace) -> State:
    found: dict[str, str] = {}
    if generation := workspace.manifest.generation:
        with generations.opened(workspace.path / "graph", generation) as store:
            for name in store.graph_names():
                lines = sorted(str(triple).encode() for triple in store.triples(name))
                found[f"graph {name}"] = _hash(b"\n".join(lines))
    return found


def differences(before: State, after: State, now: State, *, steps: bool) -> list[str]:
    """What is neither as it was before a command nor as it leaves it.

    Args:
        before: The state before.
        after: What the command makes of it where nothing disturbs it.
        now: The state after it was disturbed.
        steps: Whether a part of what it commits may be there.
    """
    names = before.keys() | after.keys() | now.keys()
    wrong = [name for name in sorted(names) if now.get(name) not in (before.get(name), after.get(name))]
    changed = {name for name in names if before.get(name) != after.get(name) and not name.startswith("file ")}
    done = {name for name in changed if now.get(name) == after.get(name)}
    if not wrong and not steps and done and done != changed:
        wrong = [f"half committed: {', '.join(sorted(done))} without {', '.join(sorted(changed - done))}"]
    return wrong


def damages(root: Path) -> list[str]:
    """What `check` says is damaged; nothing where no workspace was made yet."""
    if not (root / SPACE / manifest.NAME).exists():
        return []
    return [f"{one.part}: {one.wrong}" for one in verify(Workspace.open(root / SPACE)) if one.wrong]


def new_damages(root: Path, known: Iterable[str]) -> list[str]:
    """What is damaged now in parts that were whole before: some commands mend what is missing.

    Args:
        root: The folder.
        known: What `damages` said before.
    """
    parts = {_part(one) for one in known}
    return [one for one in damages(root) if _part(one) not in parts]


def growth(expected: Path, found: Path) -> list[str]:
    """What one folder holds that the other does not, temporary files above all; inputs do not count."""
    usual, seen = _names(expected), _names(found)
    extra = [f"{name} is left" for name in sorted(seen.keys() - usual.keys())]
    more = sum(seen.values()) - sum(usual.values())
    if more <= _SPARE:
        return extra
    grown = {name: size - usual.get(name, 0) for name, size in seen.items()}
    most = max(grown, key=lambda name: grown[name])
    return [*extra, f"{more} bytes more, {grown[most]} of them in {most}"]


def without_times(text: str) -> str:
    """A text in which moments are made alike."""
    return _TIME.sub(b"T", text.encode()).decode()


def _part(damage: str) -> str:
    return damage.partition(":")[0]


def _names(root: Path) -> dict[str, int]:
    """Sizes by name, with generations, their files and content hashes made alike."""
    sizes: dict[str, int] = {}
    every = (path for folder in root.iterdir() if folder.name != "in" for path in folder.rglob("*"))
    for path in sorted(every):
        name = _GENERATION.sub("gen-N", path.relative_to(root).as_posix())
        name = _STORE_FILE.sub(r"\1", name)
        if "/." not in name:
            name = _CONTENT.sub("-N", name)
        sizes[name] = sizes.get(name, 0) + (path.stat().st_size if path.is_file() else 0)
    return sizes


def _records(content: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Each record; that a table's links are in the graph is one more, for they follow its parts."""
    for kind, records in content.items():
        if isinstance(records, list):
            for record in records:
                made_with = dict(record.get("made_with", {}))
                linked = made_with.pop(_LINKED, None)
                plain = {key: record[key] for key in record if key not in ("loaded", "made_with")}
                name = f"{kind} {record.get('name') or json.dumps(record.get('id'))}"
                yield f"{name} {made_with}", _hash(json.dumps(plain).encode())
                if linked is not None:
                    yield f"links of {name}", linked


def _visible(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.glob("*")) if not path.name.startswith(".")]


def _tree(path: Path) -> str:
    if path.suffix == ".zip":
        return _hash(b"\n".join(_members(path)))
    files = [path] if path.is_file() else sorted(one for one in path.rglob("*") if _counts(one))
    contents = (f"{one.relative_to(path)} ".encode() + _unsealed(one.read_bytes()) for one in files)
    return _hash(b"\n".join(_TOOK.sub(rb"\1N", content) for content in contents))


def _unsealed(content: bytes) -> bytes:
    """Without the checksum of JSON, which differs wherever a time in there does; a wrong one stays."""
    try:
        return sealed_json.unseal(content)
    except ValueError:
        return content


def _members(path: Path) -> Iterator[bytes]:
    """What a backup holds, but for what remembers when files were made."""
    with ZipFile(path) as archive:
        for name in archive.namelist():
            if not name.endswith((LIST, ".sums", "part.json")):
                yield f"{name} ".encode() + archive.read(name)


def _counts(path: Path) -> bool:
    """Whether it is a file that counts; the diary of a graph and its sums have times.

    A training removes its checkpoint when all is done; the list of a part remembers when its files were made,
    and is written beside it under a half name, which the next writer removes.
    """
    named = path.name in (checkpoint.FILE, "part.json") or path.suffix == ".sums"
    return path.is_file() and not (named or path.name.startswith("LOG") or halves.is_half(path))


def _hash(content: bytes) -> str:
    return hashlib.sha256(_TIME.sub(b"T", content)).hexdigest()
