"""A mapping set: records with what holds for all of them, as the slots of SSSOM."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from skillgraph.model import Mapping as MappingRecord
from skillgraph.model.sssom import SLOTS, SlotKind
from skillgraph.namespaces import IDENTIFIERS
from skillgraph.taxonomies.sssom.prefixes import Prefixes, prefixes_for
from skillgraph.taxonomies.sssom.records import STATUS, TOOL_CONFIDENCE

UNSPECIFIED_LICENSE = "https://w3id.org/sssom/license/unspecified"
"""What SSSOM writes where nobody has said under which licence mappings are given."""

VERSION = "1.1"

Values = Mapping[str, Any]
"""What stands in each slot that is filled: text, a number, or a list of texts."""


@dataclass(frozen=True, slots=True)
class MappingSet:
    """Records to be exchanged together.

    Attributes:
        records: In the order in which they are written.
        license: A URI.
        id: A URI; empty for one made from the records.
        version: Of the set; usually the date of its last change.
        title, description: For people; acknowledgements stand in the description.
    """

    records: tuple[MappingRecord, ...]
    license: str = UNSPECIFIED_LICENSE
    id: str = ""
    version: str = ""
    title: str = ""
    description: str = ""

    @classmethod
    def of(cls, records: Iterable[MappingRecord], **metadata: str) -> MappingSet:
        """A set of records, sorted, with the date of the last of them as its version."""
        found = tuple(sorted(records, key=lambda one: (one.subject_id, one.object_id, one.predicate_id)))
        dates = (date for one in found for date in (one.mapping_date, one.review_date))
        return cls(found, **{"version": max(dates, default=""), **metadata})

    @property
    def uri(self) -> str:
        """The identifier of the set."""
        return self.id or f"{IDENTIFIERS}mapping-set/{_digest(self.records)}"

    def metadata(self) -> dict[str, Any]:
        """The slots of the set itself, in the order of the standard."""
        slots = {
            "sssom_version": VERSION,
            "mapping_set_id": self.uri,
            "mapping_set_version": self.version,
            "mapping_set_title": self.title,
            "mapping_set_description": self.description,
            "license": self.license,
        }
        return {name: value for name, value in slots.items() if value}

    def prefixes(self) -> Prefixes:
        """The prefixes that the entities of the records need."""
        return prefixes_for(iri for record in self.records for iri in _entities(record))


def _digest(records: Iterable[MappingRecord]) -> str:
    digest = hashlib.sha256()
    for record in records:
        digest.update(f"{record.uri}\x1f{record.status}\x1e".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()[:32]


def slots_of(record: MappingRecord, prefixes: Prefixes) -> Values:
    """The filled slots of a record, entities as CURIEs, in the order of the standard.

    Its status and its tool's confidence, for which there is no slot, end the pairs in ``other``.
    """
    return {name: value for name, value in _all(record, prefixes) if value not in (None, "", [])}


def _all(record: MappingRecord, prefixes: Prefixes) -> Iterator[tuple[str, Any]]:
    metadata = {"record_id": record.uri, "other": _other(record)}
    for slot in SLOTS.values():
        value = metadata.get(slot.name, getattr(record, slot.name))
        if slot.name == "mapping_justification" or slot.name == "predicate_id":
            yield slot.name, str(value)
        elif slot.kind is SlotKind.ENTITY and slot.many:
            yield slot.name, [prefixes.contract(iri) for iri in value]
        elif slot.kind is SlotKind.ENTITY:
            yield slot.name, prefixes.contract(value) if value else ""
        else:
            yield slot.name, list(value) if slot.many else value


def _entities(record: MappingRecord) -> Iterator[str]:
    yield record.uri
    for slot in SLOTS.values():
        if slot.kind is SlotKind.ENTITY and slot.name not in (
            "record_id",
            "predicate_id",
            "mapping_justification",
        ):
            value = getattr(record, slot.name)
            yield from value if slot.many else filter(None, [value])


def _other(record: MappingRecord) -> str:
    pairs = [record.other] if record.other else []
    pairs.append(f"{STATUS}: {record.status}")
    if record.tool_confidence is not None:
        pairs.append(f"{TOOL_CONFIDENCE}: {record.tool_confidence!r}")
    return "|".join(pairs)


def plain(record: MappingRecord) -> MappingRecord:
    """The record in the slots of SSSOM alone: what was decided before has no place there."""
    return replace(record, history=(), other=_other(record), tool_confidence=None)
