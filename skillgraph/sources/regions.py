"""Provinces and territories of Canada, in English, French and short forms, as ISO 3166-2 codes."""

from __future__ import annotations

import re
from collections.abc import Mapping

from skillgraph.model.posting import BETWEEN
from skillgraph.sources.tables import normalise_header

_NAMES: Mapping[str, tuple[str, ...]] = {
    "CA-AB": ("alberta", "alta"),
    "CA-BC": ("british columbia", "colombie britannique", "b c", "c b"),
    "CA-MB": ("manitoba", "man"),
    "CA-NB": ("new brunswick", "nouveau brunswick", "n b"),
    "CA-NL": (
        "newfoundland and labrador",
        "newfoundland labrador",
        "newfoundland",
        "terre neuve et labrador",
    ),
    "CA-NS": ("nova scotia", "nouvelle ecosse", "n s", "n e"),
    "CA-NT": ("northwest territories", "territoires du nord ouest", "nwt"),
    "CA-NU": ("nunavut",),
    "CA-ON": ("ontario", "ont"),
    "CA-PE": ("prince edward island", "ile du prince edouard", "pei", "p e i"),
    "CA-QC": ("quebec", "que"),
    "CA-SK": ("saskatchewan", "sask"),
    "CA-YT": ("yukon", "yukon territory"),
}
_CODES = {name: code for code, names in _NAMES.items() for name in (code[3:].lower(), *names)}
_LAST = re.compile(r"[,(]\s*([^,()]+?)\s*\)?\s*$")
_FURTHER = re.compile(r"[,(]")
"""What stands behind the town."""

_COUNTRY = re.compile(r",\s*(?:canada|ca)\s*$", re.IGNORECASE)


def region_of(given: str, place: str) -> str:
    """The region: a code where the one given, or the end of the place, names a province; else as given.

    Of several places (``Ottawa, ON; Gatineau, QC``) the regions of all, or nothing where one has none.

    >>> region_of("", "Gatineau (Québec)"), region_of("Ontario", ""), region_of("Bayern", "Hof")
    ('CA-QC', 'CA-ON', 'Bayern')
    """
    if given:
        named = (one.strip() for one in given.split(BETWEEN))
        return BETWEEN.join(dict.fromkeys(_CODES.get(normalise_header(one), one) for one in named))
    found = dict.fromkeys(_region_at_end(one) for one in place.split(BETWEEN))
    return BETWEEN.join(found) if all(found) else ""


def is_province(text: str) -> bool:
    """Whether it is the name or the code of a province or territory of Canada."""
    return normalise_header(text) in _CODES


def _region_at_end(place: str) -> str:
    match = _LAST.search(_COUNTRY.sub("", place.strip()))
    return _CODES.get(normalise_header(match[1]), "") if match else ""


def town(place: str) -> str:
    """A place without country and province, in plain small letters, to compare places by.

    Several come sorted, so that it is the same in whatever order they are named.
    """
    return BETWEEN.join(sorted({_town(one) for one in place.split(BETWEEN)}))


def is_place(asked: str, stated: str) -> bool:
    """Whether somebody who names a place means the one that a posting states.

    >>> is_place("Montreal", "Montréal, QC"), is_place("Montréal (Québec)", "Montréal, QC")
    (True, True)
    >>> is_place("Windsor, ON", "Windsor, NS"), is_place("Montréal", "Montréal-Nord, QC")
    (False, False)
    """
    if _FURTHER.search(asked.strip()) is None:
        return normalise_header(asked) in (
            normalise_header(stated),
            normalise_header(_FURTHER.split(stated)[0]),
        )
    return town(asked) == town(stated) and region_of("", asked) == region_of("", stated)


def _town(place: str) -> str:
    place = _COUNTRY.sub("", place)
    match = _LAST.search(place)
    named = match is not None and normalise_header(match[1]) in _CODES
    return normalise_header(place[: match.start()] if match and named else place)
