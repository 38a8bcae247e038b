"""Turns suggestions for learning outcomes into mapping records with the status *proposed*."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from skillgraph import __version__
from skillgraph.matching.types import Context, MatchResult, ReasonKind, Suggestion
from skillgraph.model import Credential, FrameworkId, LearningOutcome, Mapping, Predicate

_SILENT = (ReasonKind.NO_SKILL_CONTENT, ReasonKind.LANGUAGE)
"""Why nothing is proposed, whatever is suggested."""


@dataclass(frozen=True, slots=True)
class ProposalRule:
    """Which suggestions become proposals.

    Attributes:
        limit: At most so many for each part of an outcome, and for what is said of it as a whole.
        min_confidence: The confidence a suggestion needs. It is lower than the one under which the matcher
            abstains: an outcome nearly always means some skill, and a person looks at every proposal.
    """

    limit: int = 3
    min_confidence: float = 0.1

    @property
    def ranks(self) -> int:
        """How many suggestions of an outcome are looked at."""
        return self.limit * _PARTS


_PARTS = 5
"""Of an outcome with more parts, the surest suggestions for so many are looked at, at least."""


def propose(
    outcomes: Sequence[LearningOutcome],
    results: Iterable[MatchResult],
    *,
    rule: ProposalRule,
    framework: FrameworkId,
    date: str,
) -> Iterator[Mapping]:
    """Yield proposals, outcome by outcome, best first.

    There are none where no suggestion is sure enough, where the text names no skill, or where it is in a
    language that the framework does not cover and nothing was found for sure.

    Args:
        outcomes: The subjects.
        results: One result for each outcome, in the same order.
        rule: Which suggestions to take.
        framework: The framework the results were matched against.
        date: ISO 8601 date to put on the records.
    """
    for outcome, result in zip(outcomes, results, strict=True):
        if result.reason_kind in _SILENT:
            continue
        taken: Counter[str] = Counter()
        for suggestion in result.suggestions:
            if suggestion.confidence >= rule.min_confidence and taken[suggestion.part] < rule.limit:
                taken[suggestion.part] += 1
                yield _record(outcome, suggestion, framework, date)


def outcomes_of(credentials: Iterable[Credential]) -> list[LearningOutcome]:
    """All outcomes, each once, in the order of the credentials."""
    return list(
        {outcome.id: outcome for credential in credentials for outcome in credential.outcomes}.values()
    )


def contexts_of(credentials: Iterable[Credential]) -> dict[str, Context]:
    """The context of each outcome by its ``id``: title and outcomes of the first credential that has it."""
    found: dict[str, Context] = {}
    for credential in credentials:
        context = Context(credential.name, tuple(outcome.text for outcome in credential.outcomes))
        for outcome in credential.outcomes:
            found.setdefault(outcome.id, context)
    return found


def _record(outcome: LearningOutcome, suggestion: Suggestion, framework: FrameworkId, date: str) -> Mapping:
    return Mapping(
        subject_id=outcome.id,
        predicate_id=suggestion.predicate or Predicate.CLOSE,
        object_id=suggestion.uri,
        mapping_justification="semapv:CompositeMatching",
        subject_label=outcome.text,
        object_label=suggestion.label,
        object_source=framework.name,
        object_source_version=framework.version,
        confidence=suggestion.confidence,
        tool_confidence=suggestion.confidence,
        similarity_score=min(1.0, max(0.0, suggestion.similarity)),
        similarity_measure="cosine",
        mapping_tool="skillgraph",
        mapping_tool_version=__version__,
        mapping_date=date,
        match_string=(suggestion.evidence.matching_label,),
        other=_evidence(suggestion),
    )


def _evidence(suggestion: Suggestion) -> str:
    """Why the concept was suggested, as SSSOM's ``other`` holds it: ``key: value`` between bars."""
    evidence = suggestion.evidence
    said = {
        "part": suggestion.part.replace("|", "/"),
        **_context(suggestion),
        "label_kind": evidence.label_kind.value,
        "label_lang": evidence.label_lang,
        "shared_words": " ".join(evidence.shared_words),
        **{name: f"{signal:.3f}" for name, signal in evidence.signals.items()},
    }
    return "|".join(f"{key}: {value}" for key, value in said.items() if value)


def _context(suggestion: Suggestion) -> dict[str, str]:
    """What of the context decided, under its kind: ``by_title``, ``by_other``."""
    reason = suggestion.context
    return {f"by_{reason.kind}": reason.text.replace("|", "/")} if reason else {}
