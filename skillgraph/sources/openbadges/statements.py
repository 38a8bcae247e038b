"""Finds the outcomes that the words of a badge state: Open Badges has no field for them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from skillgraph.sources.html import clean_html

_ITEM = re.compile(r"^[ \t]*(?:[-*+•–]|\d{1,3}[.)])[ \t]+(.+?)[ \t]*$", re.MULTILINE)
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-ZÀ-Ý])|\n+")
_MARKS = re.compile(r"[*_`#>]+")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")

# What holders can do, know or have shown, in English and French.
_ABILITY = re.compile(
    r"\b(able to|ability to|abilities|can|capable|capacity to|demonstrat\w+|understand\w*|knowledge|skills?|"
    r"competen\w+|learn(?:ed|t|s|ing)?|develop\w*|appl(?:y|ied|ies)|"
    r"peut|peuvent|pouvez|capables?|capacités?|connaissances?|compétences?|compren\w+|acquis\w*|acquér\w+|"
    r"maîtris\w+|aptes?|démontr\w+|appliqu\w+|développ\w+)\b",
    re.IGNORECASE,
)


def outcome_texts(narrative: str, description: str) -> list[str]:
    """The outcomes stated in a badge's criteria and description, each once.

    Those are the items of lists; without any, the sentences that say what holders can do, know or have
    shown; without those, the whole description, else the whole narrative. HTML is read as a reader sees it.
    """
    narrative, description = clean_html(narrative), clean_html(description)
    both = [narrative, description]
    items = [text for part in both for text in _items(part)]
    stated = items or [s for part in both for s in _sentences(part) if _ABILITY.search(s)]
    whole = [text for text in (_plain(description), _plain(narrative)) if text][:1]
    return list(dict.fromkeys(stated or whole))


def _items(text: str) -> Iterator[str]:
    return filter(None, (_plain(match[1]) for match in _ITEM.finditer(text)))


def _sentences(text: str) -> Iterator[str]:
    return filter(None, (_plain(part) for part in _SENTENCE_END.split(text)))


def _plain(text: str) -> str:
    """Markdown without its marks, on one line."""
    return " ".join(_MARKS.sub("", _LINK.sub(r"\1", text)).split())
