"""JSON:API: resources with a type, whose relations lead to other resources of the same document.

Format: https://jsonapi.org/format/.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from skillgraph.sources.board_texts import Object
from skillgraph.sources.columns import guess_columns
from skillgraph.sources.employment import is_employment_type
from skillgraph.sources.jobposting import place_text
from skillgraph.sources.paths import plain_texts

Key: TypeAlias = tuple[object, object]
"""Type and id, which name a resource within a document."""

_RELATED_FIELDS = ("place", "region", "unit", "employer", "sector")
"""Fields of a posting that a relation may lead to."""


def resource_type(value: Object) -> str:
    """The type of a resource; empty where a value has none, or one that is a kind of employment."""
    kind = value.get("type")
    is_one = "id" in value and isinstance(kind, str) and not is_employment_type(kind)
    return str(kind) if is_one else ""


def with_relations(document: Object) -> Object:
    """The document with the places, units and the like of its postings among their attributes.

    What a relation leads to is taken out of ``included``; other relations stay as they are.
    """
    included = list(_resources(document.get("included")))
    if not included:
        return document
    by_key = {_key(one): one["attributes"] for one in included if isinstance(one.get("attributes"), dict)}
    used: set[Key] = set()
    data = document.get("data")
    resolved = [_related(one, by_key, used) for one in _resources(data)]
    others = [_related(one, by_key, used) for one in included]
    changed = {} if not resolved else {"data": resolved if isinstance(data, list) else resolved[0]}
    return {**document, **changed, "included": [one for one in others if _key(one) not in used]}


def _related(resource: Object, by_key: Mapping[Key, object], used: set[Key]) -> Object:
    """A resource with the names of what it is related to, for each field that its attributes leave open."""
    attributes, relations = resource.get("attributes"), resource.get("relationships")
    if not isinstance(attributes, dict) or not isinstance(relations, dict):
        return resource
    attributes, left = dict(attributes), dict(relations)
    for name, relation in relations.items():
        field = next(iter(guess_columns([name])), "")
        keys = [key for key in _keys(relation) if key in by_key]
        said = guess_columns(key for key, held in attributes.items() if held not in (None, "", [], {}))
        names = [text for key in keys if (text := _name(by_key[key], field))]
        if names and field in _RELATED_FIELDS and field not in said:
            attributes[name] = names
            del left[name]
            used.update(keys)
    relations = {"relationships": left} if left else {}
    rest = {key: held for key, held in resource.items() if key != "relationships"}
    return {**rest, "attributes": attributes, **relations}


def _name(attributes: object, field: str) -> str:
    """What a related resource is called; of a place its town, region and country before its name."""
    return place_text(attributes) if field == "place" else next(plain_texts(attributes), "")


def _keys(relation: object) -> Iterator[Key]:
    found = relation.get("data") if isinstance(relation, dict) else None
    return map(_key, _resources(found))


def _resources(value: object) -> Iterator[Object]:
    """The resources in a list, or the only one; nothing where one of them is none."""
    found = value if isinstance(value, list) else [value]
    are_all = all(isinstance(one, dict) and {"type", "id"} <= one.keys() for one in found)
    return iter(found if are_all else [])


def _key(resource: Object) -> Key:
    return str(resource["type"]), str(resource["id"])
