"""What lies above and below, with several parents and with cycles."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from skillgraph.graph import codec
from skillgraph.graph.hierarchy import Hierarchy
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
    assert TREE.broader("low") == ("mid", "side")
    assert TREE.narrower("top") == ("mid", "side")
    assert TREE.ancestors("low") == {"mid", "side", "top", "other"}
    assert TREE.descendants("other") == {"side", "low"}
    assert TREE.descendants("low") == frozenset()


def test_the_path_to_the_top_is_the_shortest_and_always_the_same() -> None:
    assert TREE.path_to_top("low") == ("mid", "top")
    assert TREE.path_to_top("side") == ("other",)
    assert TREE.path_to_top("top") == ()


def test_the_nearest_common_broader_concept() -> None:
    assert TREE.common_broader("mid", "side") == "top"
    assert TREE.common_broader("low", "mid") == "mid"
    assert TREE.common_broader("mid", "mid") == "mid"
    assert TREE.common_broader("mid", "other") is None


def test_an_unknown_concept_has_nothing_above_or_below() -> None:
    assert TREE.broader("?") == TREE.narrower("?") == TREE.path_to_top("?") == ()
    assert TREE.ancestors("?") == TREE.descendants("?") == frozenset()
    assert TREE.common_broader("?", "low") is None
    assert Hierarchy([]).path_to_top("?") == ()


def test_cycles_end() -> None:
    ring = Hierarchy([("a", "b"), ("b", "c"), ("c", "a"), ("d", "a")])

    assert ring.ancestors("d") == {"a", "b", "c"}
    assert ring.ancestors("a") == {"b", "c"}
    assert ring.path_to_top("d") == ()


NODES = st.sampled_from("abcdefgh")


@given(st.lists(st.tuples(NODES, NODES), max_size=20))
def test_every_step_of_a_path_is_a_broader_link(edges: list[tuple[str, str]]) -> None:
    hierarchy = Hierarchy(edges)
    for node in "abcdefgh":
        path = hierarchy.path_to_top(node)
        assert all((low, high) in edges for low, high in zip((node, *path), path, strict=False))
        assert all(node in hierarchy.descendants(above) for above in hierarchy.ancestors(node))
        if path:
            assert hierarchy.broader(path[-1]) == ()


def test_it_is_read_from_concepts_and_from_the_store() -> None:
    concepts = (Concept("urn:low", broader=("urn:top",)), Concept("urn:top"))
    store = OxigraphTripleStore.in_memory()
    framework = Framework(ConceptScheme("urn:s", FrameworkId("x", "1")), concepts)
    store.add("urn:g", codec.encode_framework(framework))

    assert Hierarchy.from_concepts(concepts).ancestors("urn:low") == {"urn:top"}
    assert Hierarchy.from_store(store).ancestors("urn:low") == {"urn:top"}
    assert Hierarchy.from_store(store, ["urn:other"]).ancestors("urn:low") == frozenset()
