"""How far the review of credentials has come, outcome by outcome."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from skillgraph.model import Credential, Mapping, MappingStatus

if TYPE_CHECKING:
    from skillgraph.workspace.state.snapshot import Snapshot

_SETTLING = (MappingStatus.ACCEPTED, MappingStatus.NO_TERM)


class OutcomeState(StrEnum):
    """Where an outcome stands.

    Open: something waits, and no term is accepted; partly: one is (or it is decided that there is none), and
    other candidates wait; decided: nothing waits; nothing: nothing was proposed, and nobody has decided.
    """

    OPEN = "open"
    PARTLY = "partly"
    DECIDED = "decided"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a credential stands.

    Attributes:
        states: Of its outcomes, in their order.
    """

    credential: Credential
    states: Sequence[OutcomeState]

    def count(self, *states: OutcomeState) -> int:
        """How many outcomes are in one of some states."""
        found = Counter(self.states)
        return sum(found[one] for one in states)

    @property
    def decided(self) -> int:
        """How many outcomes somebody has decided on."""
        return self.count(OutcomeState.DECIDED, OutcomeState.PARTLY)

    def next_open(self, after: int = 0) -> int:
        """The place, from 1, of the next open outcome after one, at the end from the front; 0 for none."""
        places = [place for place, state in enumerate(self.states, start=1) if state is OutcomeState.OPEN]
        return min((one for one in places if one > after), default=min(places, default=0))


def state_of(records: Iterable[Mapping]) -> OutcomeState:
    """Where an outcome stands, by all its records."""
    statuses = {one.status for one in records} - {MappingStatus.WITHDRAWN}
    if not statuses:
        return OutcomeState.NOTHING
    if not any(one.waiting for one in statuses):
        return OutcomeState.DECIDED
    return OutcomeState.OPEN if statuses.isdisjoint(_SETTLING) else OutcomeState.PARTLY


def standings(snapshot: Snapshot, credentials: Iterable[Credential]) -> list[Standing]:
    """Where some credentials stand, in their order."""
    by_outcome: dict[str, list[Mapping]] = defaultdict(list)
    for record in snapshot.mappings:
        by_outcome[record.subject_id].append(record)
    return [
        Standing(one, tuple(state_of(by_outcome.get(outcome.id, ())) for outcome in one.outcomes))
        for one in credentials
    ]
