"""What takes the place of concepts that a new version does not have."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from skillgraph.alignment.succession import Doubt, EvidenceKind, Succession, Version, successions
from skillgraph.errors import ProblemLog
from skillgraph.model import Concept, ConceptKind, ConceptRelation, Framework, RelationKind
from skillgraph.taxonomies import read_framework
from skillgraph.taxonomies.differences import ChangeKind, differences


def skill(uri: str, label: str, *alternatives: str, status: str = "", **others: tuple[str, ...]) -> Concept:
    return Concept(
        uri,
        ConceptKind.SKILL,
        pref_labels={"en": label},
        alt_labels={"en": alternatives},
        status=status,
        **others,  # type: ignore[arg-type]
    )


def succession(
    old: list[Concept],
    new: list[Concept],
    *,
    similar: dict[str, float] | None = None,
    relations: tuple[list[ConceptRelation], list[ConceptRelation]] = ([], []),
) -> Succession:
    """What takes the place of ``u:old``."""
    before, after = (
        Version.of(concepts, links) for concepts, links in zip((old, new), relations, strict=True)
    )
    return successions(["u:old"], before, after, {"u:old": similar or {}})["u:old"]


def found(one: Succession) -> tuple[str, EvidenceKind | None] | None:
    return None if one.successor is None else (one.successor.uri, one.successor.kind)


OLD = skill("u:old", "mow lawns", "cut lawns", "shear lawns")
OTHER = skill("u:1", "tend grass")


def test_what_the_framework_says_comes_first() -> None:
    named = skill("u:old", "mow lawns", status="obsolete", replaced_by=("u:2",))
    labelled = skill("u:1", "mow lawns")
    assert found(succession([OLD], [named, labelled, skill("u:2", "care for turf")])) == (
        "u:2",
        EvidenceKind.REPLACEMENT,
    )
    replacing = skill("u:2", "care for turf", replaces=("u:old",))
    assert found(succession([OLD], [labelled, replacing])) == ("u:2", EvidenceKind.REPLACEMENT)


def test_two_replacements_that_the_framework_names_are_a_tie() -> None:
    named = skill("u:old", "mow lawns", status="obsolete", replaced_by=("u:1", "u:2"))
    one = succession([OLD], [named, OTHER, skill("u:2", "care for turf")])
    assert (one.successor, one.doubt) == (None, Doubt.TIE)
    assert [candidate.uri for candidate in one.candidates] == ["u:1", "u:2"]


def test_the_same_preferred_label_is_evidence_where_it_is_new_there() -> None:
    assert found(succession([OLD], [skill("u:1", "Mow  lawns")])) == ("u:1", EvidenceKind.LABEL)
    twin = skill("u:1", "mow lawns")
    assert found(succession([OLD, twin], [twin])) is None


def test_labels_taken_over_are_evidence_and_labels_shared_all_along_are_not() -> None:
    merged = skill("u:1", "tend grass", "mow lawns")
    assert found(succession([OLD, OTHER], [merged])) == ("u:1", EvidenceKind.ALTERNATIVE)
    assert found(succession([OLD, merged], [merged])) is None
    two = skill("u:1", "tend grass", "cut lawns", "shear lawns")
    assert found(succession([OLD, OTHER], [two])) == ("u:1", EvidenceKind.ALTERNATIVE)
    assert found(succession([OLD, OTHER], [skill("u:1", "tend grass", "cut lawns")])) is None


def test_a_label_taken_over_by_two_concepts_is_a_tie() -> None:
    new = [skill("u:1", "tend grass", "mow lawns"), skill("u:2", "tend turf", "mow lawns", "cut lawns")]
    one = succession([OLD], new)
    assert (one.successor, one.doubt) == (None, Doubt.TIE)
    assert [candidate.uri for candidate in one.candidates] == ["u:2", "u:1"]


def needs(skill_uri: str, *occupations: str) -> list[ConceptRelation]:
    return [ConceptRelation(one, RelationKind.ESSENTIAL_SKILL, skill_uri) for one in occupations]


@pytest.mark.parametrize(
    ("taken", "similarity", "kind"),
    [(3, 0.75, True), (2, 0.75, True), (1, 0.75, False), (3, 0.6, False)],
)
def test_links_taken_over_are_evidence_where_labels_are_similar(
    taken: int, similarity: float, kind: bool
) -> None:
    gardeners = ("o:1", "o:2", "o:3")
    one = succession(
        [OLD, OTHER],
        [OTHER],
        similar={"u:1": similarity},
        relations=(needs("u:old", *gardeners), needs("u:1", *gardeners[:taken])),
    )
    assert found(one) == (("u:1", EvidenceKind.HIERARCHY) if kind else None)
    assert one.candidates[0].links == taken


def test_likeness_alone_is_evidence_for_concepts_that_are_new() -> None:
    assert found(succession([OLD], [OTHER], similar={"u:1": 0.85})) == ("u:1", EvidenceKind.EMBEDDING)
    assert found(succession([OLD], [OTHER], similar={"u:1": 0.75})) is None
    weak = succession([OLD, OTHER], [OTHER], similar={"u:1": 0.95})
    assert (weak.successor, weak.doubt) == (None, Doubt.WEAK)


def test_concepts_of_another_kind_and_ones_not_to_be_used_take_no_place() -> None:
    occupation = Concept("u:1", ConceptKind.OCCUPATION, pref_labels={"en": "mow lawns"})
    assert succession([OLD], [occupation]).doubt is Doubt.NOTHING
    assert succession([OLD], [skill("u:1", "mow lawns", status="deprecated")]).doubt is Doubt.NOTHING


def hidden(framework: Framework, uris: set[str], *, bare: bool = False) -> Version:
    """A version whose concepts have other URIs (and, if bare, no alternative labels)."""

    def name(uri: str) -> str:
        return f"{uri}#hidden" if uri in uris else uri

    def renamed(concept: Concept) -> Concept:
        alternatives = {} if bare and concept.uri in uris else concept.alt_labels
        broader = tuple(map(name, concept.broader))
        return replace(concept, uri=name(concept.uri), broader=broader, alt_labels=alternatives)

    links = (ConceptRelation(name(one.subject), one.kind, name(one.object)) for one in framework.relations)
    return Version.of(map(renamed, framework.concepts), links)


@pytest.fixture(scope="module")
def esco(shared: Path) -> tuple[Framework, Framework]:
    folder = shared / "data" / "esco"
    old, new = (
        read_framework(sorted(paths), problems=ProblemLog())
        for paths in (folder.glob("1.1.1-en/*.zip"), folder.glob("*v1.2.0*.zip"))
    )
    return old, new


def test_relabelled_skills_of_esco_are_found_again_without_their_uri(
    esco: tuple[Framework, Framework],
) -> None:
    """The successor is known: it is the concept of the same URI."""
    old, new = esco
    changes = differences(old.concepts, new.concepts)
    uris = {
        one.uri
        for one in changes
        if one.kind is ChangeKind.RELABELLED and one.concept_kind is ConceptKind.SKILL
    }
    results = successions(uris, Version.of(old.concepts, old.relations), hidden(new, uris), {}).values()
    moved = [one for one in results if one.successor is not None]
    right = [one for one in moved if one.successor and one.successor.uri == f"{one.uri}#hidden"]
    assert len(right) >= 0.95 * len(moved)
    assert len(right) >= 0.85 * len(uris)


def test_skills_of_esco_whose_successor_is_taken_away_are_hardly_ever_moved(
    esco: tuple[Framework, Framework],
) -> None:
    """The false moves: there is no right replacement for a concept that the newer version lost."""
    old, new = esco
    kept = {one.uri for one in new.concepts if one.kind is ConceptKind.SKILL}
    uris = sorted(kept & {one.uri for one in old.concepts})[::14]
    gone = set(uris)
    links = [one for one in new.relations if not {one.subject, one.object} & gone]
    version = Version.of([one for one in new.concepts if one.uri not in gone], links)
    results = successions(uris, Version.of(old.concepts, old.relations), version, {})
    moved = Counter(one.successor.kind for one in results.values() if one.successor is not None)
    assert moved.total() <= 0.01 * len(uris)
