"""What lies above and below, with several parents and with cycles."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from skillgraph.graph import codec
from skillgraph.graph.hierarchy import Hierarchy, edges
from skillgraph.graph.store import OxigraphTripleStore
from skillgraph.model import Concept, ConceptScheme, Framework, FrameworkId

#        top      other
#       /   \    /
#     mid    side
#      |   /
#     low
TREE = Hierarchy(
    [("mid", "top"), ("side", "top"), ("side", "other"), ("low", "mid"), ("low", "side"), ("low", "low")]
)


def test_above_and_below() -> None:
    assert TREE.narrower("top") == ("mid", "side")
    assert TREE.ancestors("low") == {"mid", "side", "top", "other"}
    assert TREE.descendants("other") == {"side", "low"}
    assert TREE.descendants("low") == frozenset()


def test_an_unknown_concept_has_nothing_above_or_below() -> None:
    assert TREE.narrower("?") == ()
    assert TREE.ancestors("?") == TREE.descendants("?") == frozenset()


def test_cycles_end() -> None:
    ring = Hierarchy([("a", "b"), ("b", "c"), ("c", "a"), ("d", "a")])

    assert ring.ancestors("d") == {"a", "b", "c"}
    assert ring.ancestors("a") == {"b", "c"}


NODES = st.sampled_from("abcdefgh")


@given(st.lists(st.tuples(NODES, NODES), max_size=20))
def test_what_is_above_has_it_below(pairs: list[tuple[str, str]]) -> None:
    hierarchy = Hierarchy(pairs)
    for node in "abcdefgh":
        assert all(node in hierarchy.descendants(above) for above in hierarchy.ancestors(node))
        assert all((below, node) in pairs for below in hierarchy.narrower(node))


def test_its_edges_are_read_from_the_store() -> None:
    concepts = (Concept("urn:low", broader=("urn:top",)), Concept("urn:top"))
    store = OxigraphTripleStore.in_memory()
    framework = Framework(ConceptScheme("urn:s", FrameworkId("x", "1")), concepts)
    store.add("urn:g", codec.encode_framework(framework))

    assert Hierarchy(edges(store)).ancestors("urn:low") == {"urn:top"}
    assert Hierarchy(edges(store, ["urn:other"])).ancestors("urn:low") == frozenset()
