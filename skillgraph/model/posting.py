"""Job postings, and the mentions of skills found in them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Posting:
    """A job advertisement in plain text.

    Attributes:
        id: Stable over loads: the source's own identifier, or a hash of the content.
        description: Plain text; line breaks separate paragraphs and list items, HTML is cleaned away.
        date: ISO 8601 date of publication, or empty.
        occupation_code: NOC, ISCO … kept as a string with its zeros.
    """

    id: str
    title: str
    description: str
    employer: str = ""
    place: str = ""
    date: str = ""
    occupation_code: str = ""
    sector: str = ""
    lang: str = ""
    url: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Mention:
    """A concept found in one sentence of a posting, with the sentence as evidence."""

    posting_id: str
    sentence: str
    sentence_index: int
    concept: str
    confidence: float
    similarity: float
