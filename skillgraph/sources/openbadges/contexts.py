"""The JSON-LD contexts of Open Badges, compared by their addresses; nothing is ever fetched."""

from __future__ import annotations

import re
from collections.abc import Mapping

VC2 = "https://www.w3.org/ns/credentials/v2"
VC1 = "https://www.w3.org/2018/credentials/v1"
OB3 = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
OB2 = "https://w3id.org/openbadges/v2"

_OB3 = re.compile(r"https://purl\.imsglobal\.org/spec/ob/v3p0/context(-3\.\d\.\d)*\.json")
_OB2 = (OB2, "https://openbadgespec.org/v2/context.json")


def contexts_of(document: Mapping[str, object]) -> list[object]:
    """What stands under ``@context``, as a list."""
    found = document.get("@context")
    return found if isinstance(found, list) else [] if found is None else [found]


def problem_with_3(value: object) -> str:
    """What is wrong with the contexts of a verifiable credential of Open Badges 3.0; empty if nothing."""
    contexts = value if isinstance(value, list) else [value]
    if contexts[:1] not in ([VC1], [VC2]):
        return f"must begin with {VC2}"
    second = contexts[1] if len(contexts) > 1 else None
    if not (isinstance(second, str) and _OB3.fullmatch(second)):
        return f"must name the context of Open Badges 3.0 in the second place, such as {OB3}"
    if not all(isinstance(one, str | dict) for one in contexts):
        return "holds something that is neither an address nor an object"
    return ""


def problem_with_2(value: object) -> str:
    """What is wrong with the contexts of a document of Open Badges 2.0; empty if nothing."""
    contexts = value if isinstance(value, list) else [value]
    known = any(isinstance(one, dict) or one in _OB2 for one in contexts)
    if any(isinstance(one, str) and "openbadges/v1" in one for one in contexts):
        return f"is that of Open Badges 1, which is not read; export the badge as 2.0 ({OB2}) or 3.0"
    return "" if known else f"must name {OB2}"
