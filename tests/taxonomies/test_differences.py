"""What changed between two versions of a framework."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from skillgraph.errors import ProblemLog
from skillgraph.model import Concept, ConceptKind
from skillgraph.taxonomies import read_framework
from skillgraph.taxonomies.differences import ChangeKind, counts, differences

LABELS = st.sampled_from(["mow", "mow grass", "cut  grass", "cut grass", "reap"])
LISTS = st.lists(LABELS, max_size=3).map(tuple)
CONCEPTS = st.builds(
    Concept,
    uri=st.sampled_from(["u:1", "u:2", "u:3"]),
    kind=st.sampled_from([ConceptKind.SKILL, ConceptKind.OCCUPATION]),
    pref_labels=st.dictionaries(st.sampled_from(["en", "fr"]), LABELS),
    alt_labels=st.dictionaries(st.sampled_from(["en", "fr"]), LISTS),
    broader=st.lists(st.sampled_from(["u:4", "u:5"]), unique=True).map(tuple),
    skill_type=st.sampled_from(["", "knowledge", "skill/competence"]),
    reuse_level=st.sampled_from(["", "transversal", "cross-sector"]),
    status=st.sampled_from(["", "released", "obsolete"]),
)
VERSIONS = st.lists(CONCEPTS, max_size=3, unique_by=lambda concept: concept.uri)


def plainly(old: list[Concept], new: list[Concept]) -> set[tuple[str, str, str]]:
    """Kind, URI and language of each change, found by looking at one question after another."""
    found = set()
    for uri in ("u:1", "u:2", "u:3"):
        before = next((one for one in old if one.uri == uri), None)
        after = next((one for one in new if one.uri == uri), None)
        if before is None and after is not None:
            found.add(("added", uri, ""))
        if before is not None and after is None:
            found.add(("removed", uri, ""))
        if before is None or after is None:
            continue
        if before.skill_type and after.skill_type and before.skill_type != after.skill_type:
            found.add(("retyped", uri, ""))
        if before.reuse_level and after.reuse_level and before.reuse_level != after.reuse_level:
            found.add(("reuse-level", uri, ""))
        if after.status == "obsolete" and before.status != "obsolete":
            found.add(("deprecated", uri, ""))
        if before.status == "obsolete" and after.status == "released":
            found.add(("status", uri, ""))
        if set(before.broader) != set(after.broader):
            found.add(("re-parented", uri, ""))
        for lang in ("en", "fr"):
            if lang not in before.pref_labels or lang not in after.pref_labels:
                continue
            here, there = (" ".join(one.pref_labels[lang].split()) for one in (before, after))
            if here != there:
                found.add(("relabelled", uri, lang))
            less, more = (
                {" ".join(label.split()) for label in one.alt_labels.get(lang, ())} - {preferred}
                for one, preferred in ((before, here), (after, there))
            )
            if more - less:
                found.add(("alternatives-gained", uri, lang))
            if less - more:
                found.add(("alternatives-lost", uri, lang))
    return found


@given(VERSIONS, VERSIONS)
def test_it_finds_what_a_plain_comparison_finds(old: list[Concept], new: list[Concept]) -> None:
    changes = differences(old, new)
    assert {(change.kind.value, change.uri, change.lang) for change in changes} == plainly(old, new)
    assert len(changes) == len(plainly(old, new))


@given(VERSIONS)
def test_a_version_does_not_differ_from_itself(version: list[Concept]) -> None:
    assert differences(version, version) == []


@given(VERSIONS, VERSIONS)
def test_turned_round_what_was_added_was_removed(old: list[Concept], new: list[Concept]) -> None:
    there, back = differences(old, new), differences(new, old)
    for one, other in (
        (ChangeKind.ADDED, ChangeKind.REMOVED),
        (ChangeKind.ALTERNATIVES_GAINED, ChangeKind.ALTERNATIVES_LOST),
        (ChangeKind.RELABELLED, ChangeKind.RELABELLED),
        (ChangeKind.REPARENTED, ChangeKind.REPARENTED),
    ):
        found = {(c.uri, c.lang, c.before, c.after) for c in there if c.kind is one}
        assert found == {(c.uri, c.lang, c.after, c.before) for c in back if c.kind is other}


def test_a_change_says_what_was_and_what_is() -> None:
    old = Concept("u:1", pref_labels={"en": "mow"}, alt_labels={"en": ("reap",)}, broader=("u:2", "u:3"))
    new = Concept("u:1", pref_labels={"en": "mow grass"}, alt_labels={"en": ("mow",)}, broader=("u:3", "u:4"))
    told = [(change.kind.value, change.before, change.after) for change in differences([old], [new])]
    assert told == [
        ("relabelled", ("mow",), ("mow grass",)),
        ("re-parented", ("u:2",), ("u:4",)),
        ("alternatives-gained", (), ("mow",)),
        ("alternatives-lost", ("reap",), ()),
    ]


def test_esco_1_1_1_and_1_2_0_differ_as_known(shared: Path) -> None:
    folder = shared / "data" / "esco"
    old, new = (
        read_framework(sorted(paths), problems=ProblemLog()).concepts
        for paths in (folder.glob("1.1.1-en/*.zip"), folder.glob("*v1.2.0*.zip"))
    )
    numbers = counts(differences(old, new))
    assert numbers[ChangeKind.ADDED] == {ConceptKind.SKILL: 237, ConceptKind.OCCUPATION: 35}
    assert numbers[ChangeKind.REMOVED] == {ConceptKind.SKILL: 194, ConceptKind.OCCUPATION: 3}
    assert numbers[ChangeKind.RELABELLED][ConceptKind.SKILL] == 105
