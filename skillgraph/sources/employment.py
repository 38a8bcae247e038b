"""Kinds of employment as people write them, in one spelling: ``FULL_TIME``, ``Temps plein``, ``FullTime``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from skillgraph import languages
from skillgraph.model.posting import BETWEEN
from skillgraph.sources.tables import normalise_header

_KINDS = {
    phrase: "" if kind == "fillers" else kind
    for kind, phrases in languages.together("values", "employment").items()
    for phrase in phrases
}
_LONGEST = max(len(phrase.split()) for phrase in _KINDS)
_UNSAID = frozenset(languages.together("values", "postings")["unsaid"])
_SEPARATOR = re.compile(r"[;,|/\n]")
_BRACKETS = re.compile(r"\([^()]*\)")
_GLUED = re.compile(r"(?<=[a-z])(?=[A-Z])")


def employment_types(texts: Iterable[str]) -> str:
    """The kinds of employment that texts name, each once; what is none that is known stays as given.

    >>> employment_types(["FULL_TIME", "Permanent employmentFull time"]), employment_types(["Zero hours"])
    ('full-time; permanent', 'Zero hours')
    """
    found = (kind for text in texts for kind in _known_kinds(text) or _kinds_apart(text))
    return BETWEEN.join(dict.fromkeys(found))


def is_employment_type(text: str) -> bool:
    """Whether a text names nothing but kinds of employment that are known."""
    return bool(_known_kinds(text))


def stated(text: str) -> str:
    """A text that is to divide postings, in one line; empty where it says that nothing is said."""
    return "" if normalise_header(text) in _UNSAID else " ".join(text.split())


def _kinds_apart(text: str) -> Iterator[str]:
    """The kinds of each part between signs; a part that is none as it is given."""
    for part in _SEPARATOR.split(text):
        yield from _known_kinds(part) or filter(None, [stated(part)])


def _known_kinds(text: str) -> list[str]:
    """The kinds that a text names, without what stands in brackets; nothing where it says anything else."""
    words = normalise_header(_GLUED.sub(" ", _BRACKETS.sub(" ", text))).split()
    found = list(_known(words))
    return [kind for kind in found if kind] if None not in found else []


def _known(words: list[str]) -> Iterator[str | None]:
    """The kind that each longest phrase names, empty for fillers; ``None`` where words are not known."""
    start = 0
    while start < len(words):
        for length in range(_LONGEST, 0, -1):
            kind = _KINDS.get(" ".join(words[start : start + length]))
            if kind is not None:
                yield kind
                start += length
                break
        else:
            yield None
            start += 1
