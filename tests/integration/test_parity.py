"""The command line and the service: the same question, with the same defaults and limits, the same answer."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import MISSING, dataclass, fields
from enum import Enum
from pathlib import Path
from typing import Any

import pytest
import typer.main
from fastapi.testclient import TestClient
from skillgraph_api import create_app

from skillgraph.cli.app import run
from skillgraph.workspace import requests
from skillgraph.workspace.demonstration import load_samples
from skillgraph.workspace.state.workspace import Workspace

Params = dict[str, str | int | float | list[str]]


@dataclass(frozen=True)
class Job:
    """One job on both faces."""

    request: type[requests.AnyRequest]
    command: tuple[str, ...]
    path: str


SUGGEST = Job(requests.SuggestRequest, ("suggest",), "/api/v1/suggest")
COVER = Job(requests.CoverRequest, ("cover",), "/api/v1/cover")
GAPS = Job(requests.GapsRequest, ("gaps",), "/api/v1/gaps")
DEMAND = Job(requests.DemandRequest, ("demand",), "/api/v1/demand")
TREND = Job(requests.TrendRequest, ("demand", "trend"), "/api/v1/demand/trend")
SENTENCES = Job(requests.SentencesRequest, ("demand", "sentences"), "/api/v1/demand/sentences")
PLAN = Job(requests.PlanRequest, ("plan",), "/api/v1/plan")
CHECK = Job(requests.CheckRequest, ("credential", "check"), "/api/v1/credentials/check")
OVERLAP = Job(requests.OverlapRequest, ("credential", "overlap"), "/api/v1/credentials/overlap")
REVIEWS = Job(requests.ReviewListRequest, ("review", "list"), "/api/v1/mappings")
PROPOSE = Job(requests.ProposeRequest, ("propose",), "")
CREDENTIALS = Job(requests.CredentialListRequest, ("credential", "list"), "/api/v1/credentials")
SERVED = (CREDENTIALS, SUGGEST, COVER, GAPS, DEMAND, TREND, SENTENCES, PLAN, CHECK, OVERLAP, REVIEWS)

OTHER_NAMES = {"text": "file", "day": "on", "drafts": "named", "context": "about"}
"""What the command line takes for a field in another form: a file for its text, a day as a date.

Its own context has the name of the field of `suggest`, whose option is called after it nevertheless.
"""

CREDENTIAL = "Communicating Across Cultures at Work"
FAST = ("--profile", "fast")

CASES: list[tuple[Job, tuple[str, ...], Params]] = [
    (SUGGEST, ("Manage budgets", *FAST), {"texts": ["Manage budgets"], "profile": "fast"}),
    (
        SUGGEST,
        ("Gérer un budget", "12345", "-k", "2", "--lang", "fr", *FAST),
        {"texts": ["Gérer un budget", "12345"], "k": 2, "lang": "fr", "profile": "fast"},
    ),
    (
        SUGGEST,
        ("Stocks", "--context", "Warehouse operations", *FAST),
        {"texts": ["Stocks"], "context": "Warehouse operations", "profile": "fast"},
    ),
    (COVER, ("communication", *FAST), {"skill": "communication", "profile": "fast"}),
    (
        COVER,
        ("communication", "--min-confidence", "0.5", *FAST),
        {"skill": "communication", "min_confidence": 0.5, "profile": "fast"},
    ),
    (GAPS, (), {}),
    (
        GAPS,
        (
            *("--min-confidence", "0.4", "--min-supply", "0.6", "--top", "20", "--where", "lang=en"),
            *("--weigh", "assessment", "--no-new-terms", "--sentences", "1"),
        ),
        {
            "min_confidence": 0.4,
            "min_supply": 0.6,
            "top": 20,
            "where": ["lang=en"],
            "evidence": ["assessment"],
            "new_terms": "false",
            "sentences": 1,
        },
    ),
    (DEMAND, (), {}),
    (
        DEMAND,
        ("--by", "concept,period", "--min-cell", "2", "--top", "5", "--roll-up"),
        {"by": ["concept,period"], "min_cell": 2, "top": 5, "roll_up": "true"},
    ),
    (TREND, (), {}),
    (
        TREND,
        ("--period", "month", "--min-postings", "5", "--fdr", "0.2", "--top", "5"),
        {"period": "month", "min_postings": 5, "fdr": 0.2, "top": 5},
    ),
    (SENTENCES, ("--top", "10"), {"top": 10}),
    (
        SENTENCES,
        ("--where", "lang=fr", "--min-confidence", "0.7"),
        {"where": "lang=fr", "min_confidence": 0.7},
    ),
    (PLAN, ("communication", *FAST), {"words": "communication", "profile": "fast"}),
    (
        PLAN,
        ("communication", "teamwork", "--at-most", "1", "--min-supply", "0.5", "--broader", *FAST),
        {
            "words": ["communication", "teamwork"],
            "at_most": 1,
            "min_supply": 0.5,
            "broader": "true",
            "profile": "fast",
        },
    ),
    (CHECK, (), {}),
    (
        CHECK,
        (CREDENTIAL, "--profile", "unesco", "--on", "2026-11-25"),
        {"named": CREDENTIAL, "profile": "unesco", "day": "2026-11-25"},
    ),
    (OVERLAP, (CREDENTIAL, *FAST), {"named": CREDENTIAL, "profile": "fast"}),
    (
        OVERLAP,
        ("--outcome", "Manage budgets", "--limit", "1", "--min-confidence", "0.3", *FAST),
        {"outcomes": "Manage budgets", "limit": 1, "min_confidence": 0.3, "profile": "fast"},
    ),
    (CREDENTIALS, (), {}),
    (
        CREDENTIALS,
        ("communic", "college", "--sort", "name"),
        {"search": ["communic", "college"], "sort": "name"},
    ),
    (REVIEWS, (), {}),
    (
        REVIEWS,
        ("--credential", CREDENTIAL, "--status", "proposed", "--min-confidence", "0.2", "--top", "3"),
        {"credential": CREDENTIAL, "status": ["proposed"], "min_confidence": 0.2, "top": 3},
    ),
]


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with all samples, proposals of the fast profile, and postings searched for skills."""
    space = Workspace.create(tmp_path_factory.mktemp("parity") / "workspace")
    for _ in load_samples(space):
        pass
    for command in (["propose", *FAST], ["gaps", "--top", "1"]):
        with pytest.raises(SystemExit) as ended:
            run(["-w", str(space.path), *command])
        assert ended.value.code == 0
    return space.path


@pytest.fixture(scope="module")
def client(samples: Path) -> Iterator[TestClient]:
    with TestClient(create_app(samples), raise_server_exceptions=False) as made:
        yield made


@pytest.fixture
def shell(samples: Path, capsys: pytest.CaptureFixture[str]) -> Callable[[Sequence[str]], object]:
    def call(arguments: Sequence[str]) -> object:
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            run(["-w", str(samples), *arguments, "--format", "json"])
        written = capsys.readouterr()
        assert ended.value.code == 0, written.err
        return json.loads(written.out)

    return call


@pytest.mark.parametrize(("job", "arguments", "params"), CASES)
def test_both_faces_give_the_same_answer(
    client: TestClient,
    shell: Callable[[Sequence[str]], object],
    job: Job,
    arguments: tuple[str, ...],
    params: Params,
) -> None:
    printed = shell([*job.command, *arguments])
    served = (
        client.post(job.path, json=params) if job is SUGGEST else client.get(job.path, params=dict(params))
    )
    assert served.status_code == 200, served.text
    assert printed
    assert served.json() == printed


@pytest.mark.parametrize("job", [*SERVED, PROPOSE])
def test_options_have_the_defaults_and_limits_of_the_request(job: Job) -> None:
    options = options_of(job.command)
    for name, default, field in stated(job.request):
        option = options[name] if name in options else options[OTHER_NAMES[name]]
        # The arguments of overlap are names and files alike, and say so.
        assert option.help == field.help or (job is OVERLAP and name in ("named", "drafts")), name
        if name in options and default is not MISSING:
            assert plain(option.default) == plain(default), name
        assert (option.min, option.max) == (
            field.least,
            field.most,
        ), name


@pytest.mark.parametrize("job", SERVED)
def test_parameters_have_the_defaults_and_limits_of_the_request(client: TestClient, job: Job) -> None:
    parameters = parameters_of(client.get("/openapi.json").json(), job)
    taken = {name for name, _, field in stated(job.request) if not field.local}
    paging = {"limit", "cursor"} if "cursor" in parameters else set()
    assert set(parameters) - paging == taken
    for name, default, field in stated(job.request):
        if field.local:
            continue
        said = parameters[name]
        assert said["description"] == field.help, name
        if default is not MISSING and name != "texts":
            assert plain(said.get("default")) == plain(default), name
        number = next((one for one in said.get("anyOf", [said]) if one.get("type") != "null"), said)
        assert (number.get("minimum"), number.get("maximum")) == (field.least, field.most), name


def stated(request: type[requests.AnyRequest]) -> Iterator[tuple[str, Any, requests.RequestField]]:
    """The name, default and description of each field."""
    described = requests.fields_of(request)
    for one in fields(request):
        yield one.name, one.default, described[one.name]


def options_of(command: Sequence[str]) -> dict[str, Any]:
    """The options and arguments of a command, by the name of their parameter."""
    from skillgraph.cli.app import app

    found: Any = typer.main.get_command(app)
    for name in command:
        found = found.commands[name]
    return {one.name: one for one in found.params}


def parameters_of(document: dict[str, Any], job: Job) -> dict[str, Any]:
    """What a route takes, by name: the schema of each, with its description."""
    if job is SUGGEST:
        body: dict[str, Any] = document["components"]["schemas"]["SuggestBody"]["properties"]
        return body
    given = document["paths"][job.path]["get"].get("parameters", [])
    taken = (one for one in given if one["in"] == "query")
    return {one["name"]: one["schema"] | {"description": one["description"]} for one in taken}


def plain(value: object) -> object:
    """A default as both faces may write it; nothing where there is none, or none is chosen."""
    if isinstance(value, tuple | list):
        chosen = [plain(one) for one in value]
        return None if chosen in ([], ["concept"]) else chosen
    return value.value if isinstance(value, Enum) else value or None
