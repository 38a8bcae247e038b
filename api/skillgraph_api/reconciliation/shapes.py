"""Candidates, types, properties and their values in the JSON of reconciliation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from textwrap import shorten
from typing import Any

from skillgraph.model import Concept, in_language
from skillgraph.workspace.reconciling.candidates import Candidate
from skillgraph.workspace.reconciling.properties import ConceptProperty, properties_named
from skillgraph.workspace.reconciling.types import ConceptType, types_of
from skillgraph_api.reconciliation.bodies import AskedProperty, Extension
from skillgraph_api.reconciliation.service import ReconciliationService

Json = dict[str, Any]

_SIGNS = 200
"""Of a description in a list."""


def named(service: ReconciliationService, one: ConceptType | ConceptProperty) -> Json:
    """A type or a property by its id and name."""
    return {"id": one.id, "name": service.said(one.names)}


def type_shape(service: ReconciliationService, one: ConceptType) -> Json:
    """A type with the one that it is a part of."""
    broader = [named(service, other) for other in service.types if other.id == one.broader]
    return named(service, one) | ({"broader": broader} if broader else {})


def property_shape(service: ReconciliationService, one: ConceptProperty) -> Json:
    """A property with its description."""
    return named(service, one) | {"description": service.said(one.descriptions)}


def entity_shape(service: ReconciliationService, concept: Concept) -> Json:
    """A concept as a suggested entity."""
    lang = service.lang or "en"
    return {
        "id": concept.uri,
        "name": concept.label(lang),
        "description": description_of(concept, lang),
        "notable": [named(service, one) for one in types_of(concept)],
    }


def candidate_shape(service: ReconciliationService, candidate: Candidate) -> Json:
    """A candidate of a query."""
    concept = candidate.concept
    features = []
    if candidate.similarity is not None:
        name = service.said({"en": "Cosine of text and label", "fr": "Cosinus du texte et du libellé"})
        features = [{"id": "similarity", "name": name, "value": candidate.similarity}]
    return {
        "id": concept.uri,
        "name": concept.label(candidate.lang),
        "description": description_of(concept, candidate.lang),
        "score": candidate.score,
        "match": candidate.match,
        "type": [named(service, one) for one in types_of(concept)],
        "features": features,
    }


def description_of(concept: Concept, lang: str) -> str:
    """The description of a concept, or its definition, in few words."""
    words = in_language(concept.descriptions, lang) or in_language(concept.definitions, lang)
    return shorten(words, _SIGNS, placeholder=" …")


def extension_shape(service: ReconciliationService, asked: Extension) -> Json:
    """The properties of entities, as 0.1 and 0.2 want them."""
    meta, rows = _extended(service, asked)
    return {"meta": meta, "rows": rows}


def draft_extension_shape(service: ReconciliationService, asked: Extension) -> Json:
    """The same for 1.0."""
    meta, rows = _extended(service, asked)
    listed = [
        {"id": uri, "properties": [{"id": name, "values": found} for name, found in row.items()]}
        for uri, row in rows.items()
    ]
    return {"meta": meta, "rows": listed}


def _extended(
    service: ReconciliationService, asked: Extension
) -> tuple[list[Json], dict[str, dict[str, list[Json]]]]:
    """What the properties are, and the values of each by entity; of an unknown entity there are none."""
    wanted = list(zip(_properties(service, asked.properties), asked.properties, strict=True))
    concepts = service.reader.named(asked.ids)
    rows = {
        uri: {one.id: _values(service, concepts.get(uri), one, setting.limit) for one, setting in wanted}
        for uri in dict.fromkeys(asked.ids)
    }
    return [named(service, one) for one, _ in wanted], rows


def _properties(service: ReconciliationService, asked: Iterable[AskedProperty]) -> Sequence[ConceptProperty]:
    ids = [one.id for one in asked]
    return properties_named(service.languages, ids, str(service.record.id))


def _values(
    service: ReconciliationService, concept: Concept | None, one: ConceptProperty, limit: int | None
) -> list[Json]:
    if concept is None:
        return []
    values = one.values(concept, service.lang or "en")[:limit]
    if not one.concepts:
        return [{"str": value} for value in values]
    found: Mapping[str, Concept] = service.reader.named(values)
    return [{"id": uri, "name": service.label(found[uri]) if uri in found else uri} for uri in values]
