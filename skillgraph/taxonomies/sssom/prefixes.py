"""Prefixes of SSSOM files: CURIEs become IRIs on reading, and IRIs become CURIEs on writing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote, unquote

from skillgraph.namespaces import IDENTIFIERS

BUILT_IN = {
    "linkml": "https://w3id.org/linkml/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "semapv": "https://w3id.org/semapv/vocab/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "sssom": "https://w3id.org/sssom/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
"""Prefixes that the specification lets a file use without declaring them."""

_USUAL = {
    "esco": "http://data.europa.eu/esco/skill/",
    "escooccupation": "http://data.europa.eu/esco/occupation/",
    "escoscheme": "http://data.europa.eu/esco/concept-scheme/",
    "iscedf": "http://data.europa.eu/esco/isced-f/",
    "isco": "http://data.europa.eu/esco/isco/",
    "orcid": "https://orcid.org/",
    "sfs": "https://w3id.org/skillgraph/sfs/",
    "sg": IDENTIFIERS,
}
_NAMES = f"{IDENTIFIERS}name/"
"""Under it stand words where the standard has an IRI and nobody knows one."""

_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")
_CUT = re.compile(r".*[/#:](?=.)", re.DOTALL)


class PrefixError(ValueError):
    """A CURIE that cannot be expanded; says why."""


_UNSEEN = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
"""Signs without a width, which come along when cells are copied from pages; no identifier has them."""


@dataclass(frozen=True, slots=True)
class Prefixes:
    """What prefixes stand for, the built-in ones included."""

    declared: Mapping[str, str]

    def expand(self, curie: str) -> str:
        """The IRI that a CURIE stands for; words that had to become an IRI come back as they were.

        Raises:
            PrefixError: If it is no CURIE, or its prefix is not declared.
        """
        curie = "".join(sign for sign in curie if sign not in _UNSEEN)
        curie = curie.removeprefix("<").removesuffix(">") if curie.startswith("<") else curie
        prefix, separator, rest = (part.strip() for part in curie.partition(":"))
        if not separator:
            raise PrefixError(f"{curie!r} is not a CURIE like esco:1234" if curie else "is empty")
        base = self.declared.get(prefix) or BUILT_IN.get(prefix) or self._in_other_case(prefix)
        if base is None and (rest.startswith("//") or prefix.lower() == "urn"):
            return curie  # an IRI written out, as other tools write them
        if base is None:
            raise PrefixError(f"{curie!r} uses the prefix {prefix!r}, which curie_map does not declare")
        return as_words(base + rest)

    def _in_other_case(self, prefix: str) -> str | None:
        """What a prefix stands for that differs from a single other one by capitals alone."""
        known = {**BUILT_IN, **self.declared}
        bases = {base for name, base in known.items() if name.casefold() == prefix.casefold()}
        return bases.pop() if len(bases) == 1 else None

    def contract(self, iri: str) -> str:
        """The CURIE of an IRI, by the longest prefix."""
        iri = as_iri(iri)
        bases = _longest_first(tuple(self.declared.items()))
        prefix, base = next((p, b) for p, b in bases if iri.startswith(b) and len(iri) > len(b))
        return f"{prefix}:{iri.removeprefix(base)}"


@lru_cache(maxsize=16)
def _longest_first(declared: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    found = {**BUILT_IN, **dict(declared)}
    return tuple(sorted(found.items(), key=lambda pair: -len(pair[1])))


def prefixes_for(iris: Iterable[str]) -> Prefixes:
    """The prefixes that a file about these IRIs has to declare, sorted.

    Namespaces without a usual prefix are numbered: ``ns1``, ``ns2`` …
    """
    used: dict[str, str] = {}
    names = {base: prefix for prefix, base in (BUILT_IN | _USUAL).items()}
    for iri in sorted({as_iri(iri) for iri in set(iris)}):
        base = _base(iri, names)
        names.setdefault(base, f"ns{sum(name.startswith('ns') for name in names.values()) + 1}")
        if names[base] not in BUILT_IN:
            used[names[base]] = base
    return Prefixes(dict(sorted(used.items())))


def _base(iri: str, names: Mapping[str, str]) -> str:
    known = [base for base in names if iri.startswith(base) and len(iri) > len(base)]
    if known:
        return max(known, key=len)
    match = _CUT.match(iri)
    return match.group() if match else ""


def as_iri(words: str) -> str:
    """An IRI as it is, and any other words as one."""
    return words if _IRI.fullmatch(words) else f"{_NAMES}{quote(words, safe='')}"


def as_words(iri: str) -> str:
    """The reverse of :func:`as_iri`."""
    return unquote(iri.removeprefix(_NAMES)) if iri.startswith(_NAMES) else iri
