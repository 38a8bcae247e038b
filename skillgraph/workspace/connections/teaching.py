"""Who teaches what is needed: the credentials and offers for each need."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from skillgraph.analytics import supply
from skillgraph.workspace.requests import SUPPLIES

if TYPE_CHECKING:
    from skillgraph.workspace.connections.connections import Connection
    from skillgraph.workspace.state.snapshot import Snapshot
    from skillgraph.workspace.state.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Taught:
    """A need, and who may meet it.

    Attributes:
        credentials: Ids of the credentials mapped to the skill or to something below it; those first that a
            person accepted.
        accepted: How many of these a person accepted.
        offers: Offers of the same skill.
        known: Whether that can be told: not of a skill in own words, which is compared with offers alone.
    """

    need: Connection
    credentials: tuple[str, ...]
    accepted: int
    offers: tuple[Connection, ...]
    known: bool

    @property
    def by_nobody(self) -> bool:
        """Whether neither a credential nor an offer teaches it."""
        return not self.credentials and not self.offers


def taught(workspace: Workspace, needs: Sequence[Connection], offers: Sequence[Connection]) -> list[Taught]:
    """Who teaches what is needed; what nobody teaches comes first, else in the order of the needs."""
    snapshot = workspace.snapshot()
    found = [_taught(snapshot, one, offers) for one in needs]
    return sorted(found, key=lambda one: not one.by_nobody)


def _taught(snapshot: Snapshot, need: Connection, offers: Sequence[Connection]) -> Taught:
    own = tuple(one for one in offers if _same(need, one))
    if not need.concept or not snapshot.manifest.frameworks:
        return Taught(need, (), 0, own, known=False)
    hierarchy = snapshot.hierarchy(None)
    asked = {need.concept, *hierarchy.descendants(need.concept)}
    direct = supply.supply(snapshot.credentials, snapshot.mappings_to(asked), min_confidence=SUPPLIES)
    there = [direct[one] for one in asked if one in direct]
    accepted = frozenset[str]().union(*(one.accepted for one in there))
    every = frozenset[str]().union(*(one.credentials for one in there))
    return Taught(need, (*sorted(accepted), *sorted(every - accepted)), len(accepted), own, known=True)


def _same(need: Connection, offer: Connection) -> bool:
    if need.concept or offer.concept:
        return need.concept == offer.concept
    return need.skill.casefold() == offer.skill.casefold()
