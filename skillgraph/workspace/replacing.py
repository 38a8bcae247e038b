"""What becomes of a loaded framework version when files of the same version are loaded over it.

Files that bring only languages that the version does not have yet add their texts to it; others take its
place, and where that would take something away, somebody has to say that it may.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, replace

from skillgraph.errors import InputError
from skillgraph.model import Collection, Concept, Framework
from skillgraph.workspace.state.manifest import FileRecord, FrameworkRecord


@dataclass(frozen=True, slots=True)
class Settled:
    """What a version is to hold after a load.

    Attributes:
        framework: Everything that it holds then.
        files: The earlier files that it still rests on.
        note: What was added or removed, as a sentence; or nothing.
    """

    framework: Framework
    files: tuple[FileRecord, ...] = ()
    note: str = ""


def check_publisher(record: FrameworkRecord, framework: Framework) -> None:
    """Refuse another publisher's framework that happens to have the same name and version.

    Raises:
        InputError: If the concept schemes differ.
    """
    if record.scheme and record.scheme != framework.scheme.uri:
        raise InputError(
            f"{record.id} is loaded from the concept scheme <{record.scheme}>,"
            f" and these files hold <{framework.scheme.uri}>.",
            hint="Load them under another name with --name, or put them in its place with --replace.",
        )


def settle(
    record: FrameworkRecord,
    before: Framework,
    new: Framework,
    files: tuple[FileRecord, ...],
    *,
    replaces: bool = False,
) -> Settled:
    """Add the files' languages to a loaded version, or put the files in its place.

    Args:
        record: The loaded version.
        before: Everything that it holds.
        new: What the files hold.
        files: The files.
        replaces: Whether what the files do not hold may be removed.

    Raises:
        InputError: If something would be removed, and ``replaces`` does not allow it.
    """
    kept = new if set(record.languages) <= set(new.languages) else _with_kept_languages(before, new)
    lost = losses(before, kept)
    if lost and not replaces and not _supersedes(before, new):
        if _only_adds_languages(record, new, files):
            older = tuple(file for file in record.files if file not in files)
            return Settled(_with_texts(before, new), older, _added(before, new))
        raise _refused(record, lost)
    return Settled(kept, note=f"Removed: {_listed(lost)}." if lost else "")


def _supersedes(before: Framework, new: Framework) -> bool:
    """Whether ESCO comes in place of an adapted copy, such as the built-in one, and holds as much of all.

    Copies have groups with addresses of their own.
    """
    from skillgraph.taxonomies.esco.reader import ADAPTED_ACKNOWLEDGEMENT

    if before.scheme.acknowledgement != ADAPTED_ACKNOWLEDGEMENT:
        return False
    return _sizes(before) <= _sizes(new)


def _sizes(framework: Framework) -> Counter[str]:
    """How many concepts of each kind, places in the hierarchy, relations and members there are."""
    sizes = Counter(concept.kind.value for concept in framework.concepts)
    sizes["broader"] = sum(bool(concept.broader) for concept in framework.concepts)
    sizes.update(relation.kind.value for relation in framework.relations)
    for collection in framework.collections:
        sizes[f"collection {collection.key}"] += len(collection.members)
    return sizes


def losses(before: Framework, after: Framework) -> dict[str, int]:
    """How many concepts, places in the hierarchy, texts, relations and members ``after`` lacks.

    Texts count where a concept is left without any of their kind in a language.
    """
    found: Counter[str] = Counter()
    left = {concept.uri: concept for concept in after.concepts}
    for concept in before.concepts:
        if concept.uri not in left:
            found[concept.kind.value.replace("-", " ")] += 1
        else:
            found.update(_losses_of(concept, left[concept.uri]))
    found.update(f"{one.kind.value} relation" for one in set(before.relations) - set(after.relations))
    members = _members(after.collections)
    for collection in before.collections:
        found[f"member of the collection {collection.key}"] += len(
            set(collection.members) - members.get(collection.key, set())
        )
    return {what: count for what, count in found.items() if count}


def _losses_of(before: Concept, after: Concept) -> Counter[str]:
    """What a concept has less: one that moves in the hierarchy, or is called otherwise, loses nothing."""
    found = Counter({"place in the hierarchy": max(0, len(before.broader) - len(after.broader))})
    for what, texts, left in _texts(before, after):
        found.update(f"{what} in {lang}" for lang in texts if texts[lang] and not left.get(lang))
    return found


def _texts(
    before: Concept, after: Concept
) -> Iterator[tuple[str, Mapping[str, object], Mapping[str, object]]]:
    yield "preferred label", before.pref_labels, after.pref_labels
    yield "list of alternative labels", before.alt_labels, after.alt_labels
    yield "description", before.descriptions, after.descriptions
    yield "definition", before.definitions, after.definitions


def _members(collections: Iterable[Collection]) -> Mapping[str, Set[str]]:
    return {collection.key: set(collection.members) for collection in collections}


def _only_adds_languages(record: FrameworkRecord, new: Framework, files: tuple[FileRecord, ...]) -> bool:
    """Whether none of the files' languages is there, or the same files added them before."""
    again = set(files) < set(record.files)
    return again or set(new.languages).isdisjoint(record.languages)


def _with_texts(before: Framework, new: Framework) -> Framework:
    """The loaded version with the texts of the files, and with what else they have more."""
    texts = {concept.uri: concept for concept in new.concepts}
    known = {concept.uri for concept in before.concepts}
    concepts = [_with_texts_of(one, texts[one.uri]) if one.uri in texts else one for one in before.concepts]
    return replace(
        before,
        concepts=(*concepts, *(one for one in new.concepts if one.uri not in known)),
        relations=tuple(dict.fromkeys((*before.relations, *new.relations))),
        collections=_joined(before.collections, new.collections),
    )


def _with_texts_of(concept: Concept, other: Concept) -> Concept:
    """A loaded concept with a file's texts, and its own in the languages that the file does not have."""
    texts = other.completed_by(concept)
    return replace(
        concept,
        pref_labels=texts.pref_labels,
        alt_labels=texts.alt_labels,
        hidden_labels=texts.hidden_labels,
        descriptions=texts.descriptions,
        definitions=texts.definitions,
        scope_notes=texts.scope_notes,
        broader=tuple(dict.fromkeys((*concept.broader, *other.broader))),
    )


def _joined(before: Iterable[Collection], new: Iterable[Collection]) -> tuple[Collection, ...]:
    joined = {collection.uri: collection for collection in before}
    for one in new:
        known = joined.get(one.uri, one)
        joined[one.uri] = replace(
            known,
            members=tuple(dict.fromkeys((*known.members, *one.members))),
            labels={**known.labels, **one.labels},
        )
    return tuple(joined.values())


def _with_kept_languages(before: Framework, framework: Framework) -> Framework:
    """Texts in languages that only the loaded edition of this version has."""
    earlier = {concept.uri: concept for concept in before.concepts}
    concepts = (c.completed_by(earlier.get(c.uri, c)) for c in framework.concepts)
    return replace(framework, concepts=tuple(concepts))


def _added(before: Framework, new: Framework) -> str:
    known = {concept.uri for concept in before.concepts}
    labelled = sum(concept.uri in known for concept in new.concepts)
    more = len(new.concepts) - labelled
    languages, also = ", ".join(new.languages), f", {more:,} concepts are new," if more else ""
    return f"Texts ({languages}) were added to {labelled:,} of its concepts{also} and nothing was removed."


def _refused(record: FrameworkRecord, lost: Mapping[str, int]) -> InputError:
    return InputError(
        f"These files lack a part of {record.id}; loading them would remove {_listed(lost)}.",
        hint="Load all files of the version together; or say with `taxonomy load --replace` that they may go,"
        " or keep both with --version or --name.",
    )


def _listed(lost: Mapping[str, int]) -> str:
    return ", ".join(f"{count:,} {_counted(what, count)}" for what, count in lost.items())


def _counted(what: str, count: int) -> str:
    head, of, rest = what.partition(" of ")
    head, within, place = head.partition(" in ")
    return f"{head}{'s' * (count > 1)}{within}{place}{of}{rest}"
