"""What is asked of feedback: to give it, and to list it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from skillgraph.workspace.moderation.entries import EntryState
from skillgraph.workspace.requests import NAMING, TOP, AnyRequest, RequestField


class Role(StrEnum):
    """As who somebody speaks."""

    LEARNER = "learner"
    EMPLOYER = "employer"


@dataclass(frozen=True, kw_only=True)
class FeedbackRequest(AnyRequest):
    """What could the holder of a credential do at work?"""

    credential: Annotated[str, RequestField(f"The credential: {NAMING}.")]
    rating: Annotated[int, RequestField("1: could do none of it at work; 5: could do all of it.", 1, 5)]
    role: Annotated[Role, RequestField("As who you speak: learner or employer.")]
    words: Annotated[str, RequestField("What the holder could do, in your words; no names.")] = ""
    outcome: Annotated[str, RequestField("Of which outcome: its URI, or its number; all without it.")] = ""
    lang: Annotated[str, RequestField("The language of your words: en, fr …")] = ""


@dataclass(frozen=True, kw_only=True)
class FeedbackListRequest(AnyRequest):
    """What feedback was given, and what was decided on it?"""

    credential: Annotated[str, RequestField(f"Only on this credential: {NAMING}.")] = ""
    state: Annotated[tuple[EntryState, ...], RequestField("Only these: waiting, accepted …")] = ()
    top: Annotated[int | None, TOP] = None
