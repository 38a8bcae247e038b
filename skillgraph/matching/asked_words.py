"""What people type who look for skills, where no label is like it: ``IA``, ``soft skills``, ``RH``.

The words, and the labels that mean them, are in the file ``asked``, the same for all languages.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from skillgraph import languages
from skillgraph.matching.text.tokens import singular, words

_FILE = "asked"


def labels_meant(asked: str) -> tuple[str, ...]:
    """The labels of frameworks that mean what is asked for, the nearest first; nothing for other words."""
    return _meant().get(_singulars(asked), ())


@cache
def _meant() -> Mapping[str, tuple[str, ...]]:
    entries = languages.read(languages.ANY, _FILE)["asked"]
    return {_singulars(said): tuple(entry["labels"]) for entry in entries for said in entry["said"]}


def _singulars(text: str) -> str:
    return " ".join(map(singular, words(text)))
