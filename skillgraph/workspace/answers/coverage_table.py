"""The credentials that cover a skill as a table of a file: one a row, with what they say of themselves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final

from skillgraph.export.datatables import ColumnKind, DataField, DataTable

if TYPE_CHECKING:
    from skillgraph.analytics.coverage import Coverage
    from skillgraph.model import Credential

_BETWEEN: Final = "; "
NOT_MAPPED: Final = "not mapped"


def coverage_table(found: Iterable[Coverage], credentials: Mapping[str, Credential]) -> DataTable:
    """An answer of `cover` as a table.

    Args:
        found: The answer; rows keep its order.
        credentials: What the credentials say of themselves, by id.
    """
    text, number = ColumnKind.TEXT, ColumnKind.NUMBER
    fields: list[DataField[tuple[Coverage, Credential]]] = [
        DataField("credential", text, lambda one: one[1].name),
        DataField("issuer", text, lambda one: one[1].issuer),
        DataField("coverage", text, lambda one: one[0].coverage.value),
        DataField("status", text, lambda one: one[0].status.value if one[0].status else NOT_MAPPED),
        DataField("confidence", number, lambda one: _confidence(one[0])),
        DataField("terms", text, lambda one: _joined(piece.label for piece in one[0].evidence)),
        DataField("outcomes", text, lambda one: _joined(piece.text for piece in one[0].evidence)),
        DataField("language", text, lambda one: one[1].lang),
        DataField("field", text, lambda one: one[1].field),
        DataField("delivery", text, lambda one: one[1].delivery),
        DataField("level", text, lambda one: one[1].level),
        DataField("hours", number, lambda one: one[1].duration_hours),
        DataField("weeks", number, lambda one: one[1].duration_weeks),
        DataField("cost", text, lambda one: one[1].cost),
        DataField("credits", number, lambda one: one[1].credits),
        DataField("assessment", text, lambda one: _joined(each.kind for each in one[0].assessment)),
        DataField("endorsed_by", text, lambda one: _joined(each.endorser for each in one[0].endorsements)),
        DataField("ratings", number, lambda one: one[0].ratings.count),
        DataField("mean_rating", number, lambda one: one[0].ratings.mean),
        DataField("url", text, lambda one: one[1].url),
        DataField("credential_id", text, lambda one: one[1].id),
    ]
    return DataTable.of("coverage", ((one, credentials[one.credential_id]) for one in found), fields)


def _joined(texts: Iterable[str]) -> str:
    """Texts in one cell, each once."""
    return _BETWEEN.join(dict.fromkeys(one for one in texts if one))


def _confidence(one: Coverage) -> float | None:
    """The tool's confidence in the surest mapping."""
    return one.evidence[0].confidence if one.evidence else None
