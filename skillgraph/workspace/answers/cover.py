"""`cover`: which credentials cover a skill."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from skillgraph.analytics import coverage
from skillgraph.analytics.coverage import Coverage, CoverageTarget
from skillgraph.analytics.facets import Facet, counted, meets
from skillgraph.analytics.reading import ReadingKind
from skillgraph.analytics.wording import CredentialWords, Wording, WordingMatch
from skillgraph.errors import InputError, NotFoundError
from skillgraph.matching.text.language import language_of
from skillgraph.matching.text.tokens import normalised
from skillgraph.model import NO_TERM_FOUND, MappingStatus
from skillgraph.workspace.answers.occupations import telling_skills
from skillgraph.workspace.answers.resolving import (
    OtherReading,
    ResolvedSkill,
    asked_concepts,
    by_meaning,
    called,
    readings,
    spelling,
)
from skillgraph.workspace.feedback.feedback import ratings
from skillgraph.workspace.query import RUN, Run

if TYPE_CHECKING:
    from skillgraph.model import Credential
    from skillgraph.workspace.query import Query
    from skillgraph.workspace.requests import CoverRequest
    from skillgraph.workspace.state.snapshot import Snapshot
    from skillgraph.workspace.state.workspace import Workspace

_SURE = 0.5
"""From here on, what words mean comes before an occupation whose name they only hold a part of."""

_FEW, _LEAST_OF_FEW = 3, 0.19
"""So many words mean a concept only from this confidence on."""

_Answer = tuple[ResolvedSkill, list[Coverage]]


def cover(workspace: Workspace, request: CoverRequest, run: Run = RUN) -> _Answer:
    """The credentials that cover a skill, given by URI, by label in any language, or in free words.

    A label may name a skill, a group of skills (what lies below it is asked) or an occupation (its essential
    skills are asked); the first that any credential covers is answered for, the others are counted. After
    those that are mapped come the credentials that say the very words.

    Raises:
        NotFoundError: If the URI is unknown, or the words mean no concept and no credential says them.
        InputError: If no loaded credential is in the language that is asked for.
    """
    reading, found = _everything(workspace, request, run)
    known = _by_id(workspace.snapshot()) if request.conditions else {}
    return reading, with_ratings(workspace, _wanted(found, request, known)[: request.top])


@dataclass(frozen=True, slots=True)
class FacetedAnswer:
    """An answer with what it can be narrowed by.

    Attributes:
        facets: For each facet, the values that credentials have which meet all other conditions, each with
            how many: what one would see with that value alone.
    """

    reading: ResolvedSkill
    found: Sequence[Coverage]
    facets: Mapping[Facet, Mapping[str, int]]


def faceted(workspace: Workspace, request: CoverRequest, run: Run = RUN) -> FacetedAnswer:
    """What `cover` answers, with how many credentials each further condition would leave.

    Raises:
        NotFoundError: As `cover` does.
        InputError: As `cover` does.
    """
    reading, found = _everything(workspace, request, run)
    known = _by_id(workspace.snapshot())
    facets: dict[Facet, Mapping[str, int]] = {}
    for facet in Facet:
        left = _wanted(found, request, known, but=facet)
        facets[facet] = counted(facet, [known[one.credential_id] for one in left])
    wanted = with_ratings(workspace, _wanted(found, request, known)[: request.top])
    return FacetedAnswer(reading, wanted, facets)


def with_ratings(workspace: Workspace, found: Sequence[Coverage]) -> list[Coverage]:
    """Credentials with what is said of what their holders could do."""
    given = ratings(workspace)
    return [replace(one, ratings=given.get(one.credential_id, one.ratings)) for one in found]


def _everything(workspace: Workspace, request: CoverRequest, run: Run) -> _Answer:
    """The answer with nothing left out for its conditions."""
    snapshot, query = workspace.snapshot(), request.query(run)
    _check_language(snapshot, request.lang)
    answers = _answers(workspace, snapshot, request, query)
    chosen = next((place for place, (_, found) in enumerate(answers) if found), 0)
    reading, found = answers[chosen]
    others = (OtherReading(one.kind, one.labels, len(some)) for one, some in answers)
    rest = tuple(other for place, other in enumerate(others) if place != chosen)
    return replace(reading, others=rest), found


def _answers(workspace: Workspace, snapshot: Snapshot, request: CoverRequest, query: Query) -> list[_Answer]:
    """An answer for each reading of the question; where no label leads anywhere, for what it means."""
    named = readings(workspace, snapshot, request.skill, query, mend=not request.as_written)
    if request.reading is not None and not any(one.kind is request.reading for one in named):
        kinds = ", ".join(one.kind for one in named) or "none"
        raise NotFoundError(
            f"No {request.reading} is called {request.skill[:80]!r} (what is: {kinds}).",
            hint="Leave out --as, or use another word.",
        )
    chosen = [one for one in named if request.reading in (None, one.kind)]
    answers = [(one, _covering(workspace, snapshot, one, request, query)) for one in chosen]
    by_uri = "://" in request.skill
    if any(found for _, found in answers) or by_uri or request.reading is not None:
        return answers
    others = _otherwise(workspace, snapshot, request, query, may_fail=bool(answers))
    return [*((one, found) for one, found in others if found or not answers), *answers]


def _otherwise(
    workspace: Workspace, snapshot: Snapshot, request: CoverRequest, query: Query, *, may_fail: bool
) -> list[_Answer]:
    """Answers for what no label is: what the words mean, and the occupation that they hold the name of.

    The surer comes first; nothing where both lead nowhere and ``may_fail``.

    Raises:
        NotFoundError: If both lead nowhere and it may not fail.
    """
    occupations = called(workspace, snapshot, request.skill)
    try:
        meant = [_meant(workspace, snapshot, request, query)]
    except NotFoundError:
        if not (occupations or may_fail):
            raise
        meant = []
    sure = any(one.confidence >= _SURE for one in meant)
    found = [*meant, *occupations] if sure else [*occupations, *meant]
    return [(one, _covering(workspace, snapshot, one, request, query)) for one in found]


def _meant(workspace: Workspace, snapshot: Snapshot, request: CoverRequest, query: Query) -> ResolvedSkill:
    """What free words mean; only the words themselves where they mean no concept but credentials say them."""
    asked = request.skill.strip()
    words = asked if request.as_written else spelling(workspace, snapshot, asked)
    spelt = "" if words == asked else words
    try:
        return replace(_surely_meant(workspace, words, query), spelt=spelt)
    except NotFoundError:
        if not _holding(workspace, snapshot, Wording([[words]])):
            raise
        return ResolvedSkill((), (words,), "words", confidence=0.0, spelt=spelt)


def _surely_meant(workspace: Workspace, words: str, query: Query) -> ResolvedSkill:
    """What free words mean; a few words have little context, so that more confidence is asked of them.

    Raises:
        NotFoundError: If they mean no concept surely enough.
    """
    meant = by_meaning(workspace, words, query)
    if len(words.split()) <= _FEW and meant.confidence < _LEAST_OF_FEW:
        raise NotFoundError(
            f"No concept surely fits {words[:80]!r}: the nearest, “{meant.labels[0]}”, has a confidence of"
            f" {meant.confidence:.2f}.",
            hint="Ask for that one by its name, or in more words.",
        )
    return meant


def _covering(
    workspace: Workspace, snapshot: Snapshot, reading: ResolvedSkill, request: CoverRequest, query: Query
) -> list[Coverage]:
    """What is mapped, those first that say the words too; then those that only say them."""
    uris = asked_concepts(snapshot, reading, query)
    target = CoverageTarget.of(uris, snapshot.hierarchy(query.framework))
    holding = _holding(workspace, snapshot, _wording(snapshot, reading, request.skill))
    mappings = snapshot.mappings_to(target.related)
    occupation = reading.kind is ReadingKind.OCCUPATION
    telling = telling_skills(workspace, snapshot) if occupation else None
    mapped = coverage.cover(
        target,
        snapshot.teaching(one.subject_id for one in mappings),
        [one for one in mappings if one.status is MappingStatus.ACCEPTED] if request.accepted else mappings,
        min_confidence=request.min_confidence,
        saying={one.credential.id: one.rank for one in holding},
        telling=telling,
    )
    if reading.found_by == "uri":
        return mapped  # A question for the concept itself is answered by what is mapped to it.
    mappings += snapshot.mappings_to([NO_TERM_FOUND])
    return coverage.with_words(mapped, holding, coverage.refused(target, mappings))


def _wording(snapshot: Snapshot, reading: ResolvedSkill, asked: str) -> Wording:
    """The words to look for: the question's, and where they are a label, the concept's preferred ones."""
    words = reading.spelt or asked.strip()
    if reading.found_by in ("text", "words") or len(reading.uris) != 1:
        return Wording([[words]])
    preferred = snapshot.preferred_labels(reading.uris)
    if reading.found_by == "uri" or normalised(words) in map(normalised, preferred):
        return Wording([preferred])  # so that the answer is the same in each language
    return Wording([[words], preferred])


def _holding(workspace: Workspace, snapshot: Snapshot, wording: Wording) -> list[WordingMatch]:
    """The credentials that say the words, those first that say them in their name, then most often."""
    return wording.held_by(_all_words(workspace, snapshot))


def _all_words(workspace: Workspace, snapshot: Snapshot) -> Sequence[CredentialWords]:
    return workspace.cached(
        ("credential words",),
        snapshot.manifest.credentials,
        lambda: tuple(map(CredentialWords.of, snapshot.credentials)),
    )


def _wanted(
    found: Sequence[Coverage],
    request: CoverRequest,
    known: Mapping[str, Credential],
    *,
    but: Facet | None = None,
) -> list[Coverage]:
    """What the request does not leave out, conditions on one facet aside; they need the credentials by id."""
    conditions = request.conditions
    issuer = "" if but is Facet.ISSUER else request.issuer.casefold()
    lang = "" if but is Facet.LANG else language_of(request.lang)
    left = [
        one
        for one in found
        if (not request.accepted or one.is_accepted)
        and issuer in one.issuer.casefold()
        and (not lang or language_of(one.lang) == lang)
    ]
    if not conditions:
        return left
    return [one for one in left if meets(known[one.credential_id], conditions, but=but)]


def _by_id(snapshot: Snapshot) -> Mapping[str, Credential]:
    return {one.id: one for one in snapshot.credentials}


def _check_language(snapshot: Snapshot, lang: str) -> None:
    """Refuse a language that no loaded credential is in: it would leave nothing, and look like an answer."""
    if not lang:
        return
    there = sorted({language_of(one.lang) for one in snapshot.credentials if one.lang})
    if language_of(lang) not in there:
        raise InputError(
            f"No loaded credential is in {lang[:40]!r}.",
            hint=f"Choose one of: {', '.join(there)}." if there else "None of them says its language.",
        )
