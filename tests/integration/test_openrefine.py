"""A real OpenRefine reconciles outcomes of real badge templates, extends them, and sends judgments back.

``apt install openrefine``, or name the folder of another with ``SKILLGRAPH_OPENREFINE``.
"""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest

from skillgraph.matching.profile import Profile
from skillgraph.model import NO_TERM_FOUND, MappingStatus
from skillgraph.workspace import Query, Workspace
from skillgraph.workspace.access.keys import Scope, make_key
from skillgraph.workspace.loading import load_credentials
from skillgraph.workspace.reconciling.concepts import ConceptReader
from skillgraph.workspace.state.indexing import open_matcher
from tests.api.test_api_serving import served
from tests.support.graph_stores import free_port
from tests.support.openrefine import OpenRefine, Project, is_installed, openrefine

ROWS = 100
COLUMN = "outcome"
ANA = "Ana Pérez <0000-0002-1825-0097>"

pytestmark = pytest.mark.skipif(not is_installed(), reason="needs OpenRefine and Java")


@pytest.fixture(scope="module")
def workspace(
    frameworks: Workspace, badge_credentials_json: Path, tmp_path_factory: pytest.TempPathFactory
) -> Workspace:
    """ESCO, and the outcomes of the templates."""
    folder = tmp_path_factory.mktemp("reconciled") / "workspace"
    shutil.copytree(frameworks.path, folder)
    made = Workspace.open(folder)
    load_credentials(made, badge_credentials_json)
    open_matcher(made, Query(profile=Profile.FAST))
    return made


@pytest.fixture(scope="module")
def address(workspace: Workspace) -> Iterator[str]:
    """The address of the service over them."""
    with served(workspace.path) as (_, found):
        yield found


@pytest.fixture(scope="module")
def refine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenRefine]:
    """A running OpenRefine."""
    with openrefine(tmp_path_factory.mktemp("openrefine"), free_port()) as running:
        yield running


def outcomes(badges: Path) -> list[str]:
    """The first outcomes of the templates."""
    templates = json.loads(badges.read_text(encoding="utf-8"))
    texts = (text for template in templates for text in template["outcomes"])
    return [text for text, _ in zip(dict.fromkeys(texts), range(ROWS), strict=False)]


@dataclass(frozen=True)
class Reconciled:
    """A project in which each outcome has candidates, and the sure ones are matched."""

    project: Project
    service: str
    manifest: dict[str, Any]
    texts: list[str]


@pytest.fixture(scope="module")
def reconciled(address: str, refine: OpenRefine, badge_credentials_json: Path) -> Reconciled:
    service = f"{address}/reconcile/esco?profile=fast"
    manifest = httpx2.get(service, timeout=60).json()
    texts = outcomes(badge_credentials_json)
    table = io.StringIO()
    csv.writer(table).writerows([[COLUMN, "row"], *([text, str(n)] for n, text in enumerate(texts))])
    project = refine.project("outcomes", table.getvalue())
    (kind,) = manifest["defaultTypes"]
    assert kind["id"] in [one["id"] for one in project.guess_types(COLUMN, service)]
    project.reconcile(COLUMN, service, manifest, kind)
    return Reconciled(project, service, manifest, texts)


def judgments(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What a person sends back of a project: the matched concepts, and the cells with a *new item*."""
    said = []
    for row in rows:
        recon = row[COLUMN]["recon"] or {"j": "none"}
        if recon["j"] in ("matched", "new"):
            concept = recon["m"]["id"] if recon["j"] == "matched" else None
            said.append({"text": row[COLUMN]["value"], "concept": concept})
    return said


def test_outcomes_are_reconciled_and_extended(reconciled: Reconciled, workspace: Workspace) -> None:
    project = reconciled.project
    rows = project.rows()
    assert [row[COLUMN]["value"] for row in rows] == reconciled.texts
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
    project.extend(
        COLUMN, reconciled.service, reconciled.manifest, {"id": "broader", "name": "Broader concepts"}, label
    )
    snapshot = workspace.snapshot()
    reader = ConceptReader(snapshot, snapshot.manifest.framework("esco"))
    extended = [row for row in project.rows() if (row[COLUMN]["recon"] or {}).get("j") == "matched"]
    assert len(extended) == len(matched)
    for row, match in zip(extended, matched, strict=True):
        concept = reader.named([match["id"]])[match["id"]]
        assert (row[label["name"]]["value"] or "") == concept.pref_labels.get("fr", "")
        assert (row["Broader concepts"]["recon"] or {"m": {"id": ""}})["m"]["id"] == (*concept.broader, "")[0]


def test_judgments_come_back_as_reviewed_mappings(
    reconciled: Reconciled, workspace: Workspace, address: str
) -> None:
    project = reconciled.project
    unsure = [
        (number, recon["c"])
        for number, row in enumerate(project.rows())
        if (recon := row[COLUMN]["recon"]) and recon["j"] == "none" and recon["c"]
    ]
    (chosen, candidates), (without, _) = unsure[:2]
    project.judge(chosen, COLUMN, reconciled.manifest, "matched", candidates[-1])
    project.judge(without, COLUMN, reconciled.manifest, "new", None)
    said = judgments(project.rows())
    kinds = Counter(one["concept"] is None for one in said)
    assert kinds[True] == 1
    assert kinds[False] >= 10

    body = {"judgments": said}
    where = f"{address}/reconcile/esco/judgments"
    key = make_key(workspace, ANA, Scope.REVIEWER)[0]
    assert httpx2.post(where, json=body, timeout=60).status_code == 401
    assert workspace.snapshot().mappings == ()
    answer = httpx2.post(where, json=body, headers={"Authorization": f"Bearer {key}"}, timeout=60)
    judged = answer.json()["judged"]
    assert {one["row"] for one in judged} == set(range(len(said)))
    assert [one for one in judged if one["refused"]] == []

    found = {one.subject_id: one for one in Workspace.open(workspace.path).snapshot().mappings}
    assert len(found) == len(judged) >= len(said)
    for one in judged:
        mapping, concept = found[one["outcome"]], said[one["row"]]["concept"]
        assert mapping.object_id == (concept or NO_TERM_FOUND)
        assert mapping.status is (MappingStatus.ACCEPTED if concept else MappingStatus.NO_TERM)
        assert mapping.reviewer_label == ("Ana Pérez",)
    assert candidates[-1]["id"] in {one.object_id for one in found.values()}
