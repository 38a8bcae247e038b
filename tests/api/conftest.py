"""A small workspace with everything loaded, proposed and searched, and a client of the service over it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from fastapi.testclient import TestClient
from skillgraph_api import create_app, examples

from skillgraph.matching.profile import Profile
from skillgraph.workspace import Workspace, loading
from skillgraph.workspace.answers.gaps import gaps
from skillgraph.workspace.answers.propose import propose
from skillgraph.workspace.answers.suggest import suggest
from skillgraph.workspace.requests import GapsRequest, ProposeRequest, SuggestRequest
from tests.support.browser import BROWSER

if TYPE_CHECKING:
    from playwright.sync_api import Browser

GROUP = "http://data.europa.eu/esco/skill/243eb885-07c7-4b77-ab9c-827551d83dc4"
FIRST_AID = "http://data.europa.eu/esco/skill/6"
WELDING = "http://data.europa.eu/esco/skill/4"
FEEDBACK = "http://data.europa.eu/esco/skill/b9bb1f03-15e2-4079-943e-7e483b21725b"

SKILLS = f"""
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix x: <http://data.europa.eu/esco/skill/> .

<http://data.europa.eu/esco/concept-scheme/skills> a skos:ConceptScheme ; dcterms:title "Few skills"@en .

<{GROUP}> a skos:Concept ; skos:prefLabel "allocating resources"@en , "affecter des ressources"@fr .
<{examples.SKILL}> a skos:Concept ;
    skos:prefLabel "manage budgets"@en , "gérer des budgets"@fr ;
    skos:altLabel "oversee operational budgets"@en ;
    dcterms:description "Plan, monitor and report on the budget."@en ;
    skos:broader <{GROUP}> .
<{FEEDBACK}> a skos:Concept ;
    skos:prefLabel "give constructive feedback"@en , "donner un retour constructif"@fr .
x:1 a skos:Concept ; skos:prefLabel "manage staff"@en , "gérer le personnel"@fr ; skos:broader <{GROUP}> .
x:2 a skos:Concept ; skos:prefLabel "analyse big data"@en , "analyser des mégadonnées"@fr .
x:3 a skos:Concept ; skos:prefLabel "drive vehicles"@en , "conduire des véhicules"@fr .
x:4 a skos:Concept ; skos:prefLabel "weld metal"@en , "souder du métal"@fr .
x:5 a skos:Concept ; skos:prefLabel "prepare meals"@en , "préparer des repas"@fr .
x:6 a skos:Concept ; skos:prefLabel "provide first aid"@en , "donner les premiers secours"@fr .
x:7 a skos:Concept ; skos:prefLabel "translate texts"@en , "traduire des textes"@fr .
x:8 a skos:Concept ; skos:prefLabel "repair bicycles"@en , "réparer des vélos"@fr .
x:9 a skos:Concept ; skos:prefLabel "write reports"@en , "rédiger des rapports"@fr .
"""

CREDENTIALS = [
    {
        "id": "https://example.org/mc/finance",
        "name": "Project finance basics",
        "issuer": "Sample College",
        "lang": "en",
        "outcomes": [
            {"id": "https://example.org/mc/finance#1", "text": "Manage budgets"},
            {"id": "https://example.org/mc/finance#2", "text": "Write reports"},
        ],
        "assessments": [{"kind": "case study", "authentic": True, "threshold": 0.8}],
        "endorsements": [{"endorser": "Sample Council", "claim": "demand"}],
    }
]

POSTINGS = [
    {
        "id": "p1",
        "title": "Manager",
        "description": "You manage budgets.\nYou provide first aid.",
        "date": "2026-01-15",
        "lang": "en",
    },
    {"id": "p2", "title": "Welder", "description": "Weld metal.\nProvide first aid.", "lang": "en"},
    {"id": "p3", "title": "Cook", "description": "Prepare meals.", "lang": "en"},
]


@pytest.fixture(scope="session")
def bare_workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A workspace with a framework and postings, but nothing built yet."""
    folder = tmp_path_factory.mktemp("bare")
    return loaded(folder)


@pytest.fixture(scope="session")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A workspace in which every question can be answered."""
    made = loaded(tmp_path_factory.mktemp("full"))
    propose(made, ProposeRequest(profile=Profile.FAST, limit=1, min_confidence=0.0))
    gaps(made, GapsRequest())
    return made


@pytest.fixture(scope="session")
def client(workspace: Workspace) -> Iterator[TestClient]:
    """A client of the service over the full workspace."""
    with TestClient(create_app(workspace), raise_server_exceptions=False) as made:
        yield made


@pytest.fixture(scope="session")
def bare_client(bare_workspace: Workspace) -> Iterator[TestClient]:
    """A client of the service over the workspace without an index."""
    with TestClient(create_app(bare_workspace), raise_server_exceptions=False) as made:
        yield made


@pytest.fixture(scope="session")
def asked_workspace(workspace: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A copy of the full workspace that answers questions of the precise profile too."""
    folder = tmp_path_factory.mktemp("asked") / "workspace"
    shutil.copytree(workspace.path, folder)
    made = Workspace.open(folder)
    list(suggest(made, SuggestRequest(texts=("Manage budgets",))))
    return made


@pytest.fixture(scope="session")
def web_client(asked_workspace: Workspace) -> Iterator[TestClient]:
    """A client of the pages."""
    with TestClient(create_app(asked_workspace), raise_server_exceptions=False) as made:
        yield made


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real browser; the test is skipped where there is none."""
    playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright, of .[dev]")
    if not BROWSER:
        pytest.skip("needs Chromium (Debian package chromium)")
    with playwright.sync_playwright() as running:
        made = running.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        yield made
        made.close()


@pytest.fixture(scope="session")
def site(browser: Browser, asked_workspace: Workspace) -> Iterator[str]:
    """The address of the service, for the browser."""
    from tests.support.site import served

    with served(asked_workspace) as base:
        yield base


def loaded(folder: Path) -> Workspace:
    skills, credentials, postings = folder / "skills.ttl", folder / "finance.json", folder / "jobs.json"
    skills.write_text(SKILLS, encoding="utf-8")
    credentials.write_text(json.dumps(CREDENTIALS), encoding="utf-8")
    postings.write_text(json.dumps(POSTINGS), encoding="utf-8")
    made = Workspace.create(folder / "workspace")
    loading.load_framework(made, [skills], name="esco", version="1.2.0")
    loading.load_credentials(made, credentials)
    loading.load_postings(made, postings)
    return made


def counted_posting(number: int, text: str) -> dict[str, str]:
    """One of several postings, in two regions and two quarters, half of them of one employer."""
    return {
        "id": f"q{number}",
        "title": f"Job {number}",
        "description": f"Job number {number} in team {number * 7}.\n{text}",
        "date": f"2026-0{1 + number % 2 * 3}-{10 + number}",
        "employer": "Big Co" if number % 2 else f"Small Co {number}",
        "region": "Ontario" if number % 3 else "Quebec",
        "lang": "en",
    }


@pytest.fixture(scope="session")
def counted(asked_workspace: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Twelve postings that ask for budgets, of which seven ask for first aid and two for welding."""
    folder = tmp_path_factory.mktemp("counted")
    shutil.copytree(asked_workspace.path, folder / "workspace")
    asking = ["Manage budgets.", "Manage budgets. Provide first aid.", "Manage budgets. Weld metal."]
    said = [*asking[:1] * 3, *asking[1:2] * 7, *asking[2:] * 2]
    more = folder / "more.json"
    more.write_text(json.dumps([counted_posting(n, text) for n, text in enumerate(said)]), encoding="utf-8")
    made = Workspace.open(folder / "workspace")
    loading.load_postings(made, more)
    gaps(made, GapsRequest())
    return made


@pytest.fixture(scope="session")
def analyst(counted: Workspace) -> Iterator[TestClient]:
    with TestClient(create_app(counted), raise_server_exceptions=False) as made:
        yield made


@pytest.fixture(scope="session")
def map_site(browser: Browser, counted: Workspace) -> Iterator[str]:
    from tests.support.site import served

    with served(counted) as base:
        yield base
