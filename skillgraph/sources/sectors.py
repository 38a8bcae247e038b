"""Sectors of the North American Industry Classification System, told from codes and common names."""

from __future__ import annotations

import re
from collections.abc import Mapping

from skillgraph.sources.tables import normalise_header

_NAMES: Mapping[str, tuple[str, ...]] = {
    "11": (
        "agriculture forestry fishing and hunting", "agriculture", "forestry", "fishing",
        "agriculture foresterie peche et chasse", "foresterie", "peche",
    ),
    "21": (
        "mining quarrying and oil and gas extraction", "mining", "oil and gas",
        "extraction miniere exploitation en carriere et extraction de petrole et de gaz", "mines",
    ),
    "22": ("utilities", "services publics"),
    "23": ("construction",),
    "31-33": ("manufacturing", "fabrication"),
    "41-42": ("wholesale trade", "wholesale", "commerce de gros"),
    "44-45": ("retail trade", "retail", "commerce de detail", "vente au detail"),
    "48-49": (
        "transportation and warehousing", "transportation", "transport", "logistics",
        "transport et entreposage", "logistique",
    ),
    "51": (
        "information and cultural industries", "information", "media", "telecommunications",
        "industrie de l information et industrie culturelle",
    ),
    "52": ("finance and insurance", "finance", "insurance", "banking", "finance et assurances", "assurances"),
    "53": (
        "real estate and rental and leasing", "real estate", "immobilier",
        "services immobiliers et services de location et de location a bail",
    ),
    "54": (
        "professional scientific and technical services", "professional services", "consulting",
        "services professionnels scientifiques et techniques",
    ),
    "55": (
        "management of companies and enterprises", "gestion de societes et d entreprises",
    ),
    "56": (
        "administrative and support waste management and remediation services",
        "services administratifs", "services de soutien",
    ),
    "61": (
        "educational services", "education", "child care and education", "services d enseignement",
        "enseignement",
    ),
    "62": (
        "health care and social assistance", "health care", "healthcare", "health", "social assistance",
        "child care", "soins de sante et assistance sociale", "sante", "soins de sante",
    ),
    "71": (
        "arts entertainment and recreation", "arts", "recreation", "arts spectacles et loisirs", "loisirs",
    ),
    "72": (
        "accommodation and food services", "hospitality", "hotels and restaurants", "food services",
        "services d hebergement et de restauration", "hotellerie", "restauration",
    ),
    "81": (
        "other services except public administration", "other services",
        "autres services sauf les administrations publiques",
    ),
    "91-92": ("public administration", "government", "administrations publiques", "administration publique"),
}  # fmt: skip
_BY_NAME = {name: code for code, names in _NAMES.items() for name in names}
_BY_DIGITS = {
    str(number): code
    for code in _NAMES
    for number in range(int(code.split("-")[0]), int(code.split("-")[-1]) + 1)
}
_CODE = re.compile(r"(?:NAICS|SCIAN)?\s*(\d{2,6}|\d\d-\d\d)\b", re.IGNORECASE)


def naics_sector(given: str) -> str:
    """The sector that a code or a name stands for; empty where it names none, or more than one.

    Wholesale trade is ``41-42`` and public administration ``91-92``: Canada and the United States give them
    different numbers.

    >>> naics_sector("NAICS 622110"), naics_sector("Santé"), naics_sector("Legal Affairs")
    ('62', '62', '')
    """
    if match := _CODE.match(given.strip()):
        return _BY_DIGITS.get(match[1][:2], "")
    return _BY_NAME.get(normalise_header(given).replace(" & ", " and "), "")
