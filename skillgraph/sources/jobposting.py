"""schema.org ``JobPosting`` in JSON-LD, read as plain JSON: no context is fetched, no RDF is made.

Terms: https://schema.org/JobPosting.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from skillgraph.sources.paths import plain_texts

Node = Mapping[str, object]

_PREFIX = re.compile(r"^(?:schema:|https?://schema\.org/)")
_CODE = re.compile(r"\d[\d.\-]*")

# In the order in which an advertisement is read. No headings are put between: the text stays the employer's.
_SECTIONS = (
    "description",
    "responsibilities",
    "skills",
    "qualifications",
    "experienceRequirements",
    "educationRequirements",
)
_ADDRESS = ("addressLocality", "addressRegion", "addressCountry")


def find_job_postings(value: object) -> Iterator[Node]:
    """Every ``JobPosting`` at any depth (``@graph``, ``itemListElement`` …), keys without prefix."""
    pending = [value]
    while pending:
        current = pending.pop()
        if isinstance(current, list):
            pending.extend(reversed(current))
        elif isinstance(current, dict):
            if "JobPosting" in _types(current):
                yield _without_prefixes(current)
            else:
                pending.extend(reversed(list(current.values())))


def posting_fields(node: Node) -> dict[str, list[str]]:
    """The texts of a posting's fields as they stand; the caller sees to HTML and dates."""
    single = {
        "id": _first(node.get("identifier")) or _global_id(node.get("@id")),
        "title": _first(node.get("title")) or _first(node.get("name")),
        "employer": _first(node.get("hiringOrganization")),
        "place": _place(node.get("jobLocation")),
        "date": _first(node.get("datePosted")),
        "occupation_code": _code(node.get("occupationalCategory"))
        or _occupation(node.get("relevantOccupation")),
        "lang": _first(node.get("inLanguage")) or _language(node.get("description")),
        "url": _first(node.get("url")),
    }
    return {name: [text] for name, text in single.items()} | {
        "description": [text for name in _SECTIONS for text in plain_texts(node.get(name))],
        "sector": list(plain_texts(node.get("industry"))),
    }


def _types(node: Node) -> list[str]:
    found = node.get("@type", node.get("type"))
    names = found if isinstance(found, list) else [found]
    return [_PREFIX.sub("", name) for name in names if isinstance(name, str)]


def _without_prefixes(value: object) -> dict[str, object]:
    plain = _strip(value)
    return plain if isinstance(plain, dict) else {}


def _strip(value: object) -> object:
    if isinstance(value, list):
        return [_strip(item) for item in value]
    if isinstance(value, dict):
        return {_PREFIX.sub("", key): _strip(item) for key, item in value.items()}
    return value


def _first(value: object) -> str:
    return next(plain_texts(value), "")


def _global_id(value: object) -> str:
    """A node's ``@id`` unless it is a place on a page: sites repeat ``page/#schema-1`` over postings."""
    return value if isinstance(value, str) and "#" not in value and not value.startswith("_:") else ""


def _language(value: object) -> str:
    tag = value.get("@language") if isinstance(value, dict) else None
    return tag if isinstance(tag, str) else ""


def _place(value: object) -> str:
    places = value if isinstance(value, list) else [value]
    return "; ".join(dict.fromkeys(filter(None, map(_one_place, places))))


def _one_place(place: object) -> str:
    if not isinstance(place, dict):
        return _first(place)
    address = place.get("address", place)
    if not isinstance(address, dict):
        return _first(address)
    return ", ".join(filter(None, (_first(address.get(key)) for key in _ADDRESS))) or _first(
        place.get("name")
    )


def _occupation(value: object) -> str:
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict) and (code := _code(item.get("occupationalCategory"))):
            return code
    return ""


def _code(value: object) -> str:
    """``21231 Software engineers`` is the code 21231; a category without a code is none."""
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict):
            text = _first(item.get("codeValue")) or _first(item.get("termCode"))
        else:
            text = _first(item)
        if match := _CODE.match(text):
            return match[0].rstrip(".-")
    return ""
