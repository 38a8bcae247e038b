"""What each kind of job does: the function that the command of the same name calls, with the same request."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZipFile

from skillgraph.errors import InputError
from skillgraph.model import Agent
from skillgraph.workspace.jobs.record import JobKind, adapter
from skillgraph.workspace.loading_requests import (
    CredentialLoadRequest,
    CrosswalkLoadRequest,
    ExtractRequest,
    FrameworkLoadRequest,
    MappingLoadRequest,
    PostingLoadRequest,
    ReviewImportRequest,
    UpgradeRequest,
)
from skillgraph.workspace.query import Run
from skillgraph.workspace.reports.request import AnyReportRequest, DemandReportRequest, GapsReportRequest
from skillgraph.workspace.requests import ProposeRequest

if TYPE_CHECKING:
    from skillgraph.workspace.loading import Loaded
    from skillgraph.workspace.results import Json
    from skillgraph.workspace.state.workspace import Workspace

PROBLEMS = 1_000
"""Rows with problems that a result lists; it says how many there are."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a job finds and leaves files, and for whom.

    Attributes:
        files: Those that were sent.
        made: The zip that it may write.
        by: Who asked, by the key.
    """

    files: Sequence[Path]
    made: Path
    by: Agent


@dataclass(frozen=True, slots=True)
class _Work:
    """A kind of work.

    Attributes:
        request: The class of what it is asked.
        do: Does it.
        resumes: Whether it goes on where it was stopped, so that it can simply be begun again.
    """

    request: Any
    do: Callable[[Workspace, Any, Place, Run], Json]
    resumes: bool = False


def carry_out(
    workspace: Workspace, kind: JobKind, request: Mapping[str, Any], place: Place, run: Run
) -> Json:
    """Do the work of a job.

    Args:
        workspace: Where.
        kind: Which work.
        request: What is asked, as JSON values.
        place: Its files.
        run: Who is told of progress.

    Returns:
        What came of it, as JSON.

    Raises:
        SkillgraphError: Whatever the command of the same name would say.
    """
    work = _WORK[kind]
    return work.do(workspace, adapter(work.request).validate_python(dict(request)), place, run)


def request_json(kind: JobKind, request: object) -> dict[str, Any]:
    """The request of a kind of job as JSON values."""
    found: dict[str, Any] = adapter(_WORK[kind].request).dump_python(request, mode="json")
    return found


def resumes(kind: JobKind) -> bool:
    """Whether a job of this kind goes on where it was stopped."""
    return _WORK[kind].resumes


def _load_credentials(workspace: Workspace, request: CredentialLoadRequest, place: Place, run: Run) -> Json:
    from skillgraph.sources.columns import mapping_of
    from skillgraph.sources.sheet_columns import SHEET
    from skillgraph.workspace.loading import load_credentials

    del run
    loaded = load_credentials(
        workspace,
        place.files[0],
        name=request.name,
        columns=mapping_of(request.column, None, SHEET),
        issuer=request.issuer,
        strict=request.strict,
        keep_lists=request.keep_lists,
    )
    return _loaded(loaded)


def _load_postings(workspace: Workspace, request: PostingLoadRequest, place: Place, run: Run) -> Json:
    from skillgraph.sources.columns import mapping_of
    from skillgraph.workspace.loading import load_postings

    loaded = load_postings(
        workspace,
        place.files[0],
        name=request.name,
        columns=mapping_of(request.column),
        strict=request.strict,
        replaces=request.replace,
        with_occupations=request.occupations,
        progress=run.progress,
    )
    return _loaded(loaded)


def _load_framework(workspace: Workspace, request: FrameworkLoadRequest, place: Place, run: Run) -> Json:
    from skillgraph.workspace.loading import load_framework

    del run
    loaded = load_framework(
        workspace,
        place.files,
        name=request.name,
        version=request.version,
        languages=request.lang or None,
        schemes=request.scheme,
        strict=request.strict,
        replaces=request.replace,
    )
    return _loaded(loaded)


def _load_crosswalk(workspace: Workspace, request: CrosswalkLoadRequest, place: Place, run: Run) -> Json:
    from skillgraph.workspace.loading import load_crosswalk

    del run
    return _loaded(load_crosswalk(workspace, place.files[0], name=request.name, strict=request.strict))


def _load_mappings(workspace: Workspace, request: MappingLoadRequest, place: Place, run: Run) -> Json:
    from skillgraph.workspace.loading import load_mappings

    del run
    return _loaded(load_mappings(workspace, place.files[0], strict=request.strict))


def _import_review(workspace: Workspace, request: ReviewImportRequest, place: Place, run: Run) -> Json:
    from skillgraph.workspace.review.sheet import import_sheet, refusal_of

    del run
    path = place.files[0]
    found = import_sheet(
        workspace,
        path,
        place.by,
        second_opinion=request.second_opinion,
        skip_conflicts=request.skip_conflicts,
    )
    if found.conflicts and not request.skip_conflicts:
        refusal = refusal_of(found, path)
        raise InputError(f"{refusal.message} The first: {found.conflicts[0]}", hint=refusal.hint)
    return {
        "decisions": found.rows,
        "taken": found.rows - len(found.conflicts),
        "changed": len(found.decided.changed),
        "problem_count": len(found.conflicts),
        "problems": [asdict(one) for one in found.conflicts[:PROBLEMS]],
    }


def _upgrade(workspace: Workspace, request: UpgradeRequest, place: Place, run: Run) -> Json:
    from skillgraph.workspace.frameworks.upgrading import undo_last_upgrade, upgrade_mappings
    from skillgraph.workspace.upgrade_results import undone_json, upgrade_json

    del place
    old, new = request.old, request.new
    if request.undo:
        return undone_json(undo_last_upgrade(workspace, old, new))
    return upgrade_json(upgrade_mappings(workspace, old, new, dry_run=request.dry_run, progress=run.progress))


def _propose(workspace: Workspace, request: ProposeRequest, place: Place, run: Run) -> Json:
    from skillgraph.workspace.answers.propose import propose

    del place
    found = propose(workspace, request, run)
    return {
        "outcomes": len(found.results),
        "proposed": len(found.proposed),
        "kept": found.kept,
        "reopened": len(found.reopened),
        "gone": found.gone,
        "credentials": [asdict(one) for one in found.by_credential],
        "without_term": [
            {"outcome": outcome.id, "text": outcome.text, "reason": reason}
            for outcome, reason in found.without_term
        ],
    }


def _extract(workspace: Workspace, request: ExtractRequest, place: Place, run: Run) -> Json:
    from skillgraph.workspace.postings.extraction import extract

    del place
    return asdict(extract(workspace, request.query(run)))


def _report(workspace: Workspace, request: AnyReportRequest, place: Place, run: Run) -> Json:
    """The report's folder is packed; the result is its manifest."""
    from skillgraph.workspace.reports.making import make_report

    folder = place.made.with_suffix("")
    made = make_report(workspace, request, folder, run=run)
    with ZipFile(place.made, "w", ZIP_DEFLATED) as archive:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            archive.write(path, path.relative_to(folder).as_posix())
    return {"graph": made.graph, "files": [asdict(one) for one in made.outputs]}


def _loaded(loaded: Loaded) -> Json:
    """What a load brought in; findings of shapes that say the same are told once, with their number."""
    said: dict[tuple[str, str], dict[str, Any]] = {}
    for one in loaded.shapes:
        entry = {"severity": one.severity, "message": one.message(), "first": one.focus_node, "count": 0}
        said.setdefault((one.severity, one.message()), entry)["count"] += 1
    return {
        "name": loaded.name,
        "counts": dict(loaded.counts),
        "note": loaded.note,
        "problem_count": len(loaded.problems),
        "problems": [asdict(one) for one in loaded.problems.problems[:PROBLEMS]],
        "shapes": list(said.values()),
    }


_WORK: Mapping[JobKind, _Work] = {
    JobKind.CREDENTIAL_LOAD: _Work(CredentialLoadRequest, _load_credentials),
    JobKind.POSTING_LOAD: _Work(PostingLoadRequest, _load_postings),
    JobKind.FRAMEWORK_LOAD: _Work(FrameworkLoadRequest, _load_framework),
    JobKind.CROSSWALK_LOAD: _Work(CrosswalkLoadRequest, _load_crosswalk),
    JobKind.MAPPING_LOAD: _Work(MappingLoadRequest, _load_mappings),
    JobKind.REVIEW_IMPORT: _Work(ReviewImportRequest, _import_review),
    JobKind.FRAMEWORK_UPGRADE: _Work(UpgradeRequest, _upgrade),
    JobKind.PROPOSE: _Work(ProposeRequest, _propose),
    JobKind.EXTRACT: _Work(ExtractRequest, _extract, resumes=True),
    JobKind.REPORT_DEMAND: _Work(DemandReportRequest, _report),
    JobKind.REPORT_GAPS: _Work(GapsReportRequest, _report),
}
