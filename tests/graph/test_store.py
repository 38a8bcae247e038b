"""The store answers, replaces, drops and dumps; in memory and on disk alike."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from skillgraph.errors import InputError, NotFoundError
from skillgraph.graph import store as stores
from skillgraph.graph.store import OxigraphTripleStore, TripleStore, folder_of, in_memory
from skillgraph.graph.terms import Triple, iri, text, value
from skillgraph.namespaces import SKOS

ONE, TWO = "https://example.org/graph/1", "https://example.org/graph/2"


def labels(*words: str, lang: str = "en") -> list[Triple]:
    return [
        Triple(iri(f"https://example.org/{number}"), iri(SKOS.prefLabel), text(word, lang))
        for number, word in enumerate(words)
    ]


@pytest.fixture(params=["memory", "disk"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[TripleStore]:
    in_memory = request.param == "memory"
    opened = (
        OxigraphTripleStore.in_memory() if in_memory else OxigraphTripleStore.open_writable(tmp_path / "s")
    )
    with opened:
        yield opened


def words(store: TripleStore, graphs: list[str] | None = None) -> list[str]:
    rows = store.select(f"SELECT ?o {{ ?s <{SKOS.prefLabel}> ?o }}", graphs=graphs)
    return sorted(value(row["o"]) for row in rows)


def test_queries_see_all_graphs_or_those_that_are_named(store: TripleStore) -> None:
    store.add(ONE, labels("weld"))
    store.add(TWO, labels("cook"))

    assert words(store) == ["cook", "weld"]
    assert words(store, [TWO]) == ["cook"]
    assert words(store, []) == []
    assert store.graph_names() == (ONE, TWO)


def test_values_are_bound_and_unbound_variables_are_left_out(store: TripleStore) -> None:
    store.add(ONE, labels('a "quoted" label', "other"))
    query = f"SELECT ?s ?label ?none {{ ?s <{SKOS.prefLabel}> ?label }}"

    rows = list(store.select(query, bindings={"label": text('a "quoted" label', "en")}))

    assert [sorted(row) for row in rows] == [["label", "s"]]
    assert value(rows[0]["s"]) == "https://example.org/0"


def test_ask_and_construct(store: TripleStore) -> None:
    store.add(ONE, labels("weld"))

    assert store.ask(f"ASK {{ ?s <{SKOS.prefLabel}> 'weld'@en }}")
    assert not store.ask(f"ASK {{ ?s <{SKOS.altLabel}> ?o }}")
    assert list(store.construct("CONSTRUCT WHERE { ?s ?p ?o }")) == labels("weld")


def test_a_graph_is_replaced_dropped_and_counted(store: TripleStore) -> None:
    store.replace_graph(ONE, labels("weld", "cook"))
    store.replace_graph(TWO, labels("teach"))
    store.replace_graph(ONE, labels("mend"))

    assert words(store, [ONE]) == ["mend"]
    assert (store.count(ONE), store.count(TWO)) == (1, 1)
    store.drop_graph(ONE)
    store.drop_graph("https://example.org/never")
    assert (store.graph_names(), words(store)) == ((TWO,), ["teach"])


def test_a_big_graph_is_replaced_without_losing_the_others(
    store: TripleStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stores, "BIG_GRAPH", 10)
    store.replace_graph(ONE, labels(*map(str, range(50))))
    store.replace_graph(TWO, labels("kept", lang="fr"))
    store.replace_graph(ONE, labels("new"))

    assert (words(store, [ONE]), words(store, [TWO])) == (["new"], ["kept"])
    assert store.graph_names() == (ONE, TWO)


def test_triples_are_removed_and_absent_ones_passed_over(store: TripleStore) -> None:
    store.add(ONE, labels("weld", "cook"))
    store.remove(ONE, labels("weld", "never"))

    assert words(store) == ["cook"]
    assert store.describe("https://example.org/1", graph=ONE) == labels("weld", "cook")[1:]


def test_updates_run_and_bad_sparql_is_told_in_the_parsers_words(store: TripleStore) -> None:
    store.update(f'INSERT DATA {{ GRAPH <{ONE}> {{ <urn:x> <{SKOS.prefLabel}> "weld"@en }} }}')
    assert words(store) == ["weld"]

    with pytest.raises(InputError, match=r"error at 1:\d+"):
        list(store.select("SELECT ?s { ?s"))
    with pytest.raises(InputError, match=r"error at 1:\d+"):
        store.update("DELETE nothing")


def test_the_wrong_form_of_query_is_refused(store: TripleStore) -> None:
    with pytest.raises(InputError, match="SELECT query was expected"):
        list(store.select("ASK { ?s ?p ?o }"))
    with pytest.raises(InputError, match="ASK query was expected"):
        store.ask("SELECT ?s { ?s ?p ?o }")
    with pytest.raises(InputError, match="CONSTRUCT or DESCRIBE query was expected"):
        list(store.construct("ASK { ?s ?p ?o }"))


@pytest.mark.parametrize("format_", ["nt", "ttl", "rdf", "jsonld", "nq", "trig"])
def test_one_graph_is_dumped_in_any_format(store: TripleStore, format_: str) -> None:
    store.add(ONE, labels("soudé"))
    output = io.BytesIO()
    store.dump(output, format=format_, graph=ONE)

    assert "soud" in output.getvalue().decode()


def test_all_graphs_are_dumped_where_the_format_can(store: TripleStore) -> None:
    store.add(ONE, labels("weld"))
    store.add(TWO, labels("cook"))
    output = io.BytesIO()
    store.dump(output)

    assert output.getvalue().count(b"\n") == 2
    with pytest.raises(InputError, match="cannot be written as 'ttl'"):
        store.dump(io.BytesIO(), format="ttl")
    with pytest.raises(InputError, match="cannot be written as 'doc'"):
        store.dump(io.BytesIO(), format="doc", graph=ONE)


def test_rdflib_sees_the_same_data() -> None:
    store = OxigraphTripleStore.in_memory()
    store.add(ONE, labels("weld"))
    store.add(TWO, labels("cook"))

    assert sorted(str(word) for word in store.dataset().objects()) == ["cook", "weld"]


def test_a_folder_without_a_store_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="no graph store"):
        OxigraphTripleStore.open_read_only(tmp_path)


def test_a_damaged_store_is_told_in_a_sentence(tmp_path: Path) -> None:
    OxigraphTripleStore.open_writable(tmp_path / "s").close()
    (tmp_path / "s" / "CURRENT").write_text("rubbish")

    with pytest.raises(InputError, match="cannot be opened"):
        OxigraphTripleStore.open_read_only(tmp_path / "s")


def test_a_second_writer_is_refused_and_a_closed_store_lets_go(tmp_path: Path) -> None:
    store = OxigraphTripleStore.open_writable(tmp_path / "s")
    with pytest.raises(InputError, match="cannot be opened"):
        OxigraphTripleStore.open_writable(tmp_path / "s")
    store.close()

    with OxigraphTripleStore.open_writable(tmp_path / "s") as again:
        assert again.graph_names() == ()
    with pytest.raises(ValueError, match="closed"):
        again.graph_names()


def test_only_the_graph_knows_oxigraph() -> None:
    """Everything else speaks to `TripleStore`; the reader of RDF files parses with it."""
    root = Path(__file__).parents[2]
    sources = [*root.glob("skillgraph/**/*.py"), *root.glob("api/**/*.py")]
    naming = {
        path.relative_to(root).as_posix()
        for path in sources
        if re.search(r"pyoxigraph|OxigraphTripleStore", path.read_text(encoding="utf-8"))
    }
    assert {name for name in naming if not name.startswith("skillgraph/graph/")} == {
        "skillgraph/taxonomies/rdf.py"
    }


def test_a_store_in_memory_lies_in_no_folder(tmp_path: Path) -> None:
    with OxigraphTripleStore.open_writable(tmp_path / "s") as opened:
        assert folder_of(opened) == tmp_path / "s"
    with pytest.raises(InputError, match="lies in no folder"):
        folder_of(in_memory())
