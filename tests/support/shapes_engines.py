"""The same shapes on the same data by a second engine, for tests only."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox

Finding = tuple[str, str, str]
"""Focus node, shape, severity."""


def findings_by_rudof(triples: Iterable[ox.Triple], shapes: Path) -> set[Finding]:
    """What rudof, an engine in Rust that shares no code with pySHACL, finds."""
    import pyrudof

    engine = pyrudof.Rudof(pyrudof.RudofConfig())
    data = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES)
    assert data is not None
    engine.read_data(data.decode("utf-8"), pyrudof.RDFFormat.NTriples)
    engine.read_shacl(shapes.read_text(encoding="utf-8"), pyrudof.ShaclFormat.Turtle)
    return {(one.focus_node, one.source_shape or "", one.severity.lower()) for one in engine.validate_shacl()}
