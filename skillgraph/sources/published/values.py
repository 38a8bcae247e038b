"""What CTDL and European Digital Credentials share: texts by language, lists of one, durations."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from skillgraph.model.texts import Texts, in_language
from skillgraph.sources.html import clean_html

Node = Mapping[str, object]

_DURATION = re.compile(r"P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+(?:\.\d+)?)H)?(?:(\d+)M)?)?")
_HOURS_A_DAY = 8


def each(value: object) -> list[object]:
    """The items of a list; a single value as the only one."""
    return value if isinstance(value, list) else [] if value is None else [value]


def nodes(value: object) -> Iterator[Node]:
    """Those of them that are objects."""
    return (item for item in each(value) if isinstance(item, dict))


def texts(value: object) -> Texts:
    """A text for each language: of an object of languages, of ``@value`` with ``@language``, or of none.

    HTML becomes the text that a reader sees.
    """
    found: dict[str, str] = {}
    for item in each(value):
        if isinstance(item, str):
            found.setdefault("", item)
        elif isinstance(item, dict) and "@value" in item:
            found.setdefault(str(item.get("@language", "")), str(item["@value"]))
        elif isinstance(item, dict):
            said = {tag: each(text) for tag, text in item.items()}
            found |= {tag: one[0] for tag, one in said.items() if one and isinstance(one[0], str)}
    return {tag: clean_html(one) for tag, one in found.items()}


def text(value: object) -> str:
    """The text that is shown: English, else the first by its language."""
    return in_language(texts(value)).strip()


def hours(value: object) -> str:
    """Hours of an ISO 8601 duration such as ``PT45H``; empty where it is none, or in months and years."""
    match = _DURATION.fullmatch(str(value or ""))
    if not match or match[1]:
        return ""
    total = _HOURS_A_DAY * int(match[2] or 0) + float(match[3] or 0) + int(match[4] or 0) / 60
    return f"{total:g}" if total else ""
