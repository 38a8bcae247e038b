"""No query opens a connection or reads what is not loaded, however it is written; and every query ends."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from skillgraph.errors import InputError
from skillgraph.graph.answers import answer
from skillgraph.graph.query_guard import guard
from skillgraph.graph.store import OxigraphTripleStore
from skillgraph.graph.terms import Triple, iri, text
from skillgraph.settings import QueryLimits
from tests.support.queries import EVASIONS, GRAPH, HARMLESS, PIECES, Canary, group, run_as_it_is, wrapped

SECRET = "what no query may read"


@pytest.fixture(scope="module")
def canary() -> Iterator[Canary]:
    listening = Canary()
    yield listening
    listening.close()


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> OxigraphTripleStore:
    folder = tmp_path_factory.mktemp("guard") / "graph"
    opened = OxigraphTripleStore.open_writable(folder)
    opened.add(
        GRAPH, [Triple(iri(f"urn:x:{n}"), iri("urn:p"), text(f"SERVICE {n}", "en")) for n in range(1500)]
    )
    opened.flush()
    opened.close()
    return OxigraphTripleStore.open_read_only(folder)


@pytest.fixture(scope="module")
def secret(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("outside") / "secret.nt"
    path.write_text(f'<urn:x:1> <urn:p> "{SECRET}" .\n')
    return path


def filled(query: str, canary: Canary, secret: Path) -> str:
    return query.replace("URL", canary.url).replace("FILE", secret.as_uri())


def test_the_canary_sings(canary: Canary) -> None:
    found = ox.Store().query(f"SELECT * {{ SERVICE <{canary.url}> {{ ?a ?b ?c }} }}")
    with suppress(OSError):
        list(found)  # type: ignore[arg-type]

    assert canary.visitors() == 1


@pytest.mark.parametrize("query", EVASIONS)
def test_no_evasion_passes_the_guard(query: str, canary: Canary, secret: Path) -> None:
    run_as_it_is(filled(query, canary, secret), canary.url)

    assert canary.visitors() == 0


def test_no_evasion_gets_out(store: OxigraphTripleStore, canary: Canary, secret: Path) -> None:
    assert len(EVASIONS) >= 60
    for query in EVASIONS[::6]:
        with suppress(InputError):
            assert SECRET.encode() not in answer(store, filled(query, canary, secret)).body

    assert canary.visitors() == 0


@pytest.mark.parametrize("query", HARMLESS)
def test_the_word_service_is_no_crime(query: str) -> None:
    guard(query, [GRAPH])


def test_what_has_the_word_is_answered(store: OxigraphTripleStore) -> None:
    query = 'SELECT ?service # SERVICE\n{ ?service ?p "SERVICE 7"@en }'

    assert answer(store, query, format="csv").body == b"service\r\nurn:x:7\r\n"


@pytest.mark.parametrize("clause", ["FROM <URL>", "FROM NAMED <URL>", "FROM <FILE>", "FROM NAMED <FILE>"])
def test_only_loaded_graphs_are_asked(
    store: OxigraphTripleStore, canary: Canary, secret: Path, clause: str
) -> None:
    with pytest.raises(InputError, match=r"No graph <.*> is loaded"):
        answer(store, filled(f"SELECT * {clause} {{ ?a ?b ?c }}", canary, secret))
    assert canary.visitors() == 0


@pytest.mark.skipif("sys.platform != 'linux'", reason="the second defence is for Linux")
def test_a_process_without_network_asks_nobody(canary: Canary) -> None:
    script = (
        "import sys, pyoxigraph as ox; from skillgraph.graph.confinement import close_network;"
        "assert close_network();"
        "list(ox.Store().query('SELECT * { SERVICE <%s> { ?a ?b ?c } }' % sys.argv[1]))"
    )
    done = subprocess.run([sys.executable, "-c", script, canary.url], capture_output=True, check=False)

    assert done.returncode == 1
    assert b"PermissionError" in done.stderr
    assert canary.visitors() == 0


@pytest.mark.parametrize(
    ("query", "limits", "named"),
    [
        (
            "SELECT (COUNT(*) AS ?n) WHERE {?a ?b ?c . ?d ?e ?f . ?g ?h ?i}",
            QueryLimits(2),
            "SKILLGRAPH_QUERY_SECONDS",
        ),
        ("SELECT * {?a ?b ?c . ?d ?e ?f}", QueryLimits(result=1), "SKILLGRAPH_QUERY_RESULT"),
        ("CONSTRUCT {?a ?b ?c} {?a ?b ?c}", QueryLimits(memory=1), "SKILLGRAPH_QUERY_MEMORY"),
        ("SELECT * {?a ?b ?c . ?d ?e ?f} ORDER BY ?c", QueryLimits(memory=500), "SKILLGRAPH_QUERY_MEMORY"),
    ],
)
def test_a_query_that_takes_too_much_ends(
    store: OxigraphTripleStore, query: str, limits: QueryLimits, named: str
) -> None:
    start = time.monotonic()
    with pytest.raises(InputError, match="The query takes") as refused:
        answer(store, query, limits=limits)

    assert named in refused.value.hint
    assert time.monotonic() - start < 30


@pytest.mark.parametrize("format_", ["json", "csv", "tsv", "xml"])
@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?s ?p ?o }",
        "SELECT ?nothing { ?s ?p ?o }",
        'SELECT ?s ("a\\"\\r\\n},{\\"<result>" AS ?text) { ?s ?p ?o }',
        "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }",
    ],
)
def test_rows_are_limited_in_every_format(store: OxigraphTripleStore, query: str, format_: str) -> None:
    assert answer(store, query, format=format_, limits=QueryLimits(rows=1500)).body
    with pytest.raises(InputError, match="more than 1,499 rows") as refused:
        answer(store, query, format=format_, limits=QueryLimits(rows=1499))
    assert "SKILLGRAPH_QUERY_ROWS" in refused.value.hint


def test_rows_do_not_count_where_a_query_only_says_yes_or_no(store: OxigraphTripleStore) -> None:
    assert b"true" in answer(store, "ASK { ?s ?p ?o }", limits=QueryLimits(rows=1)).body


@pytest.mark.parametrize("form", ["json", "csv", "tsv", "xml"])
def test_answers_are_those_of_the_engine(store: OxigraphTripleStore, form: str) -> None:
    query = "SELECT * { ?s ?p ?o } ORDER BY ?s LIMIT 20"
    kind = {"json": "JSON", "csv": "CSV", "tsv": "TSV", "xml": "XML"}[form]
    found = store.query(query)
    assert isinstance(found, ox.QuerySolutions)

    assert answer(store, query, format=form).body == found.serialize(
        format=getattr(ox.QueryResultsFormat, kind)
    )


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=st.lists(st.sampled_from(PIECES), min_size=1, max_size=8).map("".join) | st.randoms().map(group))
def test_no_made_up_query_gets_out(canary: Canary, query: str) -> None:
    run_as_it_is(wrapped(query, canary.url), canary.url)

    assert canary.visitors() == 0


def test_questions_are_json(store: OxigraphTripleStore) -> None:
    query = 'ASK { FILTER("\U0001f600é" = "\\U0001F600\\u00e9") }'

    assert json.loads(answer(store, query).body)["boolean"] is True


def test_long_cells_are_rows_too(store: OxigraphTripleStore) -> None:
    query = f'SELECT ("{"a" * 200_000}" AS ?long) {{ ?s ?p ?o }} LIMIT 3'
    assert answer(store, query, format="csv", limits=QueryLimits(rows=3)).body.count(b"\r\n") == 4
    with pytest.raises(InputError, match="more than 2 rows"):
        answer(store, query, format="csv", limits=QueryLimits(rows=2))
