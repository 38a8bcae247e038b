"""What holds several badges: a learner record (CLR 2.0), a presentation, a badge wrapped by its platform."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from skillgraph.sources.openbadges.rules import types_of

_HOLDING = {
    "ClrCredential": ("credentialSubject.verifiableCredential", "credentialSubject.achievement"),
    "VerifiablePresentation": ("verifiableCredential",),
}
_WRAPPERS = (
    "badge",
    "badges",
    "badgeClasses",
    "assertions",
    "result",
    "data",
    "credential",
    "vc",
    "backpack",
)
"""Keys under which platforms and wallets put badges, beside what is theirs; none of them has a type."""


def bundled(value: object) -> Iterator[tuple[str, object]]:
    """The badges in a bundle, each with the way to it; nothing where a value is none."""
    if not isinstance(value, dict):
        return
    types = types_of(value)
    if not types and "@context" not in value and "uid" not in value:
        ways: tuple[str, ...] = tuple(key for key in _WRAPPERS if key in value)
    else:
        ways = next((ways for name, ways in _HOLDING.items() if name in types), ())
    for way in ways:
        for number, one in enumerate(_at(value, way)):
            yield f"{way}[{number}]", one


def wrapped(value: Mapping[str, object]) -> tuple[str, int]:
    """The key under which what a platform answers holds its records, and how many; empty where none does."""
    for key in _WRAPPERS:
        found = value.get(key)
        if isinstance(found, list) and found and all(isinstance(one, dict) for one in found):
            return key, len(found)
    return "", 0


def _at(value: object, way: str) -> list[object]:
    """What stands at a dotted path, as a list; of several subjects those of each."""
    key, _, rest = way.partition(".")
    found = value.get(key) if isinstance(value, dict) else None
    items = found if isinstance(found, list) else [] if found is None else [found]
    return [one for item in items for one in _at(item, rest)] if rest else items
