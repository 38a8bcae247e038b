"""Postings as ``schema:JobPosting``, with the concepts found in them; all else stays in the tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from skillgraph.graph.codec.nodes import Node
from skillgraph.graph.store import TripleStore
from skillgraph.graph.terms import NamedNode, Triple, date, iri, mint, value
from skillgraph.model import Posting, Requirement
from skillgraph.namespaces import SCHEMA, SG

_BY_REQUIREMENT = {Requirement.REQUIRED: SG.requiredSkill, Requirement.ASSET: SG.assetSkill}


def posting_uri(posting_id: str) -> str:
    """The IRI of a posting, made from its identifier."""
    return mint("posting", posting_id).value


def encode_postings(postings: Iterable[tuple[Posting, Mapping[str, Requirement]]]) -> Iterator[Triple]:
    """The triples of postings and of their links to concepts.

    Args:
        postings: Each posting with the URIs of the concepts found in it, and how much it asks for each. Only
            what names a posting goes along: a few triples each, however many postings there are.

    Raises:
        InputError: If a concept is not a URI.
    """
    for posting, skills in postings:
        yield from _encode_posting(posting, skills)


def _encode_posting(posting: Posting, skills: Mapping[str, Requirement]) -> list[Triple]:
    node = Node(mint("posting", posting.id), SCHEMA.JobPosting)
    node.text(SCHEMA.title, posting.title, posting.lang)
    node.text(SCHEMA.identifier, posting.id)
    if posting.date:
        node.link(SCHEMA.datePosted, date(posting.date))
    for skill, requirement in skills.items():
        node.link(SCHEMA.skills, iri(skill))
        if requirement in _BY_REQUIREMENT:
            node.link(_BY_REQUIREMENT[requirement], iri(skill))
    return node.triples


def read_posting_skills(store: TripleStore, graphs: Sequence[str] | None = None) -> Iterator[tuple[str, str]]:
    """Pairs of a posting's ``id`` and a concept's URI, sorted."""
    names = {value(subject): value(term) for subject, term in store.pairs(SCHEMA.identifier, graphs=graphs)}
    links = {
        (names[value(subject)], value(term))
        for subject, term in store.pairs(SCHEMA.skills, graphs=graphs)
        if isinstance(subject, NamedNode) and value(subject) in names
    }
    return iter(sorted(links))
