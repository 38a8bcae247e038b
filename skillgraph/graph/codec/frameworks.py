"""Frameworks as SKOS, with the ESCO model for what it adds: type, reuse level, essential and optional.

Labels, broader concepts and members are sets in SKOS: they come back sorted. Where the order of alternative
or hidden labels is another, it is noted beside them (``sg:altLabelOrder``). Language tags come back in the
case that BCP 47 recommends, whatever case they were given in.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from skillgraph.errors import NotFoundError
from skillgraph.graph.codec.nodes import Description, Node, gather, instances
from skillgraph.graph.store import TripleStore
from skillgraph.graph.terms import (
    Literal,
    NamedNode,
    Term,
    Triple,
    date,
    iri,
    lang_of,
    predicate,
    text,
    value,
)
from skillgraph.model import (
    Collection,
    Concept,
    ConceptKind,
    ConceptRelation,
    ConceptScheme,
    Framework,
    FrameworkId,
    RelationKind,
    is_retired,
)
from skillgraph.model.texts import TextLists, Texts
from skillgraph.namespaces import DCTERMS, ESCO, ISOTHES, OWL, RDF, SCHEMA, SG, SKOS, XSD

CLASSES = {
    ConceptKind.SKILL: ESCO.Skill,
    ConceptKind.OCCUPATION: ESCO.Occupation,
    ConceptKind.SKILL_GROUP: SG.SkillGroup,
    ConceptKind.OCCUPATION_GROUP: SG.OccupationGroup,
}
"""The class, beside ``skos:Concept``, that says what a concept stands for."""

RELATIONS = {
    RelationKind.ESSENTIAL_SKILL: ESCO.relatedEssentialSkill,
    RelationKind.OPTIONAL_SKILL: ESCO.relatedOptionalSkill,
    RelationKind.RELATED: SKOS.related,
}

_SKILL_TYPES = {
    "knowledge": "http://data.europa.eu/esco/skill-type/knowledge",
    "skill/competence": "http://data.europa.eu/esco/skill-type/skill",
}
_REUSE_LEVELS = {
    level: f"http://data.europa.eu/esco/skill-reuse-level/{level}"
    for level in ("transversal", "cross-sector", "sector-specific", "occupation-specific")
}


def encode_framework(framework: Framework) -> Iterator[Triple]:
    """The triples of a framework: its scheme, concepts, relations and collections.

    Raises:
        InputError: At a URI that is not one, or a language tag that is not one.
    """
    yield from _encode_scheme(framework.scheme)
    for concept in framework.concepts:
        yield from _encode_concept(concept)
    for relation in framework.relations:
        yield Triple(iri(relation.subject), predicate(RELATIONS[relation.kind]), iri(relation.object))
    for collection in framework.collections:
        yield from _encode_collection(collection)


def _encode_scheme(scheme: ConceptScheme) -> list[Triple]:
    node = Node(iri(scheme.uri), SKOS.ConceptScheme)
    node.text(DCTERMS.identifier, scheme.id.name)
    node.text(OWL.versionInfo, scheme.id.version)
    node.text(SCHEMA.creditText, scheme.acknowledgement)
    _encode_texts(node, DCTERMS.title, scheme.titles)
    return node.triples


def _encode_concept(concept: Concept) -> list[Triple]:
    node = Node(iri(concept.uri), SKOS.Concept)
    if kind := CLASSES.get(concept.kind):
        node.link(RDF.type, predicate(kind))
    _encode_texts(node, SKOS.prefLabel, concept.pref_labels)
    _encode_text_lists(node, SKOS.altLabel, SG.altLabelOrder, concept.alt_labels)
    _encode_text_lists(node, SKOS.hiddenLabel, SG.hiddenLabelOrder, concept.hidden_labels)
    _encode_texts(node, DCTERMS.description, concept.descriptions)
    _encode_texts(node, SKOS.definition, concept.definitions)
    _encode_texts(node, SKOS.scopeNote, concept.scope_notes)
    _encode_iris(node, SKOS.broader, concept.broader)
    _encode_iris(node, SKOS.inScheme, concept.schemes)
    _encode_iris(node, DCTERMS.isReplacedBy, concept.replaced_by)
    _encode_iris(node, DCTERMS.replaces, concept.replaces)
    _encode_coded(node, ESCO.skillType, _SKILL_TYPES, concept.skill_type)
    _encode_coded(node, ESCO.skillReuseLevel, _REUSE_LEVELS, concept.reuse_level)
    node.text(SKOS.notation, concept.notation)
    node.text(ISOTHES.status, concept.status)
    if concept.modified:
        node.link(DCTERMS.modified, _moment(concept.modified))
    return node.triples


def _encode_texts(node: Node, property_: str, texts: Texts) -> None:
    for lang, words in texts.items():
        node.link(property_, text(words, lang))


def _encode_text_lists(node: Node, property_: str, order: str, lists: TextLists) -> None:
    for lang, texts in lists.items():
        distinct = sorted(set(texts))
        for words in distinct:
            node.link(property_, text(words, lang))
        if list(texts) != distinct:
            places = {words: str(place) for place, words in enumerate(distinct)}
            node.text(order, " ".join(places[words] for words in texts), lang)


def _encode_iris(node: Node, property_: str, uris: Iterable[str]) -> None:
    for uri in uris:
        node.link(property_, iri(uri))


def _encode_coded(node: Node, property_: str, codes: dict[str, str], word: str) -> None:
    if word:
        node.link(property_, predicate(codes[word]) if word in codes else text(word))


def _moment(moment: str) -> Literal:
    """A date, or a time in the one form that Oxigraph keeps as it is; else the words."""
    if len(moment) == 20 and moment.isascii() and moment[10] == "T" and moment[-1] == "Z":
        return Literal(moment, datatype=predicate(XSD.dateTime))
    return date(moment)


def _encode_collection(collection: Collection) -> list[Triple]:
    node = Node(iri(collection.uri), SKOS.Collection)
    node.text(DCTERMS.identifier, collection.key)
    _encode_texts(node, SKOS.prefLabel, collection.labels)
    _encode_iris(node, SKOS.member, collection.members)
    return node.triples


def read_concepts(store: TripleStore, graphs: Sequence[str] | None = None) -> Iterator[Concept]:
    """The concepts of the graphs, sorted by URI.

    A concept that several graphs describe (two versions of a framework) comes back once, with what all of
    them say: name the graphs to keep versions apart.
    """
    kinds = read_kinds(store, graphs)
    pref_labels = _read_texts(store, SKOS.prefLabel, graphs)
    alt_labels = _read_text_lists(store, SKOS.altLabel, SG.altLabelOrder, graphs)
    hidden_labels = _read_text_lists(store, SKOS.hiddenLabel, SG.hiddenLabelOrder, graphs)
    descriptions = _read_texts(store, DCTERMS.description, graphs)
    definitions = _read_texts(store, SKOS.definition, graphs)
    scope_notes = _read_texts(store, SKOS.scopeNote, graphs)
    broader = _read_sets(store, SKOS.broader, graphs)
    schemes = _read_sets(store, SKOS.inScheme, graphs)
    notations = _read_words(store, SKOS.notation, graphs)
    skill_types = _read_coded(store, ESCO.skillType, _SKILL_TYPES, graphs)
    reuse_levels = _read_coded(store, ESCO.skillReuseLevel, _REUSE_LEVELS, graphs)
    statuses = _read_words(store, ISOTHES.status, graphs)
    modified = _read_words(store, DCTERMS.modified, graphs)
    replaced_by = _read_sets(store, DCTERMS.isReplacedBy, graphs)
    replaces = _read_sets(store, DCTERMS.replaces, graphs)
    for uri in sorted(kinds):
        yield Concept(
            uri=uri,
            kind=kinds[uri],
            pref_labels=pref_labels.get(uri, {}),
            alt_labels=alt_labels.get(uri, {}),
            hidden_labels=hidden_labels.get(uri, {}),
            descriptions=descriptions.get(uri, {}),
            definitions=definitions.get(uri, {}),
            scope_notes=scope_notes.get(uri, {}),
            broader=broader.get(uri, ()),
            schemes=schemes.get(uri, ()),
            notation=notations.get(uri, ""),
            skill_type=skill_types.get(uri, ""),
            reuse_level=reuse_levels.get(uri, ""),
            status=statuses.get(uri, ""),
            modified=modified.get(uri, ""),
            replaced_by=replaced_by.get(uri, ()),
            replaces=replaces.get(uri, ()),
        )


def read_kinds(store: TripleStore, graphs: Sequence[str] | None = None) -> dict[str, ConceptKind]:
    """What each concept stands for, by URI."""
    classes = {iri(uri): kind for kind, uri in CLASSES.items()} | {iri(SKOS.Concept): ConceptKind.CONCEPT}
    kinds: dict[str, ConceptKind] = {}
    for subject, term in store.pairs(RDF.type, graphs=graphs):
        kind = classes.get(term) if isinstance(term, NamedNode) else None
        if kind is not None and (kind is not ConceptKind.CONCEPT or value(subject) not in kinds):
            kinds[value(subject)] = kind
    return kinds


def read_labels(store: TripleStore, graphs: Sequence[str] | None = None) -> dict[str, dict[str, str]]:
    """The preferred labels of each concept, by URI and language."""
    return _read_texts(store, SKOS.prefLabel, graphs)


def read_all_labels(
    store: TripleStore, graphs: Sequence[str] | None = None
) -> dict[str, list[tuple[str, bool]]]:
    """Preferred, alternative and hidden labels of each concept, by URI, with whether each is preferred."""
    found: defaultdict[str, list[tuple[str, bool]]] = defaultdict(list)
    for property_ in (SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel):
        for subject, term in store.pairs(property_, graphs=graphs):
            found[value(subject)].append((value(term), property_ == SKOS.prefLabel))
    return found


def _read_texts(
    store: TripleStore, property_: str, graphs: Sequence[str] | None
) -> dict[str, dict[str, str]]:
    """One text for each subject and language; the first by the alphabet where graphs disagree."""
    found: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for subject, term in store.pairs(property_, graphs=graphs):
        lang, words, texts = lang_of(term), value(term), found[value(subject)]
        texts[lang] = min(words, texts.get(lang, words))
    return found


def _read_text_lists(
    store: TripleStore, property_: str, order: str, graphs: Sequence[str] | None
) -> dict[str, dict[str, tuple[str, ...]]]:
    found: defaultdict[str, defaultdict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for subject, term in store.pairs(property_, graphs=graphs):
        found[value(subject)][lang_of(term)].add(value(term))
    orders = _read_texts(store, order, graphs)
    return {
        uri: {
            lang: _in_order(sorted(texts), orders.get(uri, {}).get(lang, "")) for lang, texts in lists.items()
        }
        for uri, lists in found.items()
    }


def _in_order(texts: list[str], order: str) -> tuple[str, ...]:
    """The texts in a noted order; as they are where the note does not fit them (any more)."""
    places = [int(place) for place in order.split() if place.isdecimal()]
    if sorted(set(places)) != list(range(len(texts))):
        return tuple(texts)
    return tuple(texts[place] for place in places)


def _read_sets(
    store: TripleStore, property_: str, graphs: Sequence[str] | None
) -> dict[str, tuple[str, ...]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for subject, term in store.pairs(property_, graphs=graphs):
        found[value(subject)].add(value(term))
    return {uri: tuple(sorted(targets)) for uri, targets in found.items()}


def _read_words(store: TripleStore, property_: str, graphs: Sequence[str] | None) -> dict[str, str]:
    found: dict[str, str] = {}
    for subject, term in store.pairs(property_, graphs=graphs):
        uri, words = value(subject), value(term)
        found[uri] = min(words, found.get(uri, words))
    return found


def _read_coded(
    store: TripleStore, property_: str, codes: dict[str, str], graphs: Sequence[str] | None
) -> dict[str, str]:
    words = {code: word for word, code in codes.items()}
    return {uri: words.get(code, code) for uri, code in _read_words(store, property_, graphs).items()}


def read_retired(store: TripleStore, graphs: Sequence[str] | None = None) -> dict[str, tuple[str, ...]]:
    """The retired concepts of the graphs, each with the URIs of its successors."""
    successors = _read_sets(store, DCTERMS.isReplacedBy, graphs)
    statuses = _read_words(store, ISOTHES.status, graphs)
    return {uri: successors.get(uri, ()) for uri, status in statuses.items() if is_retired(status)}


def read_relations(store: TripleStore, graphs: Sequence[str] | None = None) -> Iterator[ConceptRelation]:
    """The essential, optional and related links of the graphs, sorted within each kind."""
    for kind, property_ in RELATIONS.items():
        for subject, target in sorted(_distinct(store.pairs(property_, graphs=graphs))):
            yield ConceptRelation(subject, kind, target)


def _distinct(pairs: Iterable[tuple[Term, Term]]) -> set[tuple[str, str]]:
    return {(value(subject), value(term)) for subject, term in pairs}


def read_collections(store: TripleStore, graphs: Sequence[str] | None = None) -> Iterator[Collection]:
    """The collections of the graphs, sorted by URI, their members too."""
    members = _read_sets(store, SKOS.member, graphs)
    labels = _read_texts(store, SKOS.prefLabel, graphs)
    keys = _read_words(store, DCTERMS.identifier, graphs)
    for uri in instances(store, SKOS.Collection, graphs):
        yield Collection(uri, keys.get(uri, ""), members.get(uri, ()), labels.get(uri, {}))


def read_scheme(store: TripleStore, graph: str) -> ConceptScheme:
    """The scheme that a graph was loaded for.

    Raises:
        NotFoundError: If the graph holds none.
    """
    properties = (DCTERMS.identifier, OWL.versionInfo, SCHEMA.creditText, DCTERMS.title)
    found = gather(store, properties, [graph])
    for uri in instances(store, SKOS.ConceptScheme, [graph]):
        said = found.get(uri, Description())
        if said.words(DCTERMS.identifier) and said.words(OWL.versionInfo):
            return _scheme(uri, said)
    raise NotFoundError(
        f"The graph {graph} holds no framework.", hint="See skillgraph taxonomy list for those that do."
    )


def _scheme(uri: str, said: Description) -> ConceptScheme:
    return ConceptScheme(
        uri=uri,
        id=FrameworkId(said.words(DCTERMS.identifier), said.words(OWL.versionInfo)),
        titles={lang_of(term): value(term) for term in said.all(DCTERMS.title)},
        acknowledgement=said.words(SCHEMA.creditText),
    )


def read_framework(store: TripleStore, graph: str) -> Framework:
    """Everything that was loaded into a graph as a framework.

    Raises:
        NotFoundError: If the graph holds none.
    """
    graphs = [graph]
    return Framework(
        scheme=read_scheme(store, graph),
        concepts=tuple(read_concepts(store, graphs)),
        relations=tuple(read_relations(store, graphs)),
        collections=tuple(read_collections(store, graphs)),
    )
