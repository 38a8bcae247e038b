"""Graphs are published to a real Virtuoso 7, which asks who writes and spells literals in its own way.

``apt install virtuoso-opensource``; the test starts a server of its own.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from os import environ
from pathlib import Path

import pytest

from skillgraph.graph.fingerprints import EMPTY, GraphFingerprint, fingerprint
from skillgraph.graph.graph_store_client import GraphStoreClient
from skillgraph.graph.http_login import HttpLogin
from skillgraph.graph.terms import Literal, Triple, iri, text
from skillgraph.matching.profile import Profile
from skillgraph.resources import samples as sample_data
from skillgraph.workspace import Workspace
from skillgraph.workspace.answers.propose import propose
from skillgraph.workspace.loading import load_credentials
from skillgraph.workspace.publishing.publishing import Outcome, PublishedGraph, RemoteState, publish
from skillgraph.workspace.requests import ProposeRequest
from tests.support.graph_stores import FAR, failing, through
from tests.support.virtuoso import ISQL, NAME, PASSWORD, PROGRAM, Virtuoso, virtuoso

pytestmark = pytest.mark.skipif(not (PROGRAM and ISQL), reason="needs Virtuoso (virtuoso-opensource)")

ROWS = 5_000
"""How many triples of a graph the server gives back at most."""

ONE, TWO = "https://example.org/graph/one", "https://example.org/graph/two?a=1&b=ü"
SAYS = iri("https://example.org/says")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Virtuoso]:
    with virtuoso(tmp_path_factory.mktemp("virtuoso"), ROWS) as running:
        yield running


@pytest.fixture(scope="module")
def samples(indexed_crafts: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A framework, the sample credentials and their proposed mappings."""
    folder = tmp_path_factory.mktemp("samples") / "workspace"
    shutil.copytree(indexed_crafts.path, folder)
    made = Workspace.open(folder)
    for name in ("outcome-sheet.csv", "microcertifications.json"):
        load_credentials(made, sample_data("credentials", name))
    propose(made, ProposeRequest(profile=Profile.FAST, min_confidence=0.0))
    return made


@pytest.fixture
def workspace(tmp_path: Path, server: Virtuoso) -> Workspace:
    """Two graphs, of which the server has none."""
    made = Workspace.create(tmp_path / "workspace")
    fill(made, ONE, 3)
    fill(made, TWO, 50)
    for name in (ONE, TWO):
        writer(server).delete(name)
    return made


def fill(workspace: Workspace, graph: str, count: int, word: str = "word") -> None:
    with workspace.writing() as draft:
        draft.store.replace_graph(
            graph, [Triple(iri(f"urn:x:{n}"), SAYS, text(f"{word} {n}", "en")) for n in range(count)]
        )


def own(workspace: Workspace, graph: str) -> GraphFingerprint:
    return fingerprint(workspace.snapshot().store.triples(graph))


def writer(server: Virtuoso, password: str = PASSWORD, url: str = "") -> GraphStoreClient:
    return GraphStoreClient(url or server.closed_store, 60, login=HttpLogin(NAME, password))


def told(found: list[PublishedGraph]) -> list[tuple[str, Outcome, RemoteState]]:
    return [(one.graph, one.outcome, one.remote) for one in found]


def literals(*values: Literal) -> list[Triple]:
    return [Triple(iri("urn:s"), SAYS, value) for value in values]


def typed(words: str, kind: str) -> Literal:
    return Literal(words, datatype=iri(f"http://www.w3.org/2001/XMLSchema#{kind}"))


def test_credentials_and_mappings_are_there_as_they_were_sent(samples: Workspace, server: Virtuoso) -> None:
    client = writer(server)
    names = samples.snapshot().store.graph_names()
    assert any("/graph/mappings" in name for name in names)
    assert sum("/graph/credentials/" in name for name in names) == 2
    found = list(publish(samples, client))
    assert {(one.outcome, one.remote) for one in found} == {(Outcome.SENT, RemoteState.NEW)}
    for one in found:
        assert client.fingerprint(one.graph) == own(samples, one.graph)
        assert one.triples > 0
    assert {one.outcome for one in publish(samples, client)} == {Outcome.UNCHANGED}


def test_only_what_changed_is_sent_and_what_is_gone_removed(workspace: Workspace, server: Virtuoso) -> None:
    client = writer(server)
    list(publish(workspace, client))
    fill(workspace, ONE, 4, "other")
    changed = told(list(publish(workspace, client)))
    assert changed == [(ONE, Outcome.SENT, RemoteState.NEW), (TWO, Outcome.UNCHANGED, RemoteState.NEW)]
    assert client.fingerprint(ONE) == own(workspace, ONE)
    with workspace.writing() as draft:
        draft.store.drop_graph(TWO)
    gone = told(list(publish(workspace, client)))
    assert gone == [(ONE, Outcome.UNCHANGED, RemoteState.NEW), (TWO, Outcome.REMOVED, RemoteState.NEW)]
    assert client.fingerprint(TWO) == EMPTY


def test_signs_languages_and_types_come_back(workspace: Workspace, server: Virtuoso) -> None:
    said = literals(
        text('Œuvre – 管理 😀 "q"\n\ttab\\ <b>&amp;</b>'),
        text("hello", "en-CA"),
        text("hello", "en"),
        text("hello"),
        typed("true", "boolean"),
        typed("false", "boolean"),
        typed("2026-11-29", "date"),
        typed("2026-11-29T10:00:00Z", "dateTime"),
        typed("7", "integer"),
        typed("2", "double"),
        typed("0.8734", "double"),
    )
    with workspace.writing() as draft:
        draft.store.replace_graph(ONE, said)
    client = writer(server)
    assert {one.outcome for one in publish(workspace, client)} == {Outcome.SENT}
    assert client.fingerprint(ONE) == own(workspace, ONE)


def test_what_virtuoso_spells_anew_is_counted(workspace: Workspace, server: Virtuoso) -> None:
    respelled = literals(typed("0.123456789", "double"), typed("P2Y", "duration"))
    with workspace.writing() as draft:
        draft.store.replace_graph(ONE, respelled)
    client = writer(server)
    assert {one.outcome for one in publish(workspace, client)} == {Outcome.SENT}
    there = client.fingerprint(ONE)
    assert there.count == 2
    assert there != own(workspace, ONE)
    assert {one.outcome for one in publish(workspace, client)} == {Outcome.UNCHANGED}


def test_values_that_virtuoso_takes_for_one_are_told(workspace: Workspace, server: Virtuoso) -> None:
    with workspace.writing() as draft:
        draft.store.replace_graph(ONE, literals(typed("1", "integer"), typed("true", "boolean")))
    first, _ = publish(workspace, writer(server))
    assert (first.outcome, first.remote) == (Outcome.FAILED, RemoteState.OTHER)
    assert first.reason == f"1 triples of <{ONE}> are there, and 2 were sent."


def test_a_graph_of_which_not_all_is_given_back_is_told(workspace: Workspace, server: Virtuoso) -> None:
    fill(workspace, ONE, ROWS + 500)
    first, second = publish(workspace, writer(server))
    assert (first.outcome, first.remote) == (Outcome.FAILED, RemoteState.OTHER)
    assert first.reason.endswith("and 5,500 were sent.")
    assert second.outcome is Outcome.SENT


def test_nobody_writes_without_the_right_password(workspace: Workspace, server: Virtuoso) -> None:
    nobody = GraphStoreClient(server.closed_store, 60)
    for client in (nobody, writer(server, "wrong")):
        found = list(publish(workspace, client))
        assert {one.outcome for one in found} == {Outcome.FAILED}
        assert "answered 401" in found[0].reason
    refused = list(publish(workspace, GraphStoreClient(server.open_store, 60)))
    assert told(refused) == [(name, Outcome.FAILED, RemoteState.OLD) for name in (ONE, TWO)]
    assert "answered 403" in refused[0].reason


def test_a_grant_opens_the_store_without_a_password(workspace: Workspace, server: Virtuoso) -> None:
    server.run('GRANT SPARQL_UPDATE TO "SPARQL"')
    try:
        found = list(publish(workspace, GraphStoreClient(server.open_store, 60)))
    finally:
        server.run('REVOKE SPARQL_UPDATE FROM "SPARQL"')
    assert {one.outcome for one in found} == {Outcome.SENT}


@pytest.mark.parametrize("first_time", [True, False])
def test_a_request_that_is_cut_off_leaves_the_old_graph(
    workspace: Workspace, server: Virtuoso, first_time: bool
) -> None:
    direct = writer(server)
    proxy = through(server.closed_store, TWO, b"PUT", (30_000, FAR))
    client = writer(server, url=proxy.url)
    if not first_time:
        list(publish(workspace, client))  # small enough to pass
    before = direct.fingerprint(TWO)
    fill(workspace, TWO, 2_000)
    found = list(publish(workspace, client))
    proxy.close()
    assert told(found)[1] == (TWO, Outcome.FAILED, RemoteState.OLD)
    assert found[0].remote is RemoteState.NEW
    assert direct.fingerprint(TWO) == before
    assert told(list(publish(workspace, direct)))[1] == (TWO, Outcome.SENT, RemoteState.NEW)


def test_an_answer_that_is_lost_is_found_to_be_new(workspace: Workspace, server: Virtuoso) -> None:
    proxy = through(server.closed_store, ONE, b"PUT", (FAR, 0))
    client = writer(server, url=proxy.url)
    client.fingerprint(ONE)  # it knows then what the server asks for
    found = list(publish(workspace, client))
    proxy.close()
    assert told(found)[0] == (ONE, Outcome.FAILED, RemoteState.NEW)
    assert writer(server).fingerprint(ONE) == own(workspace, ONE)


def test_a_graph_that_the_server_fails_on_is_old(workspace: Workspace, server: Virtuoso) -> None:
    proxy = failing(server.closed_store, TWO, b"PUT")
    found = list(publish(workspace, writer(server, url=proxy.url)))
    proxy.close()
    assert told(found) == [(ONE, Outcome.SENT, RemoteState.NEW), (TWO, Outcome.FAILED, RemoteState.OLD)]
    assert "answered 500 (no memory)" in found[1].reason


def test_the_command_takes_the_password_from_the_environment(workspace: Workspace, server: Virtuoso) -> None:
    command = [sys.executable, "-m", "skillgraph", "--workspace", str(workspace.path)]
    done = subprocess.run(
        [*command, "publish", server.closed_store, "--format", "json"],
        capture_output=True,
        text=True,
        check=False,
        env={**environ, "SKILLGRAPH_PUBLISH_LOGIN": f"{NAME}:{PASSWORD}"},
    )
    assert (done.returncode, [one["outcome"] for one in json.loads(done.stdout)]) == (0, ["sent", "sent"])
