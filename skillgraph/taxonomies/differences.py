"""What changed between two versions of a framework."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from skillgraph.model import Concept, ConceptKind


class ChangeKind(StrEnum):
    """A way in which a concept differs between two versions; the order is that of a report."""

    ADDED = "added"
    REMOVED = "removed"
    DEPRECATED = "deprecated"
    STATUS = "status"
    RELABELLED = "relabelled"
    RETYPED = "retyped"
    REUSE_LEVEL = "reuse-level"
    REPARENTED = "re-parented"
    ALTERNATIVES_GAINED = "alternatives-gained"
    ALTERNATIVES_LOST = "alternatives-lost"


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one concept.

    Attributes:
        uri: The concept.
        label: Its preferred label in the newer version, where it is still there.
        concept_kind: What it stands for.
        lang: Language of the labels that changed; empty where the change is not one of labels.
        before: What only the older version says: a label, labels, URIs of parents, a type, a level, a status.
        after: What only the newer one says.
    """

    kind: ChangeKind
    uri: str
    label: str
    concept_kind: ConceptKind
    lang: str = ""
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


def differences(old: Iterable[Concept], new: Iterable[Concept]) -> list[Change]:
    """The changes from one version of a framework to another, by kind, then by label and URI.

    Concepts are the same where their URI is. What one of the versions does not say is no change: labels are
    compared in the languages in which a concept has a preferred label in both, and types, levels and status
    where both state one. Labels that differ in white space only are the same.
    """
    before, after = ({concept.uri: concept for concept in concepts} for concepts in (old, new))
    changes = [_whole(ChangeKind.ADDED, after[uri]) for uri in after.keys() - before.keys()]
    changes += [_whole(ChangeKind.REMOVED, before[uri]) for uri in before.keys() - after.keys()]
    for uri in before.keys() & after.keys():
        changes += _changes(before[uri], after[uri])
    order = list(ChangeKind)
    return sorted(changes, key=lambda one: (order.index(one.kind), one.label, one.uri, one.lang))


def counts(changes: Iterable[Change]) -> dict[ChangeKind, dict[ConceptKind, int]]:
    """How many concepts of which kind changed in which way, in the order of the kinds."""
    concepts = {(change.kind, change.concept_kind, change.uri) for change in changes}
    numbers = Counter((kind, concept_kind) for kind, concept_kind, _ in concepts)
    return {
        kind: {one: numbers[kind, one] for one in ConceptKind if numbers[kind, one]}
        for kind in ChangeKind
        if any(numbers[kind, one] for one in ConceptKind)
    }


def changes_of(changes: Iterable[Change]) -> dict[str, tuple[Change, ...]]:
    """The changes of each concept, by URI."""
    found: dict[str, tuple[Change, ...]] = {}
    for change in changes:
        found[change.uri] = (*found.get(change.uri, ()), change)
    return found


def gone(concept: Concept) -> bool:
    """Whether a version keeps a concept only to say that it is not to be used any more."""
    return concept.retired


def _whole(kind: ChangeKind, concept: Concept) -> Change:
    return Change(kind, concept.uri, concept.label(), concept.kind)


def _changes(old: Concept, new: Concept) -> Iterator[Change]:
    def change(kind: ChangeKind, before: Iterable[str], after: Iterable[str], lang: str = "") -> Change:
        return Change(kind, new.uri, new.label(), new.kind, lang, tuple(before), tuple(after))

    if gone(new) and not gone(old):
        yield change(ChangeKind.DEPRECATED, filter(None, [old.status]), [new.status])
    elif _differ(old.status, new.status):
        yield change(ChangeKind.STATUS, [old.status], [new.status])
    if _differ(old.skill_type, new.skill_type):
        yield change(ChangeKind.RETYPED, [old.skill_type], [new.skill_type])
    if _differ(old.reuse_level, new.reuse_level):
        yield change(ChangeKind.REUSE_LEVEL, [old.reuse_level], [new.reuse_level])
    if set(old.broader) != set(new.broader):
        left, joined = set(old.broader) - set(new.broader), set(new.broader) - set(old.broader)
        yield change(ChangeKind.REPARENTED, sorted(left), sorted(joined))
    for lang in sorted(old.pref_labels.keys() & new.pref_labels.keys()):
        if one_line(old.pref_labels[lang]) != one_line(new.pref_labels[lang]):
            yield change(ChangeKind.RELABELLED, [old.pref_labels[lang]], [new.pref_labels[lang]], lang)
        before, after = _alternatives(old, lang), _alternatives(new, lang)
        if gained := [label for label in after if label not in before]:
            yield change(ChangeKind.ALTERNATIVES_GAINED, (), gained, lang)
        if lost := [label for label in before if label not in after]:
            yield change(ChangeKind.ALTERNATIVES_LOST, lost, (), lang)


def _alternatives(concept: Concept, lang: str) -> Mapping[str, None]:
    """Alternative labels in their order; one that repeats the preferred label is none."""
    labels = dict.fromkeys(map(one_line, concept.alt_labels.get(lang, ())))
    labels.pop(one_line(concept.pref_labels[lang]), None)
    return labels


def one_line(text: str) -> str:
    """The text with every run of white space as one space."""
    return " ".join(text.split())


def _differ(before: str, after: str) -> bool:
    return bool(before and after) and before != after
