"""Checks credentials against a profile: pySHACL runs the shapes, SPARQL collects the evidence.

What is checked is the graph of the credentials as they stand, with their mapping records, the skill types of
the concepts, and a few facts that shapes cannot work out (``sg:inForce``, ``sg:daysSinceReview`` …).
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import TYPE_CHECKING

from skillgraph.errors import InputError
from skillgraph.graph import codec
from skillgraph.graph.profiles import ConformanceProfile, Element, to_graph
from skillgraph.graph.store import OxigraphTripleStore, TripleStore
from skillgraph.graph.terms import Literal, Term, Triple, boolean, iri, number, predicate, value
from skillgraph.model import (
    Credential,
    CredentialCheck,
    ElementCheck,
    ElementEvidence,
    RestsOn,
    ShapeFinding,
    Standing,
)
from skillgraph.model import Mapping as MappingRecord
from skillgraph.namespaces import ESCO, SG, XSD

if TYPE_CHECKING:
    from rdflib import Graph

CHUNK = 20
"""Credentials that pySHACL is given together: writing its report takes the square of the findings."""

_DATA = "urn:skillgraph:checked"


def check(
    credentials: Sequence[Credential],
    mappings: Iterable[MappingRecord],
    profile: ConformanceProfile,
    *,
    day: str,
    skill_types: Iterable[Triple] = (),
) -> list[CredentialCheck]:
    """Check credentials against a profile.

    Args:
        credentials: What to check.
        mappings: Mapping records; those of other outcomes are passed over.
        profile: The definition.
        day: The day on which the check counts, ISO 8601.
        skill_types: What `skill_types` read, for the evidence.

    Returns:
        One check for each credential, in the given order.

    Raises:
        InputError: If a shape or an evidence query of the profile cannot be run.
    """
    types = list(skill_types)
    triples = described(credentials, mappings, day=day)
    found: dict[str, set[str]] = {}
    waiting = iter(triples.items())
    while some := dict(islice(waiting, CHUNK)):
        found |= _findings(profile, some, types)
    with OxigraphTripleStore.in_memory() as store:
        store.add(_DATA, chain(types, *triples.values()))
        evidence = {element.uri: _evidence(store, element) for element in profile.elements}
    return [_credential_check(one, profile, found[one.id], evidence) for one in credentials]


def skill_types(store: TripleStore, graphs: Sequence[str], concepts: Iterable[str]) -> list[Triple]:
    """The triples that say whether concepts are knowledge, skills or attitudes."""
    wanted = set(concepts)
    pairs = store.pairs(ESCO.skillType, graphs=graphs) if wanted else ()
    found = {(value(concept), value(kind)) for concept, kind in pairs}
    return [
        Triple(iri(concept), predicate(ESCO.skillType), iri(kind))
        for concept, kind in sorted(found)
        if concept in wanted
    ]


def described(
    credentials: Iterable[Credential], mappings: Iterable[MappingRecord], *, day: str
) -> dict[str, list[Triple]]:
    """The triples that shapes are run on, for each credential by its URI; see `check`."""
    records: dict[str, list[MappingRecord]] = defaultdict(list)
    for mapping in mappings:
        records[mapping.subject_id].append(mapping)
    return {credential.id: list(_describe(credential, records, day)) for credential in credentials}


def _describe(
    credential: Credential, records: Mapping[str, list[MappingRecord]], day: str
) -> Iterator[Triple]:
    """The credential, its mapping records, and what is worked out for shapes to ask for."""
    yield from codec.encode_credentials([credential])
    for outcome in credential.outcomes:
        yield from codec.encode_mappings(records.get(outcome.id, ()))
    for place, endorsement in enumerate(credential.endorsements):
        action = iri(codec.endorsement_uri(credential.id, place))
        yield Triple(action, predicate(SG.inForce), boolean(endorsement.in_force(day)))
    measures = {
        SG.durationHours: credential.duration_hours,
        SG.durationWeeks: credential.duration_weeks,
        SG.daysSinceReview: _days(credential.reviewed, day),
        **_unreviewed(record for outcome in credential.outcomes for record in records.get(outcome.id, ())),
    }
    for property_, measure in measures.items():
        if measure is not None:
            yield Triple(iri(credential.id), predicate(property_), number(measure))


def _unreviewed(records: Iterable[MappingRecord]) -> dict[str, float]:
    """How many mappings no person has accepted yet, and how sure the tool is of them (0 to 1)."""
    found = RestsOn.of(records)
    if not found.unreviewed:
        return {}
    facts = {SG.waitingMappings: float(found.unreviewed)}
    if found.highest_confidence is not None and found.median_confidence is not None:
        facts |= {
            SG.highestConfidence: found.highest_confidence,
            SG.medianConfidence: found.median_confidence,
        }
    return facts


def _days(earlier: str, later: str) -> float | None:
    """Days between two dates; ``None`` where one of them is none."""
    try:
        return float((datetime.date.fromisoformat(later) - datetime.date.fromisoformat(earlier)).days)
    except ValueError:
        return None


def _findings(
    profile: ConformanceProfile, triples_of: Mapping[str, list[Triple]], types: list[Triple]
) -> Mapping[str, set[str]]:
    """For each credential the shapes that found something on it or on a node that describes it."""
    owners: dict[str, set[str]] = defaultdict(set)
    for credential, triples in triples_of.items():
        for triple in triples:
            owners[value(triple.subject)].add(credential)
    graph = to_graph(chain(types, *triples_of.values()))
    found: dict[str, set[str]] = {credential: set() for credential in triples_of}
    for focus, shape in _validate(graph, profile):
        for credential in owners.get(focus, ()):
            found[credential].add(shape)
    return found


def _validate(graph: Graph, profile: ConformanceProfile) -> Iterator[tuple[str, str]]:
    """Focus node and shape of each of pySHACL's results."""
    from pyshacl import validate
    from rdflib import RDF, SH, Graph

    try:
        _, results, _ = validate(graph, shacl_graph=profile.shapes, inplace=True)
    except Exception as error:  # a faulty shape of a user's raises whatever pySHACL runs into with it
        raise _unusable(profile, error) from error
    if not isinstance(results, Graph):
        raise _unusable(profile, results)
    for result in results.subjects(RDF.type, SH.ValidationResult):
        yield str(results.value(result, SH.focusNode)), str(results.value(result, SH.sourceShape))


def _unusable(profile: ConformanceProfile, error: object) -> InputError:
    reason = " ".join(str(error).split())
    return InputError(
        f"The shapes of the profile {profile.name} cannot be run: {reason[:300]}",
        hint="Mend the shape; https://www.w3.org/TR/shacl/ says what it may hold.",
    )


def _evidence(store: TripleStore, element: Element) -> Mapping[str, list[ElementEvidence]]:
    """What each credential says on an element."""
    found: dict[str, list[ElementEvidence]] = defaultdict(list)
    for query in element.queries:
        values: dict[str, set[tuple[float, str | bool]]] = defaultdict(set)
        for row in store.select(query.select, graphs=[_DATA]):
            if "this" in row and "value" in row:
                values[value(row["this"])].add((_place(row.get("order")), _plain(row["value"])))
        for credential, placed in values.items():
            ordered = (one for _, one in sorted(placed, key=lambda pair: (pair[0], str(pair[1]))))
            found[credential].append(ElementEvidence(query.labels, tuple(dict.fromkeys(ordered))))
    return found


def _place(order: Term | None) -> float:
    """Where a row stands among its like, if the query says so."""
    try:
        return float(value(order)) if order is not None else 0.0
    except ValueError:
        return 0.0


def _plain(term: Term) -> str | bool:
    """A value as a person would write it."""
    if not isinstance(term, Literal):
        return value(term)
    if term.datatype.value == XSD.boolean:
        return term.value in ("true", "1")
    return f"{float(term.value):g}" if term.datatype.value == XSD.double else term.value


def _credential_check(
    credential: Credential,
    profile: ConformanceProfile,
    found: set[str],
    evidence: Mapping[str, Mapping[str, list[ElementEvidence]]],
) -> CredentialCheck:
    elements = (
        _element_check(element, found, tuple(evidence[element.uri].get(credential.id, ())))
        for element in profile.elements
    )
    return CredentialCheck(credential.name, credential.id, credential.issuer, tuple(elements))


def _element_check(element: Element, found: set[str], evidence: tuple[ElementEvidence, ...]) -> ElementCheck:
    findings = tuple(
        ShapeFinding(rule.shape, rule.severity, rule.means, rule.messages, rule.advice)
        for rule in element.rules
        if rule.shape in found
    )
    meanings = {finding.means for finding in findings if finding.means}
    best = Standing.MET if element.rules else Standing.NEEDS_PERSON
    return ElementCheck(
        element=element.uri,
        labels=element.labels,
        strength=element.strength,
        status=next((standing for standing in Standing if standing in meanings), best),
        evidence=evidence,
        findings=findings,
        judgement=element.judgement,
    )
