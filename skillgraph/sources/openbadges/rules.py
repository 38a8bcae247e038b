"""Checks Open Badges against the specification's classes, offline, and names the field that is wrong.

The rules stand in ``rules-2.0.toml`` and ``rules-3.0.toml``. They accept what the official JSON Schema of
3.0 accepts and, as JSON-LD does, take one value and a list of one for the same.
"""

from __future__ import annotations

import datetime
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from skillgraph.sources.openbadges.contexts import problem_with_2, problem_with_3
from skillgraph.sources.schemes import parse_address, parse_identifier

_FOLDER = Path(__file__).parent
_EXTENSION = "ext:*"
_SHOWN = 60
MISSING = "is missing"

_URI = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]*|_):[^\s<>\"{}|\\^`]+")
_LANGUAGE = re.compile(r"[a-z]{2,4}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?")
_TAG = re.compile(r"[A-Za-z]{2,4}(-[A-Za-z0-9]{2,8})*")
_JWS = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]+")


@dataclass(frozen=True, slots=True)
class RuleViolation:
    """One thing that is wrong: the path of the field within the document, and why.

    Attributes:
        part: Keys and positions that lead to the smallest part without which nothing would be wrong here;
            empty where that is the whole document.
    """

    field: str
    reason: str
    part: tuple[str | int, ...] = ()

    def inside(self, *steps: str | int, required: bool) -> RuleViolation:
        """The same, seen from the object that holds the value under ``steps``."""
        spared = self.part or not required
        return replace(self, part=(*steps, *self.part) if spared else ())


@dataclass(frozen=True, slots=True)
class _Property:
    kinds: tuple[str, ...]
    many: bool
    required: bool

    @classmethod
    def parse(cls, text: str) -> _Property:
        words = text.split()
        kinds = tuple(word for word in words if word not in ("many", "required"))
        return cls(kinds, "many" in words, "required" in words)


@dataclass(frozen=True, slots=True)
class _Class:
    properties: Mapping[str, _Property]
    types: tuple[str, ...] = ()
    one_of: tuple[str, ...] = ()
    closed: bool = False

    @classmethod
    def parse(cls, entry: Mapping[str, Any]) -> _Class:
        return cls(
            properties={name: _Property.parse(text) for name, text in entry.items() if isinstance(text, str)},
            types=tuple(entry.get("types", ())),
            one_of=tuple(entry.get("one_of", ())),
            closed=bool(entry.get("closed")),
        )


def check(value: object, class_: str, *, version: str) -> Iterator[RuleViolation]:
    """What is wrong with a value as an instance of a class.

    Args:
        value: JSON, as ``json`` reads it.
        class_: A class of the rules, such as ``Achievement``.
        version: ``2.0`` or ``3.0``; ``3.0-vc1.1`` for 3.0 on version 1.1 of Verifiable Credentials.
    """
    return _Checker(*_rules(version)).one(value, (class_,), "")


@cache
def _rules(version: str) -> tuple[Mapping[str, _Class], Mapping[str, tuple[str, ...]]]:
    edition, _, older = version.partition("-")
    found = tomllib.loads((_FOLDER / f"rules-{edition}.toml").read_text(encoding="utf-8"))
    values = {name: tuple(words.split()) for name, words in found.pop("values", {}).items()}
    if older:
        found |= {name: _as_in_version_1(found[name]) for name in found if name.endswith("Credential")}
    return {name: _Class.parse(entry) for name, entry in found.items()}, values


def _as_in_version_1(entry: Mapping[str, Any]) -> dict[str, Any]:
    """The rules of a verifiable credential of version 1.1: other names of dates, and no ``id`` asked for."""
    renamed = {"validFrom": "issuanceDate", "validUntil": "expirationDate"}
    return {renamed.get(name, name): rule for name, rule in entry.items()} | {"id": "uri", "name": "text"}


def types_of(value: Mapping[str, object]) -> tuple[str, ...]:
    """The names under ``type`` (or ``@type``), one or several."""
    found = value.get("type", value.get("@type"))
    items = found if isinstance(found, list) else [found]
    return tuple(item for item in items if isinstance(item, str))


class _Checker:
    def __init__(self, classes: Mapping[str, _Class], values: Mapping[str, tuple[str, ...]]) -> None:
        self.classes = classes
        self.values = values

    def one(self, value: object, kinds: tuple[str, ...], path: str) -> Iterator[RuleViolation]:
        """Check one value against the kinds it may be of."""
        classes = [kind for kind in kinds if kind in self.classes]
        if isinstance(value, dict) and classes:
            yield from self._object(value, self.classes[classes[0]], path)
            return
        reasons = [self._scalar(value, kind) for kind in kinds]
        if all(reasons):
            yield RuleViolation(path or "(document)", next(reason for reason in reasons if reason))

    def _scalar(self, value: object, kind: str) -> str:
        """Why the value is not of the kind; empty where it is."""
        if kind in self.classes:
            return f"is {_named(value)}, not an object of the class {kind}"
        if kind in self.values:
            return _unlisted(value, self.values[kind])
        return _KINDS[kind](value)

    def _object(self, value: Mapping[str, Any], class_: _Class, path: str) -> Iterator[RuleViolation]:
        prefix = f"{path}." if path else ""
        yield from _types(value, class_, f"{prefix}type")
        for name, rule in class_.properties.items():
            if name in value:
                yield from self._property(value[name], rule, prefix, name)
            elif rule.required:
                yield RuleViolation(prefix + name, MISSING)
        if class_.closed:
            for name in value.keys() - class_.properties.keys():
                yield RuleViolation(prefix + name, "may not stand here", (name,))

    def _property(self, value: object, rule: _Property, prefix: str, name: str) -> Iterator[RuleViolation]:
        path = prefix + name
        if not (rule.many and isinstance(value, list)):
            for finding in self.one(value, rule.kinds, path):
                yield finding.inside(name, required=rule.required)
            return
        if rule.required and not value:
            yield RuleViolation(path, "is an empty list")
        for index, item in enumerate(value):
            for finding in self.one(item, rule.kinds, f"{path}[{index}]"):
                yield finding.inside(name, index, required=rule.required)


def _types(value: Mapping[str, Any], class_: _Class, path: str) -> Iterator[RuleViolation]:
    if "type" not in value:
        return
    found = types_of(value)
    given = ", ".join(found) or "nothing"
    for name in class_.types:
        if name not in found:
            yield RuleViolation(path, f"says {given}, and must say {name}")
    if class_.one_of and not set(class_.one_of) & set(found):
        yield RuleViolation(path, f"says {given}, and must say {' or '.join(class_.one_of)}")


def _unlisted(value: object, allowed: tuple[str, ...]) -> str:
    if isinstance(value, str) and (value in allowed or (_EXTENSION in allowed and "ext:" in value)):
        return ""
    return f"is {_named(value)}, which is none of the terms of the specification"


def parse_datetime(text: str) -> datetime.datetime:
    """A date with a time and a time zone, as RFC 3339 writes it; without a zone, UTC is meant.

    Raises:
        ValueError: If it is none.
    """
    if "T" not in text.upper():
        raise ValueError("no time")
    moment = datetime.datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)


def _text(value: object) -> str:
    return "" if isinstance(value, str) else f"is {_named(value)}, not text"


def _number(value: object) -> str:
    numeric = isinstance(value, int | float) and not isinstance(value, bool)
    return "" if numeric else f"is {_named(value)}, not a number"


def _boolean(value: object) -> str:
    return "" if isinstance(value, bool) else f"is {_named(value)}, not true or false"


def _matching(pattern: re.Pattern[str], what: str) -> Callable[[object], str]:
    def reason(value: object) -> str:
        matches = isinstance(value, str) and pattern.fullmatch(value)
        return "" if matches else f"is {_named(value)}, not {what}"

    return reason


def _uri(value: object) -> str:
    return _MATCHES_URI(value) or _identifier(value)


def _picture(value: object) -> str:
    """A picture may be written out in its address: it runs nothing where it is shown."""
    within = isinstance(value, str) and value.startswith("data:image/")
    return _MATCHES_URI(value) if within else _uri(value)


def _safe(parse: Callable[[str], str]) -> Callable[[object], str]:
    def reason(value: object) -> str:
        if not isinstance(value, str):
            return _text(value)
        try:
            parse(value)
        except ValueError as error:
            return f"is no address that can be taken: {error}"
        return ""

    return reason


_MATCHES_URI = _matching(_URI, "a URI with a scheme")
_identifier = _safe(parse_identifier)


def _parsed(parse: Callable[[str], object], what: str) -> Callable[[object], str]:
    def reason(value: object) -> str:
        try:
            parse(value if isinstance(value, str) else "")
        except ValueError:
            return f"is {_named(value)}, not {what}"
        return ""

    return reason


_KINDS: Mapping[str, Callable[[object], str]] = {
    "any": lambda _: "",
    "contexts": problem_with_3,
    "context": problem_with_2,
    "text": _text,
    "number": _number,
    "boolean": _boolean,
    "uri": _uri,
    "picture": _picture,
    "address": _safe(parse_address),
    "identifier": _identifier,
    "language": _matching(_LANGUAGE, "a language tag such as en or fr-CA"),
    "tag": _matching(_TAG, "a language tag such as en or fr-CA"),
    "jws": _matching(_JWS, "a signature in compact form"),
    "datetime": _parsed(parse_datetime, "a date and time such as 2026-01-31T12:00:00Z"),
    "date": _parsed(datetime.date.fromisoformat, "a date such as 2026-01-31"),
}


def _named(value: object) -> str:
    """A value in a sentence: text quoted and cut, anything else by its kind."""
    if isinstance(value, str):
        return repr(value if len(value) <= _SHOWN else value[: _SHOWN - 1] + "…")
    if value is None:
        return "null"
    return {dict: "an object", list: "a list", bool: str(value).lower()}.get(type(value), str(value))
