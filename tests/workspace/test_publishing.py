"""Graphs are published to a real Oxigraph server; what fails leaves each old or new, and says so."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Thread

import pytest

from skillgraph.errors import InputError, NotFoundError
from skillgraph.graph.fingerprints import EMPTY, fingerprint
from skillgraph.graph.graph_store_client import GraphStoreClient, RemoteStoreError
from skillgraph.graph.store import in_memory
from skillgraph.graph.terms import BlankNode, Triple, iri, text
from skillgraph.workspace import Workspace
from skillgraph.workspace.publishing.publishing import Outcome, PublishedGraph, RemoteState, publish
from skillgraph.workspace.publishing.record import NAME
from tests.support.graph_stores import FAR, SERVER, failing, free_port, oxigraph, through

ONE, TWO = "https://example.org/graph/one", "https://example.org/graph/two?a=1&b=ü"
needs_server = pytest.mark.skipif(SERVER is None, reason="needs Oxigraph's server (pip install oxigraph)")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with oxigraph(tmp_path_factory.mktemp("oxigraph")) as address:
        yield address


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    made = Workspace.create(tmp_path / "workspace")
    fill(made, ONE, 3)
    fill(made, TWO, 50)
    return made


def fill(workspace: Workspace, graph: str, count: int, word: str = "word") -> None:
    """Make a graph hold so many triples, one of them with a blank node."""
    predicate = iri("https://example.org/says")
    triples = [
        Triple(iri(f"urn:x:{n}"), predicate, text(f'{word} "{n}"\n é', "en")) for n in range(count - 1)
    ]
    with workspace.writing() as draft:
        draft.store.replace_graph(graph, [*triples, Triple(BlankNode(), predicate, text(word))])


def clear(client: GraphStoreClient) -> None:
    for name in (ONE, TWO):
        client.delete(name)


def client_of(address: str, timeout: float = 20) -> GraphStoreClient:
    return GraphStoreClient(address, timeout)


def told(found: list[PublishedGraph]) -> list[tuple[str, Outcome, RemoteState]]:
    return [(one.graph, one.outcome, one.remote) for one in found]


@needs_server
def test_what_changed_is_sent_and_counted(workspace: Workspace, store: str) -> None:
    client = client_of(store)
    clear(client)
    both = [(ONE, Outcome.SENT, RemoteState.NEW), (TWO, Outcome.SENT, RemoteState.NEW)]
    assert told(list(publish(workspace, client))) == both
    assert [client.fingerprint(name).count for name in (ONE, TWO)] == [3, 50]
    own = fingerprint(workspace.snapshot().store.triples(TWO))
    assert client.fingerprint(TWO) == own

    assert {one.outcome for one in publish(workspace, client)} == {Outcome.UNCHANGED}
    fill(workspace, ONE, 3, "other")
    changed = told(list(publish(workspace, client)))
    assert changed == [(ONE, Outcome.SENT, RemoteState.NEW), (TWO, Outcome.UNCHANGED, RemoteState.NEW)]
    assert told(list(publish(workspace, client, whole=True))) == both
    assert told(list(publish(workspace, client, graphs=[TWO], whole=True))) == both[1:]


@needs_server
def test_a_graph_that_is_gone_is_removed_and_those_of_others_stay(workspace: Workspace, store: str) -> None:
    client, foreign = client_of(store), "https://example.org/graph/of-others"
    clear(client)
    with (workspace.path / "few.nt").open("wb+") as few:
        few.write(b"<urn:a> <urn:b> <urn:c> .\n")
        few.seek(0)
        client.put(foreign, few, 26)
    list(publish(workspace, client))
    with workspace.writing() as draft:
        draft.store.drop_graph(TWO)
    found = told(list(publish(workspace, client)))
    assert found == [(ONE, Outcome.UNCHANGED, RemoteState.NEW), (TWO, Outcome.REMOVED, RemoteState.NEW)]
    assert client.fingerprint(TWO) == EMPTY
    assert client.fingerprint(foreign).count == 1
    assert len(list(publish(workspace, client))) == 1


@needs_server
def test_each_store_is_remembered_and_a_lost_record_does_no_harm(
    workspace: Workspace, store: str, tmp_path: Path
) -> None:
    client = client_of(store)
    clear(client)
    list(publish(workspace, client))
    with oxigraph(tmp_path / "second") as other:
        assert {one.outcome for one in publish(workspace, client_of(other))} == {Outcome.SENT}
    damaged = json.dumps({"stores": {store: {ONE: {"count": "many"}}}}).encode()
    for content in (None, b"{", b'{"stores": 3}', b"[]", damaged):
        record = workspace.path / NAME
        record.unlink() if content is None else record.write_bytes(content)
        assert {one.outcome for one in publish(workspace, client)} == {Outcome.SENT}


def test_a_server_that_is_down_is_named_and_not_asked_again(workspace: Workspace) -> None:
    address = f"http://127.0.0.1:{free_port()}/store"
    first, second = publish(workspace, client_of(address))
    assert (first.outcome, first.remote) == (Outcome.FAILED, RemoteState.UNKNOWN)
    assert address in first.reason
    assert (second.outcome, second.remote) == (Outcome.NOT_TRIED, RemoteState.OLD)


def test_a_server_that_is_silent_is_left_in_time(workspace: Workspace) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        start = time.monotonic()
        found = list(publish(workspace, client_of(address, timeout=1)))
    assert time.monotonic() - start < 6
    assert [one.outcome for one in found] == [Outcome.FAILED, Outcome.NOT_TRIED]


@needs_server
@pytest.mark.parametrize("first_time", [True, False])
def test_a_request_that_is_cut_off_leaves_the_old_graph(
    workspace: Workspace, store: str, first_time: bool
) -> None:
    direct = client_of(store)
    clear(direct)
    before = EMPTY
    proxy = through(store, TWO, b"PUT", (30_000, FAR))
    client = client_of(proxy.url)
    if not first_time:
        list(publish(workspace, client))  # small enough to pass
        before = direct.fingerprint(TWO)
        assert before.count == 50
    fill(workspace, TWO, 2_000)
    found = list(publish(workspace, client))
    proxy.close()

    assert told(found)[1] == (TWO, Outcome.FAILED, RemoteState.OLD)
    assert found[0].remote is RemoteState.NEW
    assert direct.fingerprint(TWO) == before


@needs_server
def test_a_graph_that_the_server_fails_on_is_old_and_the_others_go_on(
    workspace: Workspace, store: str
) -> None:
    direct = client_of(store)
    clear(direct)
    proxy = failing(store, TWO, b"PUT")
    client = client_of(proxy.url)
    found = list(publish(workspace, client, graphs=[ONE, TWO]))
    proxy.close()
    assert told(found) == [
        (ONE, Outcome.SENT, RemoteState.NEW),
        (TWO, Outcome.FAILED, RemoteState.OLD),
    ]
    assert "answered 500 (no memory)" in found[1].reason
    assert direct.fingerprint(TWO) == EMPTY


@needs_server
def test_an_answer_that_is_lost_is_found_to_be_new(workspace: Workspace, store: str) -> None:
    direct = client_of(store)
    clear(direct)
    proxy = through(store, ONE, b"PUT", (FAR, 0))
    client = client_of(proxy.url, timeout=5)
    found = list(publish(workspace, client))
    assert told(found)[0] == (ONE, Outcome.FAILED, RemoteState.NEW)
    assert direct.fingerprint(ONE).count == 3
    again = told(list(publish(workspace, client)))
    proxy.close()
    assert again == [(ONE, Outcome.UNCHANGED, RemoteState.NEW), (TWO, Outcome.UNCHANGED, RemoteState.NEW)]


@needs_server
def test_a_count_that_is_cut_off_is_no_count(workspace: Workspace, store: str) -> None:
    clear(client_of(store))
    proxy = through(store, TWO, b"GET", (FAR, 600))
    fill(workspace, TWO, 2_000)
    found = list(publish(workspace, client_of(proxy.url, timeout=5)))
    proxy.close()
    assert found[1].outcome is Outcome.FAILED
    assert found[1].remote in (RemoteState.NEW, RemoteState.UNKNOWN)


@needs_server
def test_a_server_that_dies_is_told_from_one_that_refuses(workspace: Workspace, tmp_path: Path) -> None:
    with oxigraph(tmp_path / "read") as address:
        found = list(publish(workspace, client_of(address.replace("/store", "/query"))))
    assert {one.outcome for one in found} == {Outcome.FAILED}
    assert "answered 4" in found[0].reason


def test_a_graph_that_is_not_loaded_is_named(workspace: Workspace) -> None:
    with pytest.raises(NotFoundError, match="urn:nothing"):
        publish(workspace, client_of("http://127.0.0.1:9/"), graphs=["urn:nothing"])


@pytest.mark.parametrize(
    "address",
    [
        "",
        "store",
        "ftp://x/",
        "file:///etc/passwd",
        "http://",
        "http://x:99999/",
        "http://a b/",
        "http://x/\r\n",
    ],
)
def test_addresses_that_are_none(address: str) -> None:
    with pytest.raises(InputError, match="no address of a graph store"):
        client_of(address)


def test_passwords_are_not_taken_in_addresses() -> None:
    with pytest.raises(InputError, match="password") as refused:
        client_of("http://me:secret@localhost/")
    assert "secret" not in str(refused.value.message)
    assert "SKILLGRAPH_PUBLISH_LOGIN" in refused.value.hint


def test_the_header_of_authorization_is_sent(workspace: Workspace) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        client = GraphStoreClient(f"http://127.0.0.1:{listening.getsockname()[1]}/", 1, "Bearer abc")
        asked = Thread(target=lambda: suppress_remote(client), daemon=True)
        asked.start()
        caller, _ = listening.accept()
        with caller:
            assert b"Authorization: Bearer abc\r\n" in caller.recv(65_536)
        asked.join(timeout=5)


def suppress_remote(client: GraphStoreClient) -> None:
    with suppress(RemoteStoreError):
        client.fingerprint(ONE)


def test_fingerprints_do_not_depend_on_order_but_on_every_triple() -> None:
    triples = [Triple(iri(f"urn:{n}"), iri("urn:p"), text(str(n))) for n in range(5)]
    assert fingerprint(triples) == fingerprint(triples[::-1])
    assert fingerprint(triples) != fingerprint(triples[:-1])
    assert fingerprint(triples) != fingerprint([*triples[:-1], Triple(iri("urn:9"), iri("urn:p"), text("9"))])
    store = in_memory()
    store.add(ONE, [Triple(BlankNode(), iri("urn:p"), BlankNode())])
    assert fingerprint(store.triples(ONE)).count == 1


@needs_server
def test_the_command_prints_what_became_of_each_graph(workspace: Workspace, store: str) -> None:
    clear(client_of(store))
    command = [sys.executable, "-c", "from skillgraph.cli import main; main()", "publish"]
    options = ["--workspace", str(workspace.path), "--format", "json"]
    done = subprocess.run([*command, store, *options], capture_output=True, text=True, check=False)
    assert (done.returncode, [one["outcome"] for one in json.loads(done.stdout)]) == (0, ["sent", "sent"])
    assert "Everything is published (2 sent)." in done.stderr
    down = f"http://127.0.0.1:{free_port()}/"
    failed = subprocess.run([*command, down, *options], capture_output=True, text=True, check=False)
    assert failed.returncode == 1
    assert failed.stderr.startswith("Error: 2 of 2 graphs were not published")
    assert [one["remote"] for one in json.loads(failed.stdout)] == ["unknown", "old"]
