"""Makes reports and makes them again: the same inputs and parameters give the same tables, byte by byte."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from skillgraph import files
from skillgraph.errors import InputError, NotFoundError
from skillgraph.export.page_words import Words
from skillgraph.export.publication.page import render_demand, render_gaps
from skillgraph.export.publication.tables import demand_tables, gap_tables
from skillgraph.workspace.query import RUN, Run
from skillgraph.workspace.reports import record
from skillgraph.workspace.reports.cubes import demand_cube, gaps_cube
from skillgraph.workspace.reports.gathering import demand_content, gaps_content, origin_of
from skillgraph.workspace.reports.inputs import differences, inputs_of, versions
from skillgraph.workspace.reports.record import Output, ReportManifest
from skillgraph.workspace.reports.request import AnyReportRequest, DemandReportRequest, key_of
from skillgraph.workspace.state import graphs

if TYPE_CHECKING:
    from skillgraph.export.datatables import DataTable
    from skillgraph.model.cube import Cube
    from skillgraph.workspace.reports.record import Input
    from skillgraph.workspace.state.workspace import Workspace

PAGE = "report.html"
TABLES = "tables"
_MOMENT = (2020, 1, 1, 0, 0, 0)
"""The time that every file of a zip has."""

_PATIENCE = 60.0
"""Seconds to wait for another writer before the observations are given up."""


@dataclass(frozen=True, slots=True)
class Report:
    """A report that was made, before it is written: its files by their path, and its observations."""

    manifest: ReportManifest
    files: dict[str, bytes]
    cube: Cube

    @property
    def whole(self) -> dict[str, bytes]:
        """All files of its folder by their path, the manifest among them."""
        return {**self.files, record.NAME: self.manifest.encoded()}


class Sameness(StrEnum):
    """How a table made again compares with the one of the report."""

    SAME = "same"
    DIFFERENT = "different"
    GONE = "gone"
    """The report has it, and it is not made any more."""
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Compared:
    """One table of a report, made again."""

    file: str
    sameness: Sameness


@dataclass(frozen=True, slots=True)
class Rerun:
    """A report made again.

    Attributes:
        changed: The inputs, in words, that are not what they were.
        versions: What has another version than it had, in words.
        damaged: The files in the folder of the report that do not hold what was written.
    """

    manifest: ReportManifest
    tables: tuple[Compared, ...]
    changed: tuple[str, ...] = ()
    versions: tuple[str, ...] = ()
    damaged: tuple[str, ...] = ()

    @property
    def same(self) -> bool:
        """Whether all tables are the same, byte by byte."""
        return all(one.sameness is Sameness.SAME for one in self.tables)


def make_report(
    workspace: Workspace,
    request: AnyReportRequest,
    target: Path,
    *,
    weights: Path | None = None,
    run: Run = RUN,
) -> ReportManifest:
    """Make a report, put its observations into the graph and write its folder, the latter in one step.

    Args:
        workspace: Where to read, and where the observations go.
        request: What is asked.
        target: The folder; a report that is there is replaced.
        weights: A table of weights, of which the folder gets a copy.
        run: How it is carried out.

    Raises:
        NotFoundError: If no postings are loaded, or there are no words for the language.
        InputError: If the folder holds other things, the question has no answer or weights cannot be used.
        WorkspaceLockedError: If another process goes on writing to the workspace.
    """
    _check_target(target)
    Words(request.lang, "publication")
    request = _resolved(workspace, request, weights)
    made = _make(workspace, request, weights, run)
    with files.atomic_folder(target) as folder:
        _write(folder, made)
        _put_observations(workspace, made)
    return made.manifest


def compose_report(workspace: Workspace, request: AnyReportRequest, *, run: Run = RUN) -> Report:
    """Make a report as `make_report` does, and write nothing.

    Raises:
        NotFoundError: If no postings are loaded, or there are no words for the language.
        InputError: If the question has no answer.
    """
    Words(request.lang, "publication")
    return _make(workspace, _resolved(workspace, request, None), None, run)


def packed(contents: Mapping[str, bytes]) -> bytes:
    """Files as a zip; the same files give the same bytes."""
    stream = io.BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
        for name, content in sorted(contents.items()):
            archive.writestr(ZipInfo(name, _MOMENT), content, ZIP_DEFLATED)
    return stream.getvalue()


def rerun_report(
    workspace: Workspace,
    path: Path,
    *,
    target: Path | None = None,
    changed: bool = False,
    run: Run = RUN,
) -> Rerun:
    """Make the tables of a report again, and compare.

    Args:
        workspace: Where to read.
        path: The manifest of the report, or its folder.
        target: A folder to write what was made now to.
        changed: Go on although inputs are not what they were.
        run: How it is carried out.

    Raises:
        NotFoundError: If there is no manifest, or what it names is not loaded.
        InputError: If the manifest cannot be read, or inputs have changed.
    """
    manifest = record.read(path)
    folder = path if path.is_dir() else path.parent
    if target is not None:
        _check_target(target)
    request = manifest.request
    weights = _weights(folder, request)
    damaged = tuple(_damaged(folder, manifest))
    now = inputs_of(workspace, request, weights=weights, run=run)
    found = differences(manifest.inputs, now)
    if found and not changed:
        raise InputError(
            f"What the report was made from has changed: {', '.join(found)}.",
            hint="Load what it names as it was, or give --changed to see which tables differ.",
        )
    made = _make(workspace, request, weights, run)
    if target is not None:
        with files.atomic_folder(target) as written:
            _write(written, made)
    compared = tuple(_compared(manifest.outputs, made.manifest.outputs))
    return Rerun(manifest, compared, tuple(found), tuple(_other_versions(manifest)), damaged)


def _resolved(workspace: Workspace, request: AnyReportRequest, weights: Path | None) -> AnyReportRequest:
    """The request with the version of the framework, and the name of the copy of the weights."""
    framework = str(workspace.manifest.framework(request.framework or None).id)
    if isinstance(request, DemandReportRequest) and weights is not None:
        return replace(request, framework=framework, weights=f"weights{weights.suffix.lower()}")
    return replace(request, framework=framework)


def _make(workspace: Workspace, request: AnyReportRequest, weights: Path | None, run: Run) -> Report:
    state = workspace.manifest
    inputs = _named(inputs_of(workspace, request, weights=weights, run=run), request)
    key = key_of(request)
    graph = graphs.report(request.kind, key)
    of = versions()
    origin = origin_of(workspace.snapshot(), request, inputs, of, graph)
    if isinstance(request, DemandReportRequest):
        demand = demand_content(workspace, request, origin, weights=weights, run=run)
        page, tables = render_demand(demand, top=request.top), demand_tables(demand)
        cube = demand_cube(demand, key)
    else:
        gaps = gaps_content(workspace, request, origin, run=run)
        page, tables = render_gaps(gaps, top=request.top), gap_tables(gaps)
        cube = gaps_cube(gaps, key)
    if workspace.manifest != state:
        now = inputs_of(workspace, request, weights=weights, run=run)
        _check_unchanged(inputs, _named(now, request))
    contents = {PAGE: page.encode("utf-8", "replace"), **_encoded(tables)}
    if isinstance(request, DemandReportRequest) and weights is not None:
        contents[request.weights] = weights.read_bytes()
    rows = {f"{TABLES}/{table.name}": len(table.rows) for table in tables}
    outputs = tuple(
        Output(name, sha256(content).hexdigest(), rows.get(name.rpartition(".")[0]))
        for name, content in sorted(contents.items())
    )
    return Report(ReportManifest(request, inputs, outputs, of, graph), contents, cube)


def _check_unchanged(before: Sequence[Input], now: Sequence[Input]) -> None:
    """Refuse figures of which it is not known what they are of.

    Raises:
        InputError: If another process changed the inputs meanwhile.
    """
    if found := differences(before, now):
        raise InputError(
            f"While the report was made, another process changed {', '.join(found)}.",
            hint="Run the same command again.",
        )


def _named(inputs: Sequence[Input], request: AnyReportRequest) -> tuple[Input, ...]:
    """The inputs, the weights under the name of their copy."""
    name = request.weights if isinstance(request, DemandReportRequest) else ""
    return tuple(replace(one, name=name) if one.role == "weights" else one for one in inputs)


def _encoded(tables: Sequence[DataTable]) -> dict[str, bytes]:
    found = {}
    for table in tables:
        found[f"{TABLES}/{table.name}.csv"] = table.csv()
        found[f"{TABLES}/{table.name}.parquet"] = table.parquet()
    return found


def _write(folder: Path, made: Report) -> None:
    (folder / TABLES).mkdir()
    for name, content in made.whole.items():
        (folder / name).write_bytes(content)


def _put_observations(workspace: Workspace, made: Report) -> None:
    """Make the observations the whole content of the report's graph."""
    from skillgraph.graph import codec

    with workspace.writing(wait=_PATIENCE) as draft:
        draft.store.replace_graph(made.manifest.graph, codec.encode_cube(made.cube))


def _check_target(target: Path) -> None:
    """Refuse a folder that holds anything but a report: it would be lost.

    Raises:
        InputError: If it does.
    """
    if not target.exists():
        return
    if not target.is_dir():
        raise InputError(f"{target} is no folder, which a report needs.", hint="Name a new folder.")
    found = {path.relative_to(target).as_posix() for path in target.rglob("*") if not path.is_dir()}
    known = {record.NAME, *(one.file for one in _outputs_of(target))}
    others = sorted(found - known)
    if others:
        raise InputError(
            f"{target} holds other things than a report: {', '.join(others[:3])}.",
            hint="Name a new folder, or one that a report was written to.",
        )


def _outputs_of(folder: Path) -> tuple[Output, ...]:
    return record.read(folder).outputs if (folder / record.NAME).is_file() else ()


def _weights(folder: Path, request: AnyReportRequest) -> Path | None:
    """The copy of the weights beside the manifest.

    Raises:
        NotFoundError: If it is gone.
    """
    if not isinstance(request, DemandReportRequest) or not request.weights:
        return None
    path = folder / Path(request.weights).name
    if not path.is_file():
        raise NotFoundError(
            f"The report's copy of its weights, {path}, is not there.",
            hint="Put the file back beside the manifest.",
        )
    return path


def _damaged(folder: Path, manifest: ReportManifest) -> Iterator[str]:
    """The files of a report that are there, beside its manifest, and hold other bytes than were written."""
    for one in manifest.outputs:
        path = folder / one.file
        if path.is_file() and files.sha256(path) != one.sha256:
            yield str(path)


def _compared(before: Sequence[Output], now: Sequence[Output]) -> list[Compared]:
    old, new = (
        {one.file: one.sha256 for one in outputs if one.rows is not None} for outputs in (before, now)
    )
    return [Compared(name, _sameness(old.get(name), new.get(name))) for name in sorted(old | new)]


def _sameness(old: str | None, new: str | None) -> Sameness:
    if old is None:
        return Sameness.NEW
    if new is None:
        return Sameness.GONE
    return Sameness.SAME if old == new else Sameness.DIFFERENT


def _other_versions(manifest: ReportManifest) -> list[str]:
    now = versions()
    names = sorted(manifest.versions.keys() | now.keys())
    return [
        f"{name} {now.get(name, 'missing')} (was {manifest.versions.get(name, 'missing')})"
        for name in names
        if manifest.versions.get(name) != now.get(name)
    ]
