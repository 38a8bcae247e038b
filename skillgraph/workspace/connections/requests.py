"""What is asked of offers and needs: to leave one, and to list them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from skillgraph.workspace.moderation.entries import EntryState
from skillgraph.workspace.requests import TOP, AnyRequest, RequestField


class ConnectionKind(StrEnum):
    """What is left."""

    NEED = "need"
    OFFER = "offer"


class Sender(StrEnum):
    """As who somebody leaves it."""

    INSTITUTION = "institution"
    EMPLOYER = "employer"


@dataclass(frozen=True, kw_only=True)
class ConnectionRequest(AnyRequest):
    """Which skill is needed, or taught, by whom, where and until when?"""

    kind: Annotated[ConnectionKind, RequestField("need or offer.")]
    skill: Annotated[str, RequestField("A concept's URI, its label, or the skill in your own words.")]
    organisation: Annotated[str, RequestField("Who needs or teaches it.")]
    role: Annotated[Sender, RequestField("As who: institution or employer.")]
    contact: Annotated[
        str, RequestField("How to reach you; only partners who have signed in see it, and nobody else.")
    ]
    until: Annotated[str, RequestField("The last day on which it is shown: 2027-03-31; two years at most.")]
    place: Annotated[str, RequestField("Where: a town, or online.")] = ""
    region: Annotated[str, RequestField("The province or region.")] = ""
    lang: Annotated[str, RequestField("The language of your words: en, fr …")] = ""


@dataclass(frozen=True, kw_only=True)
class ConnectionListRequest(AnyRequest):
    """Which offers and needs were left?"""

    kind: Annotated[ConnectionKind | None, RequestField("Only needs, or only offers.")] = None
    state: Annotated[tuple[EntryState, ...], RequestField("Only these: waiting, accepted …")] = ()
    region: Annotated[str, RequestField("Only of this province or region, and those that name none.")] = ""
    expired: Annotated[bool, RequestField("Also those whose last day is over.")] = False
    top: Annotated[int | None, TOP] = None
