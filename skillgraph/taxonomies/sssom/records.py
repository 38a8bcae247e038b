"""Turns the slots of one mapping, from any format, into a record; what is wrong is named by its slot."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from skillgraph.errors import ProblemLog
from skillgraph.model import NO_TERM_FOUND, MappingStatus, Predicate, PredicateModifier
from skillgraph.model import Mapping as MappingRecord
from skillgraph.model.sssom import (
    CARDINALITIES,
    ENTITY_TYPES,
    JUSTIFICATIONS,
    SLOTS,
    Slot,
    SlotKind,
)
from skillgraph.namespaces import minted
from skillgraph.taxonomies.sssom.prefixes import BUILT_IN, PrefixError, Prefixes

Values = Mapping[str, object]
"""What stands in each slot: text, a number, or a list of texts."""

Report = Callable[[str, str], None]
"""Told of a slot that is left out: its name, and why."""

STATUS = "mapping_status"
TOOL_CONFIDENCE = "tool_confidence"
"""What a record says that SSSOM has no slot for; it ends the list of pairs in ``other``."""

_OWN = re.compile(rf"(?:^|\|){STATUS}: ([a-z-]+)(?:\|{TOOL_CONFIDENCE}: ([0-9.eE+-]+))?$")

_SKOS = BUILT_IN["skos"]
_PREDICATES = {
    (_SKOS + predicate.value.removeprefix("skos:")).casefold(): predicate for predicate in Predicate
}
_JUSTIFICATIONS = {name.casefold(): name for name in JUSTIFICATIONS}
_SEMAPV = BUILT_IN["semapv"]
_CURATED = "semapv:ManualMappingCuration"
_REVIEWED = ("review_date", "reviewer_agreement")
_MIDNIGHT = re.compile(r"[T ]00:00(?::00(?:\.0+)?)?Z?$")
"""What programs add to a day that they take for a time."""
_DATE = re.compile(r"\d{4}-\d\d-\d\d")


class RecordError(Exception):
    """A slot that makes its mapping unusable."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field = field
        self.reason = reason


def reporter(
    problems: ProblemLog, path: Path, *, line: int | None = None, prefix: str = "", suffix: str = ""
) -> Report:
    """Records what is said of the slots of one mapping, with the place of the mapping."""

    def report(field: str, reason: str) -> None:
        problems.add(path, line, reason + suffix, field=prefix + field)

    return report


@dataclass(slots=True)
class Pairs:
    """The records of one file, each relation of a subject and an object once.

    SSSOM may give one relation in several records, each with its own justification; here it is one record,
    on which people decide once. A record with a name of its own (``record_id``) is another record.
    """

    _found: dict[str, tuple[MappingRecord, str]] = field(default_factory=dict)

    def add(self, record: MappingRecord, place: str, report: Report) -> None:
        """Take a record in; of two, a decided one stays, else the first, and the other is reported."""
        kept, first = self._found.setdefault(record.uri, (record, place))
        if kept is record:
            return
        if record.status.decided and not kept.status.decided:
            self._found[record.uri] = (record, place)
        by = self._found[record.uri]
        opposed = kept.predicate_modifier != record.predicate_modifier
        says = " and says the opposite there" if opposed else ""
        report(
            "predicate_modifier" if opposed else "mapping_justification",
            f"the same pair stands twice in this file, first in {first}{says}; the record of {by[1]} was "
            f"kept ({by[0].mapping_justification})",
        )

    @property
    def records(self) -> tuple[MappingRecord, ...]:
        """Those that were kept, in the order of the file."""
        return tuple(record for record, _ in self._found.values())


@dataclass(frozen=True, slots=True)
class Decoder:
    """Reads records whose entities are CURIEs with some prefixes, or (``prefixes=None``) plain IRIs."""

    prefixes: Prefixes | None

    def record(self, values: Values, report: Report) -> MappingRecord:
        """The record of a mapping's slots.

        Raises:
            RecordError: If a slot is missing or wrong without which there is no mapping.
        """
        subject, target = self._end("subject", values), self._end("object", values)
        if subject == NO_TERM_FOUND:
            raise RecordError("subject_id", "says that no subject was found, so nothing is mapped")
        predicate = self._predicate(values)
        modifier = PredicateModifier.NOT if self._is_negated(values) else None
        justification = self._justification(values)
        # Single slots come after what makes a mapping: what is told first is the reason that counts.
        fields = {slot.name: self._value(slot, values.get(slot.name), report) for slot in SLOTS.values()}
        other, status, tool_confidence = _own(fields.pop("other"), values)
        for name in _REVIEWED:
            if fields[name] and not (fields["reviewer_id"] or fields["reviewer_label"]):
                report(name, "stands without a reviewer; left out")
                fields[name] = _nothing(SLOTS[name])
        usual = minted("mapping", subject, predicate.value, target)
        fields |= {
            "subject_id": subject,
            "predicate_id": predicate,
            "object_id": target,
            "mapping_justification": justification,
            "predicate_modifier": modifier,
            "record_id": "" if fields["record_id"] == usual else fields["record_id"],
        }
        return MappingRecord(
            **fields,
            other=other,
            status=status or _status(justification, modifier, target),
            tool_confidence=tool_confidence,
        )

    def _end(self, role: str, values: Values) -> str:
        if values.get(f"{role}_type") == "rdfs literal":
            text = _scalar(values.get(f"{role}_label"))
            raise RecordError(
                f"{role}_type",
                f"says that the {role} is a literal ({text!r}); literal {role}s are not read, "
                f"give it an identifier in {role}_id",
            )
        return self._required(f"{role}_id", values)

    def _required(self, name: str, values: Values) -> str:
        try:
            return self._expand(_scalar(values.get(name)))
        except PrefixError as error:
            raise RecordError(name, str(error)) from error

    def _expand(self, curie: str) -> str:
        if self.prefixes is not None:
            return self.prefixes.expand(curie)
        if not curie:
            raise PrefixError("is empty")
        return curie

    def _predicate(self, values: Values) -> Predicate:
        given = _scalar(values.get("predicate_id"))
        bare = f"skos:{given}" if given and ":" not in given and self.prefixes is not None else given
        predicate = _PREDICATES.get(self._required("predicate_id", {"predicate_id": bare}).casefold())
        if predicate is None:
            known = ", ".join(Predicate)
            raise RecordError("predicate_id", f"{given!r} is not a mapping relation of SKOS ({known})")
        return predicate

    def _justification(self, values: Values) -> str:
        given = _scalar(values.get("mapping_justification"))
        bare = f"semapv:{given}" if given and ":" not in given and self.prefixes is not None else given
        iri = self._required("mapping_justification", {"mapping_justification": bare})
        curie = f"semapv:{iri.removeprefix(_SEMAPV)}" if iri.startswith(_SEMAPV) else iri
        known = _JUSTIFICATIONS.get(curie.casefold())
        if known is None:
            raise RecordError("mapping_justification", f"{curie!r} is not one of {', '.join(JUSTIFICATIONS)}")
        return known

    def _is_negated(self, values: Values) -> bool:
        given = _scalar(values.get("predicate_modifier"))
        if given.strip().casefold() not in ("", PredicateModifier.NOT.casefold()):
            raise RecordError("predicate_modifier", f"{given!r} is not 'Not', the only modifier there is")
        return bool(given)

    def _value(self, slot: Slot, given: object, report: Report) -> Any:  # noqa: ANN401
        """What stands in a slot, checked; nothing, with a report, where it is not allowed there."""
        items = given if isinstance(given, list | tuple) else [given]
        found = []
        for item in items:
            text = _scalar(item)
            if text == "" or slot.name in _TOLD_APART:
                continue
            try:
                found.append(self._checked(slot, text))
            except ValueError as error:
                report(slot.name, f"{error}; left out")
        if slot.many:
            return tuple(sorted(set(found)))
        return found[0] if found else _nothing(slot)

    def _checked(self, slot: Slot, text: str) -> str | float:
        if slot.kind is SlotKind.ENTITY:
            return self._expand(text)
        if slot.kind in _RANGES:
            return _number(text, *_RANGES[slot.kind])
        if slot.kind in _LISTS and text not in _LISTS[slot.kind]:
            raise ValueError(f"{text!r} is not one of {', '.join(_LISTS[slot.kind])}")
        if slot.kind is SlotKind.DATE:
            return _date(text)
        if slot.kind is SlotKind.URI and ":" not in text:
            raise ValueError(f"{text!r} is not a URI with a scheme")
        return text


_TOLD_APART = ("subject_id", "predicate_id", "object_id", "mapping_justification", "predicate_modifier")
"""Slots without which there is no mapping: they are read one by one."""

_RANGES: Mapping[SlotKind, tuple[int, int]] = {SlotKind.SHARE: (0, 1), SlotKind.AGREEMENT: (-1, 1)}
_LISTS: Mapping[SlotKind, Sequence[str]] = {
    SlotKind.TYPE: tuple(ENTITY_TYPES),
    SlotKind.CARDINALITY: CARDINALITIES,
}


def _nothing(slot: Slot) -> Any:  # noqa: ANN401
    if slot.many:
        return ()
    return None if slot.kind in _RANGES else ""


def _scalar(given: object) -> str:
    if given is None or isinstance(given, list | tuple | dict):
        return ""
    return given if isinstance(given, str) else repr(given)


def _number(text: str, low: int, high: int) -> float:
    wrong = f"{text!r} is not a number from {low} to {high}"
    percent = text.rstrip().endswith("%")
    try:
        number = float(text.rstrip(" %").replace(",", ".", 1)) / (100 if percent else 1)
    except ValueError:
        raise ValueError(wrong) from None
    if not low <= number <= high:
        raise ValueError(wrong)
    return number


def _date(text: str) -> str:
    text = _MIDNIGHT.sub("", text)
    try:
        datetime.date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text!r} is not a date such as 2026-01-31") from None
    if not _DATE.fullmatch(text):
        raise ValueError(f"{text!r} is not a date such as 2026-01-31")
    return text


def _own(other: str, values: Values) -> tuple[str, MappingStatus | None, float | None]:
    """The slot ``other`` without what skillgraph added to it, and that; our graphs have properties for it."""
    if STATUS in values:
        return other, *_known(_scalar(values[STATUS]), _scalar(values.get(TOOL_CONFIDENCE)))
    found = _OWN.search(other)
    if found is None or found[1] not in set(MappingStatus):
        return other, None, None
    return other[: found.start()], *_known(found[1], found[2] or "")


def _known(status: str, confidence: str) -> tuple[MappingStatus | None, float | None]:
    known = MappingStatus(status) if status in set(MappingStatus) else None
    return known, float(confidence) if confidence else None


def _status(justification: str, modifier: PredicateModifier | None, target: str) -> MappingStatus:
    """Where a record stands that does not say so: what people curated is decided, all else is proposed."""
    if justification != _CURATED:
        return MappingStatus.PROPOSED
    if target == NO_TERM_FOUND:
        return MappingStatus.NO_TERM
    return MappingStatus.REJECTED if modifier else MappingStatus.ACCEPTED
