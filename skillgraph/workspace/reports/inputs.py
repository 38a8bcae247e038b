"""What the tables of a report depend on, each with a hash of its content."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from skillgraph import __version__, files
from skillgraph.workspace.postings import extraction
from skillgraph.workspace.reports.record import Input
from skillgraph.workspace.reports.request import AnyReportRequest, GapsReportRequest

if TYPE_CHECKING:
    from skillgraph.workspace.query import Run
    from skillgraph.workspace.state.manifest import FileRecord
    from skillgraph.workspace.state.snapshot import Snapshot
    from skillgraph.workspace.state.workspace import Workspace

LIBRARIES = (
    "altair",
    "duckdb",
    "ibis-framework",
    "numpy",
    "onnxruntime",
    "pyarrow",
    "scipy",
    "vl-convert-python",
)


def versions() -> dict[str, str]:
    """Versions of skillgraph, of Python and of the libraries that figures and files depend on."""
    found = {"skillgraph": __version__, "python": platform.python_version()}
    return found | {name: version(name) for name in LIBRARIES}


def inputs_of(
    workspace: Workspace, request: AnyReportRequest, *, weights: Path | None, run: Run
) -> tuple[Input, ...]:
    """Everything a report is made from; missing mentions are extracted.

    Args:
        workspace: Where to read.
        request: What is asked.
        weights: The file of weights.
        run: How it is carried out.

    Raises:
        NotFoundError: If no postings are loaded, or the framework is not.
        InputError: If a part of a table is missing.
    """
    snapshot, mentions = extraction.mention_files(workspace, request.query(run))
    found = [
        *_frameworks(snapshot),
        *_postings(snapshot),
        Input("mentions", f"{request.framework} {request.profile}", files.sha256_of(mentions)),
        *_fitted(workspace),
    ]
    if weights is not None:
        found.append(Input("weights", weights.name, files.sha256(weights)))
    if isinstance(request, GapsReportRequest):
        found += _supply(snapshot)
    return tuple(sorted(set(found), key=lambda one: (one.role, one.name, one.sha256)))


def differences(before: Iterable[Input], now: Iterable[Input]) -> list[str]:
    """The inputs, in words, that are not the same: changed, gone or new."""
    old, new = set(before), set(now)
    named = sorted({(one.role, one.name) for one in old ^ new})
    return [f"{role} {name}" if name else role for role, name in named]


def _frameworks(snapshot: Snapshot) -> Iterator[Input]:
    for record in snapshot.manifest.frameworks:
        yield from _files(f"framework {record.id}", record.files)
    for crosswalk in snapshot.manifest.crosswalks:
        yield from _files(f"crosswalk {crosswalk.name}", crosswalk.files)


def _postings(snapshot: Snapshot) -> Iterator[Input]:
    for record in snapshot.manifest.postings:
        yield Input("postings", record.name, files.sha256_of(map(snapshot.part, record.parts)))


def _fitted(workspace: Workspace) -> Iterator[Input]:
    """Parameters that were fitted on the user's own texts."""
    folder = workspace.parameter_folder
    paths = sorted(path for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else []
    for path in paths:
        yield Input("parameters", path.relative_to(folder).as_posix(), files.sha256(path))


def _supply(snapshot: Snapshot) -> Iterator[Input]:
    for record in snapshot.manifest.credentials:
        yield from _files(f"credentials {record.name}", record.files)
    lines = sorted(
        f"{one.subject_id}\t{one.predicate_id}\t{one.object_id}\t{one.status}\t{one.predicate_modifier}\t"
        f"{one.confidence}\n"
        for one in snapshot.mappings
    )
    yield Input("mappings", "", hashlib.sha256("".join(lines).encode()).hexdigest())


def _files(role: str, records: Iterable[FileRecord]) -> Iterator[Input]:
    return (Input(role, record.name, record.sha256) for record in records)
