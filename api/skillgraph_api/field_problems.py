"""What is wrong with the fields of a request, in sentences that every language has."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from skillgraph import languages
from skillgraph.languages.sentences import FILE, Sentence, sentence

SHOWN_FIELDS = 20
SHOWN_SIGNS = 200
"""A field's name comes from the request, which may make it as long as it likes."""

_QUOTED = re.compile(r"'[^']*'")
"""The values in what pydantic says that a field may be."""


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """One part of a request that cannot be used.

    Attributes:
        field: Where it is: the parameter's name, or the path into the body (``texts.3``).
        reason: What is wrong with it.
    """

    field: str
    reason: str


def field_problems(errors: Sequence[Mapping[str, Any]]) -> tuple[FieldProblem, ...]:
    """The first fields that pydantic found wrong."""
    return tuple(FieldProblem(_place(one["loc"]), reason_of(one)) for one in errors[:SHOWN_FIELDS])


def summary(found: Sequence[FieldProblem], count: int) -> str:
    """The first of some problems, and how many more there are; English where its reason is.

    Args:
        found: One or more of them.
        count: How many there are.
    """
    first = found[0]
    name = "invalid.one" if count == 1 else "invalid.more"
    said = sentence(name, field=first.field, reason=first.reason, more=count - 1)
    return said if isinstance(first.reason, Sentence) else str(said)


def reason_of(error: Mapping[str, Any]) -> str:
    """What is wrong, as pydantic found it; in its own words, which are English, where we have none."""
    if error["type"] not in languages.read("en", FILE)["field"]:
        return str(error["msg"])
    values = {name: _plain(value) for name, value in (error.get("ctx") or {}).items()}
    values["choices"] = ", ".join(_QUOTED.findall(str(values.get("expected", ""))))
    return sentence(f"field.{error['type']}", **values)


def _plain(value: object) -> object:
    """A limit as people write it: 1, not 1.0."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _place(location: Sequence[int | str]) -> str:
    """``("body", "texts", 3)`` as ``texts.3``."""
    return ".".join(str(part) for part in location[1:] or location)[:SHOWN_SIGNS]
