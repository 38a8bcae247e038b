"""What stands around the only posting of an object: a board's own fields beside its schema.org block."""

from __future__ import annotations

from skillgraph.sources.columns import RawFields
from skillgraph.sources.html import clean_html
from skillgraph.sources.tables import normalise_header

_OF_PAGES = ("id", "title", "description", "url", "lang", "date")
"""Fields that a page around a posting has for itself, unless it bears the posting's title."""


def are_one(inner: RawFields, outer: RawFields) -> bool:
    """Whether both bear one title, so that they tell of the same job."""
    titles = [normalise_header(clean_html(" ".join(one.get("title", ())))) for one in (inner, outer)]
    return titles[0] != "" and titles[0] == titles[1]


def filled(inner: RawFields, outer: RawFields) -> RawFields:
    """The posting with what it leaves open and what stands around it says.

    Of one job with two descriptions the one of more lines is read, else the longer one: a block for search
    engines often has only a line.
    """
    same = are_one(inner, outer)
    gaps = {name: texts for name, texts in outer.items() if same or name not in _OF_PAGES}
    whole = {**gaps, **{name: texts for name, texts in inner.items() if any(texts)}}
    if same:
        whole["description"] = max((inner, outer), key=_size_of_text).get("description", ())
    return whole


def _size_of_text(fields: RawFields) -> tuple[int, int]:
    text = "\n".join(clean_html(part).strip() for part in fields.get("description", ()))
    return text.count("\n"), len(text)
