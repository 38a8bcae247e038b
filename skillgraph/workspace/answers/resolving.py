"""Finds what the words of a question stand for: concepts by URI, by label, or by meaning."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from skillgraph import languages
from skillgraph.analytics.reading import ReadingKind
from skillgraph.errors import InputError, NotFoundError
from skillgraph.languages.sentences import error_of
from skillgraph.matching.asked_words import labels_meant
from skillgraph.matching.kinds import TextKind
from skillgraph.matching.label_lookup import LabelLookup, lookup_of
from skillgraph.matching.occupation_names import OccupationNames, known_as
from skillgraph.matching.text.tokens import surface_words
from skillgraph.model import ConceptKind
from skillgraph.workspace.answers.occupations import skills_of_occupations
from skillgraph.workspace.answers.suggest import suggest_texts, too_unsure
from skillgraph.workspace.requests import SUPPLIES

if TYPE_CHECKING:
    from skillgraph.workspace.query import Query
    from skillgraph.workspace.state.snapshot import Snapshot
    from skillgraph.workspace.state.workspace import Workspace

_WORD = 4
"""Letters of the shortest words that are ever taken for misspelt."""

_KINDS = {
    ConceptKind.SKILL_GROUP: ReadingKind.GROUP,
    ConceptKind.OCCUPATION: ReadingKind.OCCUPATION,
    ConceptKind.OCCUPATION_GROUP: ReadingKind.OCCUPATION,
}


@dataclass(frozen=True, slots=True)
class OtherReading:
    """Another thing that the words of a question may stand for, with how many credentials cover it."""

    kind: ReadingKind
    labels: tuple[str, ...]
    credentials: int


@dataclass(frozen=True, slots=True)
class ResolvedSkill:
    """The concepts that the words of a question stand for.

    Attributes:
        uris: The concepts; none where no concept fits and only the words themselves were looked for.
        found_by: ``uri``, ``label``, ``spelling`` (a label, had it been spelt so), ``part`` (the head of what
            occupations are called), ``text`` or ``words``.
        confidence: That free words mean the first of the concepts; 1 for a URI or a label.
        kind: What they are. Occupations stand for the skills that are essential to most of them.
        spelt: The words as they were read, where they had an error; else empty.
        others: What the words may stand for besides.
    """

    uris: tuple[str, ...]
    labels: tuple[str, ...]
    found_by: str
    confidence: float = 1.0
    kind: ReadingKind = ReadingKind.SKILL
    spelt: str = ""
    others: tuple[OtherReading, ...] = ()


def resolve(workspace: Workspace, snapshot: Snapshot, skill: str, query: Query) -> ResolvedSkill:
    """Find the skills that a URI, a label or free words stand for.

    Raises:
        NotFoundError: If the URI is unknown, or the words mean no concept.
    """
    found = (one for one in readings(workspace, snapshot, skill, query))
    named = next((one for one in found if one.kind is not ReadingKind.OCCUPATION), None)
    return named or by_meaning(workspace, skill.strip(), query)


def readings(
    workspace: Workspace, snapshot: Snapshot, skill: str, query: Query, *, mend: bool = True
) -> list[ResolvedSkill]:
    """What a URI or a label stands for, skills first; nothing where no label is like the words.

    Labels are compared as they stand, then without case, accents and plurals, then with small errors mended,
    unless ``mend`` is false.

    Raises:
        InputError: If there are no words.
        NotFoundError: If no loaded framework has the URI.
    """
    skill = skill.strip()
    if not skill:
        raise InputError("The skill is empty.", hint="Give a URI, a label or a few words.")
    if "://" in skill:
        return [_by_uri(snapshot, skill)]
    lookup = label_lookup(workspace, snapshot)
    if found := _in_framework(snapshot, lookup, skill, query) or _found(lookup, skill):
        named = list(_by_kind(snapshot, found, "label"))
        whole = bool(lookup.worded(skill)) or any(one.kind is ReadingKind.OCCUPATION for one in named)
        return named if whole else [*named, *called(workspace, snapshot, skill, whole=True)]
    spelt = lookup.corrected(skill) if mend else skill
    mended = [replace(one, spelt=spelt) for one in _by_kind(snapshot, _found(lookup, spelt), "spelling")]
    if spelt != skill and mended:
        return mended
    asked = called(workspace, snapshot, spelt, whole=True)
    return [replace(one, spelt=spelt if spelt != skill else "") for one in asked]


def called(
    workspace: Workspace, snapshot: Snapshot, words: str, *, whole: bool = False
) -> list[ResolvedSkill]:
    """The occupations whose names have the words, or at least the last or first of them, as their head.

    Args:
        workspace: Keeps the names.
        snapshot: The state to read.
        words: A question such as ``nurse`` or ``infirmière de nuit``.
        whole: Whether names must have all of the words.
    """
    found = _occupation_names(workspace, snapshot).find(words)
    if found is None or (whole and not found.whole):
        return []
    usual = label_lookup(workspace, snapshot).find(known_as(found.head)) if known_as(found.head) else {}
    uris = tuple(usual) or found.uris
    labels = [next(iter(snapshot.labels_of(uri)), uri) for uri in uris]
    return [ResolvedSkill(uris, tuple(labels), "part", kind=ReadingKind.OCCUPATION)]


def occupations_named(workspace: Workspace, snapshot: Snapshot, words: str, query: Query) -> list[str]:
    """URIs of the occupations that a URI, a code (``2511.3``) or a label in any loaded version names."""
    if "://" in words:
        return [words]
    if any(map(str.isdigit, words)) and (coded := _by_code(snapshot, words, query)):
        return coded
    exact = snapshot.concepts_with_label(words, snapshot.manifest.framework(query.framework))
    named = [uri for uri in exact if snapshot.kinds.get(uri) is ConceptKind.OCCUPATION]
    found = () if named else readings(workspace, snapshot, words, query)
    others = (one.uris for one in found if one.kind is ReadingKind.OCCUPATION)
    return named or list(next(others, ()))


def spelling(workspace: Workspace, snapshot: Snapshot, words: str) -> str:
    """The words with small errors mended, by the words of labels and credentials."""
    return label_lookup(workspace, snapshot).corrected(words)


def spellings(workspace: Workspace, snapshot: Snapshot, words: str) -> list[str]:
    """How words that are being typed may be meant, the last of them perhaps not complete yet."""
    lookup = label_lookup(workspace, snapshot)
    begun, _, last = words.strip().rpartition(" ")
    mended = [f"{lookup.corrected(begun)} {last}"] if begun else []
    return [one for one in (*mended, lookup.corrected(words)) if one.casefold() != words.casefold()]


def by_meaning(workspace: Workspace, words: str, query: Query) -> ResolvedSkill:
    """The surest concept for free words, and others that are at least half as sure.

    Raises:
        NotFoundError: If none is sure enough.
    """
    (result,) = suggest_texts(workspace, [words], query, k=3, kind=TextKind.POSTING)
    surest = max((s.confidence for s in result.suggestions), default=0.0)
    if surest < SUPPLIES:
        raise NotFoundError(
            f"No concept fits {words[:80]!r}: {too_unsure(result)}.",
            hint="Try other words, or `skillgraph suggest` to see the nearest concepts.",
        )
    kept = [s for s in result.suggestions if s.confidence >= 0.5 * surest]
    return ResolvedSkill(tuple(s.uri for s in kept), tuple(s.label for s in kept), "text", surest)


def asked_concepts(snapshot: Snapshot, reading: ResolvedSkill, query: Query) -> tuple[str, ...]:
    """The concepts that a reading asks for: occupations ask for what is essential to most of them."""
    if reading.kind is not ReadingKind.OCCUPATION:
        return reading.uris
    names = [query.framework, *snapshot.manifest.framework_names()]
    for name in names:
        if needs := skills_of_occupations(snapshot, reading.uris, name).needs:
            return tuple(uri for uri, essential in needs.items() if essential)
    return ()


def label_lookup(workspace: Workspace, snapshot: Snapshot) -> LabelLookup:
    """All labels of the loaded frameworks, and the words of the credentials; made once for each state."""
    manifest = snapshot.manifest
    made_from = manifest.frameworks, manifest.credentials
    return workspace.cached(("label lookup",), made_from, lambda: _lookup(snapshot))


def _found(lookup: LabelLookup, words: str) -> dict[str, str]:
    """The concepts of a label, or of the one by which the frameworks know what is called so."""
    if (other := known_as(words)) and (found := lookup.find(other)):
        return found
    every = map(lookup.find, labels_meant(words))
    return lookup.find(words) or next(filter(None, every), {})


def _occupation_names(workspace: Workspace, snapshot: Snapshot) -> OccupationNames:
    made_from = snapshot.manifest.frameworks
    return workspace.cached(
        ("occupation names",), made_from, lambda: OccupationNames(snapshot.occupation_labels())
    )


def _lookup(snapshot: Snapshot) -> LabelLookup:
    texts = (text for one in snapshot.credentials for text in (one.name, *(o.shown for o in one.outcomes)))
    return lookup_of(snapshot.all_labels(), texts, partial(_right_words, snapshot))


def _right_words(snapshot: Snapshot) -> set[str]:
    """Words that are spelt right: those of definitions and descriptions, and common ones of each language."""
    from skillgraph.embedding.vocabulary import whole_words

    descriptions = (one.description for one in snapshot.credentials)
    read = " ".join((*snapshot.explanations(), *descriptions)).lower()
    common = {word for content in languages.every("words") for word in surface_words(content["common"])}
    return {*surface_words(read), *whole_words(_WORD), *common}


def _by_code(snapshot: Snapshot, code: str, query: Query) -> list[str]:
    from skillgraph.graph.queries import ConceptByNotation, run

    asked = snapshot.manifest.framework(query.framework)
    for record in (asked, *snapshot.manifest.other_versions(asked)):
        rows = run(snapshot.store, ConceptByNotation, graphs=[record.graph], text=code)
        if found := [one.uri for one in rows if snapshot.kinds.get(one.uri) is ConceptKind.OCCUPATION]:
            return found
    return []


def _by_uri(snapshot: Snapshot, uri: str) -> ResolvedSkill:
    labels = snapshot.labels_of(uri)
    if not labels:
        raise error_of(NotFoundError, "concept-unknown", uri=uri)
    return ResolvedSkill((uri,), labels[:1], "uri", kind=_kind(snapshot, uri))


def _in_framework(snapshot: Snapshot, lookup: LabelLookup, label: str, query: Query) -> Mapping[str, str]:
    """The concepts of that label in the framework that is asked for, if one is."""
    if query.framework is None:
        return {}
    record = snapshot.manifest.framework(query.framework)
    return snapshot.concepts_with_label(label, record, among=lookup.worded(label))


def _by_kind(snapshot: Snapshot, found: Mapping[str, str], how: str) -> Iterator[ResolvedSkill]:
    """A reading for each kind of concept among those found."""
    for kind in ReadingKind:
        named = {uri: label for uri, label in found.items() if _kind(snapshot, uri) is kind}
        if named:
            yield ResolvedSkill(tuple(named), tuple(dict.fromkeys(named.values())), how, kind=kind)


def _kind(snapshot: Snapshot, uri: str) -> ReadingKind:
    return _KINDS.get(snapshot.kinds.get(uri, ConceptKind.CONCEPT), ReadingKind.SKILL)
