"""The columns that say by how many texts and employers a number is."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from skillgraph.cli.output import Column
from skillgraph.model.spread import Concentration

if TYPE_CHECKING:
    from skillgraph.model.spread import Spread

Spreading = TypeVar("Spreading", bound="Spread")


def spread_columns(*, warned: bool) -> list[Column[Spreading]]:
    """Texts, employers and warnings; tables for people show these only where something is ``warned`` of."""
    return [
        Column("texts", lambda one: one.texts, wrap=False),
        Column("employers", lambda one: one.employers, wrap=False),
        Column("text share", lambda one: one.text_share, identifier=True, share=True),
        Column("employer share", lambda one: one.employer_share, identifier=True, share=True),
        Column("warning", warning_text, identifier=not warned),
    ]


def warning_text(one: Spread) -> str:
    """What makes more than a third of a number, and how much of it."""
    shares = {Concentration.TEXT: one.text_share, Concentration.EMPLOYER: one.employer_share}
    return ", ".join(f"{kind.value.replace('-', ' ')} {shares[kind] or 0.0:.0%}" for kind in one.warnings)
