"""What clients of reconciliation send, read as strictly as the official schemas do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from skillgraph.matching.text.language import AUTO
from skillgraph.workspace.reconciling.candidates import (
    LIMIT,
    MOST,
    PropertyCondition,
    Quantifier,
    ReconciliationQuery,
)
from skillgraph.workspace.reconciling.properties import ADDRESS, TEXT_LANGUAGE
from skillgraph_api.field_problems import reason_of
from skillgraph_api.refusals import Refusal

BATCH = 50
"""Queries of one request."""

EXTENDED = 500
"""Entities of one request for their properties; clients ask for a page of their table."""

ASKED_PROPERTIES = 50
"""Properties of such a request."""

_SIGNS = 100_000
_NAMES = 2_000

Body = TypeVar("Body")
Words = Annotated[str, Field(max_length=_SIGNS)]
Name = Annotated[str, Field(max_length=_NAMES)]
Number = Annotated[float, Field(allow_inf_nan=False)]
Limit = Annotated[float, Field(ge=1, le=MOST, multiple_of=1)]


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True, frozen=True)


class EntityValue(_Strict):
    """A value that is an entity itself."""

    id: Name
    name: Name = ""


Value = bool | Number | Words | EntityValue


class QueryProperty(_Strict):
    """A property of a query, with the value or values that are compared."""

    pid: Name
    v: Value | Annotated[list[Value], Field(max_length=100)]


class TypeMatching(StrEnum):
    """How several types of a query count; ``should`` is taken as ``any``, for nothing else ranks."""

    ANY = "any"
    SHOULD = "should"
    ALL = "all"


class Query(_Strict):
    """A query of 0.1 and 0.2."""

    model_config = ConfigDict(extra="forbid")

    query: Words | None = None
    type: Name | Annotated[list[Name], Field(max_length=100)] | None = None
    limit: Limit | None = None
    properties: Annotated[list[QueryProperty], Field(max_length=100)] | None = None
    type_strict: TypeMatching | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Query:
        if self.query is None and not self.properties:
            raise ValueError("neither a query nor properties")
        return self


class MatchType(StrEnum):
    """What a condition of 1.0 compares."""

    NAME = "name"
    ID = "id"
    PROPERTY = "property"


class Condition(_Strict):
    """A condition of a query of 1.0."""

    matchType: MatchType  # noqa: N815 - as the protocol calls it
    propertyId: Name | None = None  # noqa: N815
    propertyValue: Value | Annotated[list[Value], Field(max_length=100)]  # noqa: N815
    required: bool = True
    matchQuantifier: Quantifier = Quantifier.ANY  # noqa: N815
    matchQualifier: Name | None = None  # noqa: N815

    @model_validator(mode="after")
    def _is_possible(self) -> Condition:
        if self.matchType is MatchType.PROPERTY and self.propertyId is None:
            raise ValueError("a condition on a property without propertyId")
        if self.matchQualifier not in (None, EXACT):
            raise ValueError(f"matchQualifier can only be {EXACT}")
        return self


EXACT = "ExactMatch"


class DraftQuery(_Strict):
    """A query of 1.0."""

    model_config = ConfigDict(extra="forbid")

    type: Name | None = None
    limit: Limit | None = None
    lang: Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{2,35}$")] | None = None
    dir: str | None = None
    conditions: Annotated[list[Condition], Field(min_length=1, max_length=100)]

    @model_validator(mode="after")
    def _has_one_name(self) -> DraftQuery:
        names = [name for one in self._of(MatchType.NAME) for name in _texts(one.propertyValue)]
        if len(names) > 1:
            raise ValueError(f"{len(names)} names, of which one can be matched")
        return self

    def _of(self, kind: MatchType) -> Iterator[Condition]:
        return (one for one in self.conditions if one.matchType is kind)


class DraftBatch(_Strict):
    """The queries of a request of 1.0."""

    queries: list[DraftQuery]


class AskedProperty(_Strict):
    """A property that is asked for, with its settings."""

    id: Name
    settings: dict[str, Any] = Field(default_factory=dict)

    @property
    def limit(self) -> int | None:
        """How many values are asked for at most; clients send numbers and words alike.

        Raises:
            HTTPException: 400, if it is no whole number.
        """
        given = str(self.settings.get("limit") or 0).removesuffix(".0")
        if not (given.isascii() and given.isdigit() and len(given) < 10):
            raise Refusal(400, "extend-limit", name=self.id, said=given[:50])
        return int(given) or None


class Extension(_Strict):
    """A request for the properties of entities."""

    ids: list[Name]
    properties: Annotated[list[AskedProperty], Field(max_length=ASKED_PROPERTIES)]


_BATCH = TypeAdapter(dict[str, Query])
_DRAFT_BATCH = TypeAdapter(DraftBatch)
_EXTENSION = TypeAdapter(Extension)


def queries_of(text: str | bytes) -> dict[str, ReconciliationQuery]:
    """The queries of 0.1 and 0.2 by their keys.

    Raises:
        HTTPException: 400, if the text is none; 413, if there are more than `BATCH`.
    """
    read = _read(_BATCH, text, "queries")
    _check_batch(len(read), BATCH, "queries", "batchSize")
    return {key: _query(one) for key, one in read.items()}


def draft_queries_of(text: bytes) -> list[ReconciliationQuery]:
    """The queries of 1.0.

    Raises:
        HTTPException: As `queries_of` does.
    """
    read = _read(_DRAFT_BATCH, text, "body").queries
    _check_batch(len(read), BATCH, "queries", "batchSize")
    return list(map(_draft_query, read))


def extension_of(text: str | bytes) -> Extension:
    """A request for properties.

    Raises:
        HTTPException: 400, if the text is none; 413, if it asks for more than `EXTENDED` entities.
    """
    read = _read(_EXTENSION, text, "extend")
    _check_batch(len(read.ids), EXTENDED, "ids", "extendBatchSize")
    return read


def _read(shape: TypeAdapter[Body], text: str | bytes, name: str) -> Body:
    try:
        return shape.validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in (name, *first["loc"]))[:200]
        raise Refusal(400, "field-wrong", place=place, reason=reason_of(first)) from None


def _check_batch(count: int, most: int, what: str, limit: str) -> None:
    if count > most:
        raise Refusal(413, "batch-too-large", count=count, what=what, limit=limit, most=most)


def _query(read: Query) -> ReconciliationQuery:
    given = read.properties or []
    conditions = [PropertyCondition(one.pid, _texts(one.v)) for one in given if one.pid != TEXT_LANGUAGE]
    langs = [text for one in given if one.pid == TEXT_LANGUAGE for text in _texts(one.v)]
    return ReconciliationQuery(
        text=read.query or "",
        lang=langs[0] if langs else AUTO,
        types=_types(read.type),
        all_types=read.type_strict is TypeMatching.ALL,
        conditions=tuple(conditions),
        limit=_limit(read.limit),
    )


def _draft_query(read: DraftQuery) -> ReconciliationQuery:
    names = [name for one in read._of(MatchType.NAME) for name in _texts(one.propertyValue)]
    conditions = [
        PropertyCondition(one.propertyId or ADDRESS, _texts(one.propertyValue), one.matchQuantifier)
        for one in read.conditions
        if one.matchType is not MatchType.NAME
    ]
    return ReconciliationQuery(
        text="".join(names),
        lang=read.lang or AUTO,
        types=_types(read.type),
        conditions=tuple(conditions),
        limit=_limit(read.limit),
    )


def _types(given: str | Sequence[str] | None) -> tuple[str, ...]:
    """The types; clients send an empty one for none."""
    several = [given] if isinstance(given, str) else given or []
    return tuple(filter(None, several))


def _limit(given: float | None) -> int:
    return LIMIT if given is None else int(given)


def _texts(value: Value | Sequence[Value]) -> tuple[str, ...]:
    """Values as texts: of entities the ids, of numbers the shortest writing."""
    several = value if isinstance(value, list) else [value]
    return tuple(map(_text, several))


def _text(value: object) -> str:
    if isinstance(value, EntityValue):
        return value.id
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float) else str(value)


Keyed = Mapping[str, ReconciliationQuery]
"""Queries by the keys that the client gave them."""
