"""Gathers the answers of a workspace into the content of a report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from skillgraph import __version__
from skillgraph.analytics.demand.question import Axis
from skillgraph.export.content import (
    CoverageRelation,
    CoverageRow,
    CoverQuestion,
    EvidenceRow,
    FrameworkRow,
    GapCause,
    GapRow,
    InputRow,
    Provenance,
    QuarterRow,
    ReportContent,
    SentenceRow,
    SuggestedOutcome,
    Totals,
)
from skillgraph.model import MappingStatus

if TYPE_CHECKING:
    from skillgraph.analytics.coverage import Coverage
    from skillgraph.analytics.demand.question import Cell
    from skillgraph.analytics.gaps import Gap
    from skillgraph.matching.types import MatchResult
    from skillgraph.model import LearningOutcome
    from skillgraph.workspace.answers.propose import Proposals
    from skillgraph.workspace.answers.resolving import ResolvedSkill
    from skillgraph.workspace.state.manifest import FileRecord, FrameworkRecord, Manifest
    from skillgraph.workspace.state.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Answers:
    """What the three jobs answered."""

    proposals: Proposals
    questions: Sequence[tuple[str, ResolvedSkill, Sequence[Coverage]]]
    gaps: Sequence[Gap]
    quarters: Sequence[Cell]


def content(
    snapshot: Snapshot, answers: Answers, *, date: str, parameters: Mapping[str, str]
) -> ReportContent:
    """The content of a report on the state of a workspace.

    Args:
        snapshot: The state the answers were taken from.
        answers: What the three jobs answered.
        date: ISO 8601 date to put on the report.
        parameters: What the answers were asked with, by name.
    """
    return ReportContent(
        created=date,
        totals=_totals(snapshot),
        frameworks=tuple(map(framework_row, snapshot.manifest.frameworks)),
        suggestions=tuple(_suggestions(snapshot, answers.proposals)),
        questions=tuple(
            CoverQuestion(q, r.labels, tuple(map(_coverage, c))) for q, r, c in answers.questions
        ),
        gaps=tuple(map(_gap, answers.gaps)),
        quarters=tuple(map(_quarter, answers.quarters)),
        provenance=Provenance(
            __version__, tuple(_inputs(snapshot.manifest)), tuple(sorted(parameters.items()))
        ),
    )


def _totals(snapshot: Snapshot) -> Totals:
    dates = sorted(posting.date for posting in snapshot.postings() if posting.date)
    return Totals(
        credentials=len(snapshot.credentials),
        outcomes=sum(len(credential.outcomes) for credential in snapshot.credentials),
        postings=sum(record.distinct for record in snapshot.manifest.postings),
        first_posting=dates[0] if dates else "",
        last_posting=dates[-1] if dates else "",
    )


def framework_row(record: FrameworkRecord) -> FrameworkRow:
    """What a report says of a loaded framework."""
    concepts = sum(record.counts.get(kind, 0) for kind in ("skill", "concept", "skill-group", "occupation"))
    return FrameworkRow(
        record.id.name,
        record.id.version,
        concepts,
        title=record.title,
        languages=record.languages,
        acknowledgement=record.acknowledgement,
        adapted="adapted" in record.acknowledgement,
    )


def _suggestions(snapshot: Snapshot, proposals: Proposals) -> Iterator[SuggestedOutcome]:
    names = {o.id: credential.name for credential in snapshot.credentials for o in credential.outcomes}
    reasons = {outcome.id: reason for outcome, reason in proposals.without_term}
    for outcome, result in proposals.results:
        yield _suggestion(names.get(outcome.id, ""), outcome, result, reasons.get(outcome.id))


def _suggestion(
    credential: str, outcome: LearningOutcome, result: MatchResult, reason: str | None
) -> SuggestedOutcome:
    """The best suggestion, or (with a reason) that there is no good term."""
    if reason is not None or not result.suggestions:
        return SuggestedOutcome(
            credential, outcome.text, abstained=True, reason=reason or result.reason, lang=result.lang
        )
    best = result.suggestions[0]
    return SuggestedOutcome(
        credential=credential,
        outcome=outcome.text,
        label=best.label,
        uri=best.uri,
        confidence=best.confidence,
        broader=best.broader,
        matching_label=best.evidence.matching_label,
        shared_words=best.evidence.shared_words,
        lang=result.lang,
    )


def _coverage(coverage: Coverage) -> CoverageRow:
    return CoverageRow(
        credential=coverage.credential,
        issuer=coverage.issuer,
        coverage=CoverageRelation(coverage.coverage.value),
        status=coverage.status or MappingStatus.PROPOSED,
        assessment=coverage.assessment,
        endorsements=coverage.endorsements,
        evidence=tuple(
            EvidenceRow(e.text, e.label, e.status or MappingStatus.PROPOSED, e.confidence, e.concept)
            for e in coverage.evidence
        ),
    )


def _gap(gap: Gap) -> GapRow:
    return GapRow(
        uri=gap.uri,
        label=gap.label,
        postings=gap.postings,
        share=gap.demand_share,
        low=gap.low,
        high=gap.high,
        supply=gap.supply,
        accepted_supply=gap.accepted_supply,
        cause=GapCause(gap.cause.value),
        evidence=tuple(SentenceRow(e.sentence, e.posting, e.confidence) for e in gap.evidence),
    )


def _quarter(cell: Cell) -> QuarterRow:
    return QuarterRow(
        cell.uri,
        cell.label,
        cell.strata[Axis.PERIOD],
        cell.postings or 0,
        cell.of or 0,
        cell.share or 0.0,
        cell.low or 0.0,
        1.0 if cell.high is None else cell.high,
    )


def _inputs(manifest: Manifest) -> Iterator[InputRow]:
    sources: list[tuple[str, tuple[FileRecord, ...], str]] = [
        *((f"framework {r.id}", r.files, r.loaded) for r in manifest.frameworks),
        *((f"crosswalk {r.name}", r.files, r.loaded) for r in manifest.crosswalks),
        *((f"credentials {r.name}", r.files, r.loaded) for r in manifest.credentials),
        *((f"postings {r.name}", r.files, r.loaded) for r in manifest.postings),
    ]
    for role, files, loaded in sources:
        yield from (InputRow(file.name, file.sha256, role, loaded) for file in files)
