"""What a workspace and its output folder hold, so that two of them can be compared."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeAlias

from skillgraph.graph import generations
from skillgraph.workspace import Workspace
from skillgraph.workspace.state.verifying import verify
from tests.support.faults.inputs import SPACE

State: TypeAlias = Mapping[str, str]
"""A hash for each graph, record of the manifest, parameter file and thing in the output folder."""

_TIME = re.compile(rb"20\d\d-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?")
_GENERATION = re.compile(r"gen-\d+")
_STORE_FILE = re.compile(r"(gen-N/).*")
_CONTENT = re.compile(r"-[0-9a-f]{12,}")
_SPARE = 300_000
"""Bytes that the diary and options of a graph, and tables not yet merged, may differ by."""


def state(root: Path) -> State:
    """What a person would find, without times and the names of generations."""
    workspace = Workspace.open(root / SPACE)
    found = dict(_records(json.loads((root / SPACE / "manifest.json").read_bytes())))
    if generation := workspace.manifest.generation:
        with generations.opened(root / SPACE / "graph", generation) as store:
            for name in store.graph_names():
                lines = sorted(str(triple).encode() for triple in store.triples(name))
                found[f"graph {name}"] = _hash(b"\n".join(lines))
    for folder in (root / "out", root / SPACE / "parameters"):
        found |= {f"file {path.name}": _tree(path) for path in _visible(folder)}
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
    """What `check` says is damaged."""
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
    """What one workspace and output folder hold that the other does not, temporary files above all."""
    usual, seen = _names(expected), _names(found)
    extra = [f"{name} is left" for name in sorted(seen.keys() - usual.keys())]
    more = sum(seen.values()) - sum(usual.values())
    return extra + ([f"{more} bytes more"] if more > _SPARE else [])


def _part(damage: str) -> str:
    return damage.partition(":")[0]


def _names(root: Path) -> dict[str, int]:
    """Sizes by name, with generations, their files and content hashes made alike."""
    sizes: dict[str, int] = {}
    for path in sorted([*(root / SPACE).rglob("*"), *(root / "out").rglob("*")]):
        name = _GENERATION.sub("gen-N", path.relative_to(root).as_posix())
        name = _STORE_FILE.sub(r"\1", name)
        if "/." not in name:
            name = _CONTENT.sub("-N", name)
        sizes[name] = sizes.get(name, 0) + (path.stat().st_size if path.is_file() else 0)
    return sizes


def _records(manifest: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for kind, records in manifest.items():
        if isinstance(records, list):
            for record in records:
                plain = {key: record[key] for key in record if key != "loaded"}
                name = record.get("name") or json.dumps(record.get("id"))
                yield f"{kind} {name} {record.get('made_with', {})}", _hash(json.dumps(plain).encode())


def _visible(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.glob("*")) if not path.name.startswith(".")]


def _tree(path: Path) -> str:
    files = [path] if path.is_file() else sorted(one for one in path.rglob("*") if one.is_file())
    return _hash(b"\n".join(f"{one.relative_to(path)} ".encode() + one.read_bytes() for one in files))


def _hash(content: bytes) -> str:
    return hashlib.sha256(_TIME.sub(b"T", content)).hexdigest()
