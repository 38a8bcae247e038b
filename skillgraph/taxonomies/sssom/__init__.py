"""Mappings in the formats of SSSOM: TSV, JSON and RDF."""

from __future__ import annotations

from pathlib import Path

from skillgraph.errors import ProblemLog
from skillgraph.model import Mapping
from skillgraph.taxonomies.sssom.jsonformat import read_json
from skillgraph.taxonomies.sssom.rdfformat import read_rdf
from skillgraph.taxonomies.sssom.tsv import read_tsv

RDF_FORMATS = (".ttl", ".nt", ".nq", ".trig", ".rdf", ".owl", ".xml", ".jsonld")

__all__ = ["RDF_FORMATS", "read_sssom"]


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
    suffix = path.suffix.lower()
    if suffix == ".json":
        return read_json(path, problems=problems)
    if suffix in RDF_FORMATS:
        return read_rdf(path, problems=problems)
    return read_tsv(path, problems=problems)
