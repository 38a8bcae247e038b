"""Postings as ``schema:JobPosting``, with the concepts found in them; their text stays in the tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from skillgraph.graph.codec.nodes import Node
from skillgraph.graph.store import TripleStore
from skillgraph.graph.terms import NamedNode, Triple, date, iri, mint, value
from skillgraph.model import Posting
from skillgraph.namespaces import DCTERMS, SCHEMA

_WORDS = {
    "id": SCHEMA.identifier,
    "occupation_code": SCHEMA.occupationalCategory,
    "sector": SCHEMA.industry,
    "lang": DCTERMS.language,
    "source": DCTERMS.source,
}


def posting_uri(posting_id: str) -> str:
    """The IRI of a posting, made from its identifier."""
    return mint("posting", posting_id).value


def encode_postings(postings: Iterable[Posting], skills: Mapping[str, Iterable[str]]) -> Iterator[Triple]:
    """The triples of postings and of their links to concepts.

    Args:
        postings: The postings; their descriptions are left out.
        skills: For each posting's ``id``, the URIs of the concepts found in it.

    Raises:
        InputError: If a concept is not a URI.
    """
    for posting in postings:
        yield from _encode_posting(posting, skills.get(posting.id, ()))


def _encode_posting(posting: Posting, skills: Iterable[str]) -> list[Triple]:
    node = Node(mint("posting", posting.id), SCHEMA.JobPosting)
    node.text(SCHEMA.title, posting.title, posting.lang)
    node.reference(SCHEMA.url, posting.url)
    for field, property_ in _WORDS.items():
        node.text(property_, getattr(posting, field))
    if posting.date:
        node.link(SCHEMA.datePosted, date(posting.date))
    for skill in skills:
        node.link(SCHEMA.skills, iri(skill))
    place = _named(node, SCHEMA.jobLocation, "place", SCHEMA.Place, posting.place)
    return (
        node.triples
        + place
        + _named(node, SCHEMA.hiringOrganization, "organization", SCHEMA.Organization, posting.employer)
    )


def _named(node: Node, property_: str, kind: str, class_: str, name: str) -> list[Triple]:
    """Link to a node that only has a name, the same node for the same name."""
    if not name:
        return []
    target = Node(mint(kind, name), class_)
    target.text(SCHEMA.name, name)
    node.link(property_, target.subject)
    return target.triples


def read_posting_skills(store: TripleStore, graphs: Sequence[str] | None = None) -> Iterator[tuple[str, str]]:
    """Pairs of a posting's ``id`` and a concept's URI, sorted."""
    names = {value(subject): value(term) for subject, term in store.pairs(SCHEMA.identifier, graphs=graphs)}
    links = {
        (names[value(subject)], value(term))
        for subject, term in store.pairs(SCHEMA.skills, graphs=graphs)
        if isinstance(subject, NamedNode) and value(subject) in names
    }
    return iter(sorted(links))
