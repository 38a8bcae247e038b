"""What a framework says of the concepts under review: their definitions, and what lies above them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from skillgraph.model.texts import ENGLISH, by_language, in_language

if TYPE_CHECKING:
    from skillgraph.model import Concept
    from skillgraph.workspace.state.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a reviewer should know of a concept.

    Attributes:
        definition: Its definition, else its description or note; empty where the framework has none.
        lang: The language of that, or empty.
        path: Labels from the concept directly above to the top, along the first one above each.
        path_langs: The language of each of those.
    """

    definition: str = ""
    path: tuple[str, ...] = ()
    lang: str = ""
    path_langs: tuple[str, ...] = ()


UNKNOWN = Meaning()


def meanings(snapshot: Snapshot, labels: Mapping[str, str]) -> dict[str, Meaning]:
    """What the loaded frameworks say of concepts; those that no framework has are left out.

    Args:
        snapshot: Where to look.
        labels: The label that each concept is shown with, by its URI; its language is that of the texts,
            where there are some in it.
    """
    known: dict[str, Concept] = {}
    missing = {uri for uri in labels if uri}
    while missing:
        found = _concepts(snapshot, missing)
        known |= found
        above = {concept.broader[0] for concept in found.values() if concept.broader}
        missing = above - known.keys()
    return {uri: _meaning(uri, label, known) for uri, label in labels.items() if uri in known}


def _meaning(uri: str, label: str, known: Mapping[str, Concept]) -> Meaning:
    concept = known[uri]
    shown = (tag for tag, text in concept.pref_labels.items() if text == label)
    lang = ENGLISH if concept.pref_labels.get(ENGLISH) == label else next(shown, ENGLISH)
    said = (concept.definitions, concept.descriptions, concept.scope_notes)
    texts = next((one for one in said if in_language(one, lang)), {})
    text = in_language(texts, lang)
    tag = next((tag for tag, same in texts.items() if same == text), "")
    above = [(one, known[one].pref_labels) for one in _above(uri, known)]
    path = tuple(in_language(labels, lang, one) for one, labels in above)
    langs = tuple(min(labels, key=lambda tag: by_language(tag, lang), default="") for _, labels in above)
    return Meaning(text.strip(), path, tag, langs)


def _above(uri: str, known: Mapping[str, Concept]) -> Iterator[str]:
    """The first concept above each, to the top; none twice."""
    passed = {uri}
    while (above := known[uri].broader) and above[0] in known and above[0] not in passed:
        uri = above[0]
        passed.add(uri)
        yield uri


def _concepts(snapshot: Snapshot, uris: Set[str]) -> dict[str, Concept]:
    """Single concepts, each as all loaded versions together describe it; frameworks are not read whole.

    A version may be loaded in one language only, and with less than another says.
    """
    from skillgraph.graph import codec
    from skillgraph.graph.store import in_memory

    found: dict[str, Concept] = {}
    for record in reversed(snapshot.manifest.frameworks):
        store = in_memory()
        for uri in uris:
            store.add(record.graph, snapshot.store.describe(uri, graph=record.graph))
        for one in codec.read_concepts(store, [record.graph]):
            known = found.get(one.uri)
            found[one.uri] = one if known is None else _together(known, one)
    return found


def _together(one: Concept, other: Concept) -> Concept:
    return replace(one.completed_by(other), broader=one.broader or other.broader)
