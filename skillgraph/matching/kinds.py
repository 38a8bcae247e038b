"""Kinds of text; apart from the matcher, since the help of the command line names them."""

from __future__ import annotations

from enum import StrEnum


class TextKind(StrEnum):
    """What a text is, which the caller knows.

    ``outcome``: a learning outcome or the name of a skill, written to say what somebody can do;
    ``posting``: a sentence of an advertisement, two in three of which hold no skill.
    """

    OUTCOME = "outcome"
    POSTING = "posting"
