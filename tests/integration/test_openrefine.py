"""A real OpenRefine reconciles outcomes of real badge templates, and extends them with data of ESCO.

``apt install openrefine``, or name the folder of another with ``SKILLGRAPH_OPENREFINE``.
"""

from __future__ import annotations

import csv
import io
import json
import socket
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from skillgraph.matching.profile import Profile
from skillgraph.workspace import Query, Workspace
from skillgraph.workspace.reconciling.concepts import ConceptReader
from skillgraph.workspace.state.indexing import open_matcher
from tests.api.test_api_serving import served
from tests.support.openrefine import OpenRefine, is_installed, openrefine

ROWS = 100
COLUMN = "outcome"

pytestmark = pytest.mark.skipif(not is_installed(), reason="needs OpenRefine and Java")


@pytest.fixture(scope="module")
def service(frameworks: Workspace) -> Iterator[str]:
    """The address of ESCO as a reconciliation service, for the fast profile."""
    open_matcher(frameworks, Query(profile=Profile.FAST))
    with served(frameworks.path) as (_, address):
        yield f"{address}/reconcile/esco?profile=fast"


@pytest.fixture(scope="module")
def refine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenRefine]:
    """A running OpenRefine."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = int(taken.getsockname()[1])
    with openrefine(tmp_path_factory.mktemp("openrefine"), port) as running:
        yield running


def outcomes(badges: Path) -> list[str]:
    """The first outcomes of the templates."""
    templates = json.loads(badges.read_text(encoding="utf-8"))
    texts = (text for template in templates for text in template["outcomes"])
    return [text for text, _ in zip(dict.fromkeys(texts), range(ROWS), strict=False)]


def test_outcomes_are_reconciled_and_extended(
    service: str, refine: OpenRefine, badge_credentials_json: Path, frameworks: Workspace
) -> None:
    manifest = httpx2.get(service, timeout=60).json()
    texts = outcomes(badge_credentials_json)
    table = io.StringIO()
    csv.writer(table).writerows([[COLUMN, "row"], *([text, str(n)] for n, text in enumerate(texts))])
    project = refine.project("outcomes", table.getvalue())
    (kind,) = manifest["defaultTypes"]
    assert kind["id"] in [one["id"] for one in project.guess_types(COLUMN, service)]

    project.reconcile(COLUMN, service, manifest, kind)
    rows = project.rows()
    assert [row[COLUMN]["value"] for row in rows] == texts
    candidates = [
        [recon["m"]] if recon["j"] == "matched" else recon["c"]
        for row in rows
        if (recon := row[COLUMN]["recon"])
    ]
    assert len(candidates) == ROWS
    assert all(0 <= one["score"] <= 100 for some in candidates for one in some)
    assert sum(bool(some) for some in candidates) > ROWS * 0.9
    matched = [row[COLUMN]["recon"]["m"] for row in rows if row[COLUMN]["recon"]["j"] == "matched"]
    assert matched

    label = {"id": "prefLabel.fr", "name": "Preferred label (French)"}
    project.extend(COLUMN, service, manifest, {"id": "broader", "name": "Broader concepts"}, label)
    snapshot = frameworks.snapshot()
    reader = ConceptReader(snapshot, snapshot.manifest.framework("esco"))
    extended = [row for row in project.rows() if (row[COLUMN]["recon"] or {}).get("j") == "matched"]
    assert len(extended) == len(matched)
    for row, match in zip(extended, matched, strict=True):
        concept = reader.named([match["id"]])[match["id"]]
        assert (row[label["name"]]["value"] or "") == concept.pref_labels.get("fr", "")
        assert (row["Broader concepts"]["recon"] or {"m": {"id": ""}})["m"]["id"] == (*concept.broader, "")[0]
