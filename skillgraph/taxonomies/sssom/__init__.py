"""Mappings in the formats of SSSOM: TSV, JSON and RDF."""

from __future__ import annotations

from pathlib import Path

from skillgraph.errors import ProblemLog
from skillgraph.formats import Format, format_of
from skillgraph.model import Mapping

RDF_FORMATS = (".ttl", ".nt", ".nq", ".trig", ".rdf", ".owl", ".xml", ".jsonld")

_PLACE = "skillgraph.taxonomies.sssom"
_TSV = Format("SSSOM/TSV", (".tsv",), f"{_PLACE}.tsv:read_tsv")
FORMATS = (
    Format("SSSOM/JSON", (".json",), f"{_PLACE}.jsonformat:read_json"),
    Format("SSSOM/RDF", RDF_FORMATS, f"{_PLACE}.rdfformat:read_rdf"),
    _TSV,
)
"""The first one that a file fits reads it; TSV is taken under any other name too."""

__all__ = ["FORMATS", "RDF_FORMATS", "read_sssom"]


def read_sssom(path: Path, *, problems: ProblemLog) -> tuple[Mapping, ...]:
    """Read the mappings of an SSSOM file: JSON or RDF by its extension, TSV under any other.

    CURIEs become IRIs. A record that does not say where it stands is decided where people curated it, and
    proposed otherwise.

    Args:
        path: The file.
        problems: Takes mappings that cannot be used, and single slots that are left out.

    Raises:
        InputError: If the file cannot be read as a mapping set.
    """
    found: tuple[Mapping, ...] = (format_of(path, FORMATS) or _TSV).read(path, problems=problems)
    return found
