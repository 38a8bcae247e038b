"""schema.org ``JobPosting`` in JSON-LD, read as plain JSON: no context is fetched, no RDF is made.

Terms: https://schema.org/JobPosting.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from skillgraph.sources.columns import guess_columns
from skillgraph.sources.key_names import glued
from skillgraph.sources.paths import plain_texts
from skillgraph.sources.requirement_levels import Part, levelled_parts, says_levels, texts_by_level
from skillgraph.sources.terms_of_work import education_texts, experience_texts, pay_texts

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
_ADDRESS = (
    ("addresslocality", "city", "town", "locality", "cityname", "ville"),
    ("addressregion", "region", "province", "state", "statename"),
    ("addresscountry", "country", "countrycode"),
)
"""What schema.org and boards call the parts of an address, as `glued` writes it."""

_OF_WRAPPERS = ("id", "title", "url", "lang", "date")
"""Fields that what is around a posting has for itself."""

_TAKEN = frozenset(
    (
        "@context", "@type", "type", "@id", "identifier", "title", "name", "hiringOrganization",
        "jobLocation", "datePosted", "validThrough", "relevantOccupation", "occupationalCategory",
        "inLanguage", "url",
        "industry", "totalJobOpenings", "employmentType", "baseSalary", "salaryCurrency", *_SECTIONS,
    )
)  # fmt: skip


def find_job_postings(value: object) -> Iterator[Node]:
    """Every ``JobPosting`` at any depth (``@graph``, ``itemListElement`` …), keys without prefix."""
    pending = [value]
    while pending:
        current = pending.pop()
        if isinstance(current, list):
            pending.extend(reversed(current))
        elif isinstance(current, dict):
            if is_job_posting(current):
                yield _without_prefixes(current)
            else:
                pending.extend(reversed(list(current.values())))


def posting_fields(node: Node) -> dict[str, list[str]]:
    """The texts of a posting's fields as they stand; the caller sees to HTML and dates."""
    single = {
        "id": _first(node.get("identifier")) or _global_id(node.get("@id")),
        "title": _first(node.get("title")) or _first(node.get("name")),
        "employer": _first(node.get("hiringOrganization")),
        "date": _first(node.get("datePosted")),
        "closes": _first(node.get("validThrough")),
        **_codes(node),
        "lang": _first(node.get("inLanguage")) or _language(node.get("description")),
        "url": _first(node.get("url")),
    }
    return {name: [text] for name, text in single.items()} | {
        "description": _description(node),
        "place": _places(node.get("jobLocation")),
        "region": _regions(node.get("jobLocation")),
        "sector": list(plain_texts(node.get("industry"))),
        "vacancies": [_first(node.get("totalJobOpenings"))],
        "employment_type": list(plain_texts(node.get("employmentType"))),
        "experience": list(experience_texts(node.get("experienceRequirements"))),
        "education": list(education_texts(node.get("educationRequirements"))),
        **pay_texts(node.get("baseSalary")),
        **({"salary_currency": [currency]} if (currency := _first(node.get("salaryCurrency"))) else {}),
    }


def keys_left(node: Node) -> Iterator[str]:
    """The keys of a posting that say something and are of no field."""
    yield from (key for key, held in node.items() if key not in _TAKEN and held not in (None, "", [], {}))
    yield from dict.fromkeys(part.path for part in _levelled(node) if part.is_unasked)


def keys_around(value: Node) -> Iterator[str]:
    """The keys of an object around a posting that look like fields of it, and are not read."""
    if not is_job_posting(value):
        guessed = guess_columns(value)
        yield from (key for name, keys in guessed.items() if name not in _OF_WRAPPERS for key in keys)


def _description(node: Node) -> list[str]:
    """The texts of the sections, those that are told to be required or an asset behind, under headings."""
    plain = (node.get(name) for name in _SECTIONS if not says_levels(node.get(name)))
    return [*(text for held in plain for text in plain_texts(held)), *texts_by_level(_levelled(node))]


def _levelled(node: Node) -> list[Part]:
    told = (name for name in _SECTIONS if says_levels(node.get(name)))
    return [part for name in told for part in levelled_parts(node[name], name)]


def is_job_posting(node: Node) -> bool:
    """Whether it says that it is one."""
    return "JobPosting" in _types(node)


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


def place_text(place: object) -> str:
    """A place as a line: town, region and country of its address, else its name."""
    if not isinstance(place, dict):
        return _first(place)
    address = place.get("address", place)
    if not isinstance(address, dict):
        return _first(address)
    known = {glued(key): held for key, held in reversed(address.items())}
    parts = [next(filter(None, (_first(known.get(key)) for key in keys)), "") for keys in _ADDRESS]
    if not parts[0] and (name := _first(address)):
        return name
    return ", ".join(filter(None, parts)) or _first(place)


def _places(value: object) -> list[str]:
    places = value if isinstance(value, list) else [value]
    return [text for place in places if (text := place_text(place))]


def _regions(value: object) -> list[str]:
    """The regions of all places; nothing where one does not say it, so that the places tell."""
    addresses = [place.get("address", place) if isinstance(place, dict) else None for place in _each(value)]
    regions = [_first(one.get("addressRegion")) if isinstance(one, dict) else "" for one in addresses]
    return regions if all(regions) else []


def _codes(node: Node) -> dict[str, str]:
    """The code of the occupation: ISCO where it says so, else taken for NOC."""
    occupations = [item for item in _each(node.get("relevantOccupation")) if isinstance(item, dict)]
    categories = [node.get("occupationalCategory"), *(one.get("occupationalCategory") for one in occupations)]
    for item in (item for category in categories for item in _each(category)):
        if code := _code(item):
            return {"isco" if _is_isco(item) else "noc": code}
    return {}


def _code(item: object) -> str:
    """``21231 Software engineers`` is the code 21231; a category without a code is none."""
    if isinstance(item, dict):
        text = _first(item.get("codeValue")) or _first(item.get("termCode"))
    else:
        text = _first(item)
    match = _CODE.match(text)
    return match[0].rstrip(".-") if match else ""


def _is_isco(item: object) -> bool:
    sets = ("inCodeSet", "inDefinedTermSet")
    return isinstance(item, dict) and any("isco" in _first(item.get(name)).lower() for name in sets)


def _each(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]
