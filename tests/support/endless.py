"""A query that never ends by itself, and a workspace in which it does not."""

from __future__ import annotations

from pathlib import Path

from skillgraph.workspace import Workspace
from skillgraph.workspace.loading import load_framework

ENDLESS = "SELECT (COUNT(*) AS ?n) WHERE {?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l}"


def workspace_of_thousands(folder: Path) -> Path:
    """The folder of a workspace with some thousand triples, made in ``folder``."""
    concepts = [f'x:{n} a skos:Concept ; skos:prefLabel "skill {n}"@en .' for n in range(1_000)]
    head = "@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix x: <https://example.org/> ."
    (folder / "skills.ttl").write_text("\n".join([head, *concepts]), encoding="utf-8")
    made = Workspace.create(folder / "workspace")
    load_framework(made, [folder / "skills.ttl"], name="x", version="1")
    return made.path
