"""What the command line does and the service does too: a route for each command, or the reason why not."""

from __future__ import annotations

from pathlib import Path

from fastapi.testclient import TestClient

ROUTES = {
    "suggest": "/api/v1/suggest",
    "suggest --segment": "/api/v1/suggest/passages",
    "propose": "/api/v1/jobs/propose",
    "cover": "/api/v1/cover",
    "gaps": "/api/v1/gaps",
    "plan": "/api/v1/plan",
    "taxonomy load": "/api/v1/jobs/framework-load",
    "taxonomy crosswalk": "/api/v1/jobs/crosswalk-load",
    "taxonomy upgrade": "/api/v1/jobs/framework-upgrade",
    "mapping load": "/api/v1/jobs/mapping-load",
    "review import": "/api/v1/jobs/review-import",
    "taxonomy list": "/api/v1/frameworks",
    "taxonomy diff": "/api/v1/frameworks/diff",
    "credential load": "/api/v1/jobs/credential-load",
    "credential list": "/api/v1/credentials",
    "credential check": "/api/v1/credentials/check",
    "credential overlap": "/api/v1/credentials/overlap",
    "posting load": "/api/v1/jobs/posting-load",
    "posting list": "/api/v1/postings",
    "posting extract": "/api/v1/jobs/extract",
    "review list": "/api/v1/mappings",
    "review show": "/api/v1/mappings/{mapping}",
    "review accept": "/api/v1/mappings/{mapping}/decisions",
    "review reject": "/api/v1/mappings/{mapping}/decisions",
    "review change": "/api/v1/mappings/{mapping}/decisions",
    "review no-term": "/api/v1/mappings/{mapping}/decisions",
    "review undo": "/api/v1/mappings/{mapping}/decisions",
    "review note": "/api/v1/mappings/{mapping}/notes",
    "review agreement": "/api/v1/mappings/agreement",
    "review session": "/api/v1/mappings",
    "review export": "/api/v1/export/review-sheet",
    "export openbadges": "/api/v1/export/openbadges",
    "export sssom": "/api/v1/export/sssom",
    "export outcome-sheet": "/api/v1/export/outcome-sheet",
    "export graph": "/api/v1/export/graph",
    "demand": "/api/v1/demand",
    "demand trend": "/api/v1/demand/trend",
    "demand sentences": "/api/v1/demand/sentences",
    "feedback list": "/api/v1/feedback",
    "feedback summary": "/api/v1/feedback/summary",
    "need list": "/api/v1/connections",
    "offer list": "/api/v1/connections",
    "report demand": "/api/v1/jobs/report-demand",
    "report gaps": "/api/v1/jobs/report-gaps",
}
OUTSIDE = {"query": "/sparql"}
"""Routes of protocols that others wrote, which the document leaves out."""

OF_THE_SERVER = {
    *("init", "index", "serve", "demo", "doctor", "check", "backup", "restore", "audit", "publish"),
    *("key make", "key list", "key revoke"),
    *("posting check", "rerun", "evaluate"),
}
"""What those do who have the workspace before them; docs/api.md says so."""

TRAINING = "train "

ON_THE_PAGES = {
    *("feedback give", "feedback accept", "feedback refuse", "feedback forget"),
    *(f"{what} {done}" for what in ("need", "offer") for done in ("leave", "accept", "refuse", "forget")),
}
"""What people do on the pages of the service, or before the workspace; docs/api.md says so."""


def test_every_command_has_a_route_or_a_reason_to_have_none(client: TestClient) -> None:
    from skillgraph.cli.reference import commands

    named = (" ".join(path) for path in commands())
    found = {name for name in named if not name.startswith(TRAINING)}
    assert found == {*ROUTES, *OUTSIDE, *OF_THE_SERVER, *ON_THE_PAGES} - {"suggest --segment"}
    paths = client.get("/openapi.json").json()["paths"]
    assert {path for path in ROUTES.values() if path not in paths} == set()
    assert client.get(OUTSIDE["query"]).status_code == 200


def test_the_documentation_says_which_commands_have_no_route() -> None:
    text = Path(__file__).parents[2].joinpath("docs", "api.md").read_text(encoding="utf-8")
    assert {name for name in OF_THE_SERVER | ON_THE_PAGES if f"`{name}`" not in text} == set()
