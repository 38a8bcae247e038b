"""Mapping records in the formats of SSSOM: TSV, JSON and RDF."""

from skillgraph.export.sssom.mappingset import UNSPECIFIED_LICENSE, MappingSet
from skillgraph.export.sssom.writers import FORMATS, write_sssom

__all__ = ["FORMATS", "UNSPECIFIED_LICENSE", "MappingSet", "write_sssom"]
