"""Finds the concepts that the words of a question stand for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from skillgraph.errors import InputError, NotFoundError
from skillgraph.matching.kinds import TextKind
from skillgraph.workspace.answers.suggest import suggest_texts, too_unsure
from skillgraph.workspace.requests import SUPPLIES

if TYPE_CHECKING:
    from skillgraph.workspace.query import Query
    from skillgraph.workspace.state.snapshot import Snapshot
    from skillgraph.workspace.state.workspace import Workspace


@dataclass(frozen=True, slots=True)
class ResolvedSkill:
    """The concepts that the words of a question stand for.

    Attributes:
        found_by: ``uri``, ``label`` or ``text``.
        confidence: That free words mean the first of the concepts; 1 for a URI or a label.
    """

    uris: tuple[str, ...]
    labels: tuple[str, ...]
    found_by: str
    confidence: float = 1.0


def resolve(workspace: Workspace, snapshot: Snapshot, skill: str, query: Query) -> ResolvedSkill:
    """Find the concepts that a URI, a label or free words stand for.

    Raises:
        NotFoundError: If the URI is unknown, or the words mean no concept.
    """
    skill = skill.strip()
    if not skill:
        raise InputError("The skill is empty.", hint="Give a URI, a label or a few words.")
    if "://" in skill:
        return _by_uri(snapshot, skill)
    return _by_label(snapshot, skill, query) or _by_text(workspace, skill, query)


def _by_uri(snapshot: Snapshot, uri: str) -> ResolvedSkill:
    labels = snapshot.labels_of(uri)
    if not labels:
        raise NotFoundError(
            f"No loaded framework has the concept {uri}.",
            hint="Check the URI, or load the framework that has it.",
        )
    return ResolvedSkill((uri,), labels[:1], "uri")


def _by_label(snapshot: Snapshot, label: str, query: Query) -> ResolvedSkill | None:
    """The concepts of that label: in the framework asked for (or all active ones), else in any version."""
    manifest = snapshot.manifest
    asked = [query.framework] if query.framework else manifest.framework_names()
    found: dict[str, str] = {}
    for name in asked:
        found |= snapshot.concepts_with_label(label, manifest.framework(name))
    for record in reversed(manifest.frameworks):
        found = found or snapshot.concepts_with_label(label, record)
    return ResolvedSkill(tuple(found), tuple(dict.fromkeys(found.values())), "label") if found else None


def _by_text(workspace: Workspace, words: str, query: Query) -> ResolvedSkill:
    """The surest concept, and others that are at least half as sure."""
    (result,) = suggest_texts(workspace, [words], query, k=3, kind=TextKind.POSTING)
    surest = max((s.confidence for s in result.suggestions), default=0.0)
    if surest < SUPPLIES:
        raise NotFoundError(
            f"No concept fits {words[:80]!r}: {too_unsure(result)}.",
            hint="Try other words, or `skillgraph suggest` to see the nearest concepts.",
        )
    kept = [s for s in result.suggestions if s.confidence >= 0.5 * surest]
    return ResolvedSkill(tuple(s.uri for s in kept), tuple(s.label for s in kept), "text", surest)
