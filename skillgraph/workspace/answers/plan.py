"""Plans for what a posting, an occupation or a list of skills demands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from skillgraph.analytics.coverage import CoverageKind, CoverageTarget
from skillgraph.analytics.objective import DemandedBy
from skillgraph.analytics.plan import DemandedConcept, Plan, PlanRule, plan
from skillgraph.analytics.reading import ReadingKind
from skillgraph.errors import InputError, NotFoundError
from skillgraph.matching.text.titles import without_job
from skillgraph.model import Posting, Requirement
from skillgraph.workspace.answers.occupations import skills_of_occupation, skills_of_occupations
from skillgraph.workspace.answers.resolving import ResolvedSkill, called, occupations_named, readings, resolve
from skillgraph.workspace.answers.suggest import suggest_passages
from skillgraph.workspace.postings.extraction import RULE
from skillgraph.workspace.postings.occupations import open_occupations
from skillgraph.workspace.query import RUN, Query, Run

if TYPE_CHECKING:
    from skillgraph.matching.types import Suggestion
    from skillgraph.workspace.requests import PlanRequest
    from skillgraph.workspace.state.snapshot import Snapshot
    from skillgraph.workspace.state.workspace import Workspace


_STOPS = (".", ";", ":", ",", "!", "?")
_TITLE = 12
"""Words of the longest title that a text is thought to begin with."""


@dataclass(frozen=True, slots=True)
class Source:
    """What skills were demanded by: a posting, an occupation, or the skill itself.

    Attributes:
        id: Of the posting or the concept; empty for a text.
        label: Its title or preferred label.
        skills: How many concepts it demands.
        occupation: Of a posting whose sentences state no skill, its occupation, whose skills are taken.
        lenders: The versions that lent the occupation's relations, where the asked version lacks them.
    """

    kind: DemandedBy
    id: str
    label: str
    skills: int
    occupation: str = ""
    lenders: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan, with what it was made for."""

    sources: tuple[Source, ...]
    demanded: tuple[DemandedConcept, ...]
    plan: Plan


_Needs = Mapping[str, bool]
"""Demanded concepts by URI, and whether each is required."""


def plan_for(workspace: Workspace, request: PlanRequest, run: Run = RUN) -> Planned:
    """Plan for all that is named, taken together.

    Words are ids of loaded postings, with or without the name of their source; URIs or labels of occupations;
    URIs, labels or free words of skills. Each is looked for in this order where its kind is not said.

    Raises:
        NotFoundError: If words stand for nothing.
        InputError: If nothing is demanded; see also `plan`.
    """
    snapshot, query = workspace.snapshot(), request.query(run)
    finder = _Finder(workspace, snapshot, query, request.min_confidence)
    found = [finder.find(one, request.kind) for one in request.words]
    if text := request.text.strip():
        found.append(finder.in_words(text))
    needs: dict[str, bool] = {}
    for _, said in found:
        for uri, required in said.items():
            needs[uri] = required or needs.get(uri, False)
    wanted = {uri: required for uri, required in needs.items() if required or not request.required}
    if not wanted:
        raise InputError(
            "Nothing is demanded: no skill was found in what was named.",
            hint="Lower --min-confidence, or name skills.",
        )
    demanded = tuple(_demands(snapshot, query, wanted, finder.together))
    made = plan(demanded, snapshot.credentials, snapshot.mappings, _rule(request))
    return Planned(tuple(source for source, _ in found), demanded, made)


def _rule(request: PlanRequest) -> PlanRule:
    """Which credentials count, and what is asked of the plan."""
    kinds = [one for one in CoverageKind if request.broader or one is not CoverageKind.BROADER]
    return PlanRule(
        request.objective,
        request.at_most,
        kinds,
        accepted_only=request.accepted,
        min_confidence=request.min_supply,
    )


class _Finder:
    """Finds what words of the question stand for, and what that demands."""

    def __init__(self, workspace: Workspace, snapshot: Snapshot, query: Query, min_confidence: float) -> None:
        self._workspace = workspace
        self._snapshot = snapshot
        self._query = query
        self._min_confidence = min_confidence
        self.together: dict[str, tuple[str, ...]] = {}
        """Concepts that share a label and so are asked for as one, by the first of them."""

    def find(self, words: str, kind: DemandedBy | None) -> tuple[Source, _Needs]:
        ways: dict[DemandedBy, Callable[[str], tuple[Source, _Needs] | None]] = {
            DemandedBy.POSTING: self._posting,
            DemandedBy.OCCUPATION: self._occupation,
            DemandedBy.SKILL: self._skill,
        }
        for one in [kind] if kind else list(ways):
            if found := ways[one](words.strip()):
                return found
        if kind is DemandedBy.OCCUPATION and (found := self._called(words.strip())):
            return found
        raise NotFoundError(
            f"There is no {kind} {words!r}.",
            hint="Name a posting by its id, an occupation by its label, code or URI; or leave --as out.",
        )

    def in_words(self, text: str) -> tuple[Source, _Needs]:
        """What a text demands that somebody gives; its first line is its title only where it is like one."""
        first, *rest = text.splitlines()
        if self._is_title(first, followed_by_blank=bool(rest) and not rest[0].strip()):
            return self.in_text("", first, text)
        source, needs = self.in_text("", "", text)
        return replace(source, label=first), needs

    def _is_title(self, line: str, *, followed_by_blank: bool) -> bool:
        """Whether a line names an occupation, or stands apart and names no skill, and is no sentence."""
        line = line.strip()
        if line.endswith(_STOPS) or not line[:1].isalnum() or len(line.split()) > _TITLE:
            return False
        named = readings(self._workspace, self._snapshot, line, self._query, mend=False)
        if any(one.kind is ReadingKind.OCCUPATION for one in named):
            return True
        if not named and followed_by_blank:
            return True
        return not named and bool(called(self._workspace, self._snapshot, line))

    def in_text(self, name: str, title: str, text: str) -> tuple[Source, _Needs]:
        """What a posting's sentences demand; what is only ever an asset is not required.

        The title names an occupation: it is asked only where no sentence states a skill.
        """
        said: dict[str, bool] = {}
        asked, job = without_job(text, title), without_job(title, title).strip()
        for one in suggest_passages(self._workspace, asked, self._query, k=RULE.limit):
            if one.passage.text.strip() == job:
                continue
            required = one.passage.requirement is not Requirement.ASSET
            for suggestion in () if one.result.abstained else one.result.suggestions:
                if self._mentions(suggestion, one.passage.text):
                    said[suggestion.uri] = required or said.get(suggestion.uri, False)
        source = Source(DemandedBy.POSTING, name, title, len(said))
        return (source, said) if said else self._by_title(source)

    def _mentions(self, suggestion: Suggestion, sentence: str) -> bool:
        """Whether a suggestion counts as extraction would count it, also below what extraction keeps."""
        if suggestion.confidence < RULE.min_confidence:
            return suggestion.confidence >= self._min_confidence
        return RULE.sureness(suggestion, sentence) >= max(self._min_confidence, RULE.min_confidence)

    def _posting(self, words: str) -> tuple[Source, _Needs] | None:
        postings = self._snapshot.postings()
        found = next((one for one in postings if words in (one.id, one.id.partition("/")[2])), None)
        return self.in_text(found.id, found.title, _whole(found)) if found else None

    def _by_title(self, posting: Source) -> tuple[Source, _Needs]:
        """What the occupation demands that a posting's title names; nothing where it surely names none."""
        opened = open_occupations(self._workspace, self._query.progress)
        (named,) = opened.suggest([posting.label]) if opened else [None]
        found = skills_of_occupation(self._snapshot, named.uri, self._query.framework) if named else None
        if named is None or found is None or not found.needs:
            return posting, {}
        said = replace(
            posting, skills=len(found.needs), occupation=self._label(named.uri), lenders=found.lenders
        )
        return said, found.needs

    def _occupation(self, words: str) -> tuple[Source, _Needs] | None:
        return self._all_of(occupations_named(self._workspace, self._snapshot, words, self._query))

    def _called(self, words: str) -> tuple[Source, _Needs] | None:
        """What occupations demand whose name the words hold a part of."""
        found = called(self._workspace, self._snapshot, words)
        return self._all_of(found[0].uris) if found else None

    def _all_of(self, uris: Sequence[str]) -> tuple[Source, _Needs] | None:
        """What most of some occupations demand."""
        found = skills_of_occupations(self._snapshot, uris, self._query.framework)
        if not found.needs:
            return None
        labels = ", ".join(map(self._label, uris))
        source = Source(DemandedBy.OCCUPATION, uris[0], labels, len(found.needs), lenders=found.lenders)
        return source, found.needs

    def _skill(self, words: str) -> tuple[Source, _Needs]:
        try:
            found: ResolvedSkill = resolve(self._workspace, self._snapshot, words, self._query)
        except NotFoundError:
            if occupation := self._called(words):
                return occupation
            raise
        first = found.uris[0]
        self.together[first] = found.uris
        return Source(DemandedBy.SKILL, first, found.labels[0], 1), {first: True}

    def _label(self, uri: str) -> str:
        return next(iter(self._snapshot.labels_of(uri)), uri)


def _whole(posting: Posting) -> str:
    return f"{posting.title}\n\n{posting.description}"


def _demands(
    snapshot: Snapshot, query: Query, wanted: _Needs, together: Mapping[str, tuple[str, ...]]
) -> Iterable[DemandedConcept]:
    """The demanded concepts with what covers them, required ones first, then by label."""
    hierarchy = snapshot.hierarchy(query.framework)
    labels = {uri: next(iter(snapshot.labels_of(uri)), uri) for uri in wanted}
    for uri in sorted(wanted, key=lambda one: (not wanted[one], labels[one], one)):
        target = CoverageTarget.of(together.get(uri, (uri,)), hierarchy)
        yield DemandedConcept(uri, labels[uri], target, wanted[uri])
