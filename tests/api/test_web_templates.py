"""Templates give macros all that they need: one forgotten fails only where a page has it to show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from jinja2 import Environment, nodes
from skillgraph_api.web import pages

TEMPLATES = Path(pages.__file__).with_name("templates")
PARSED: Mapping[str, nodes.Template] = {
    path.name: Environment(autoescape=True, extensions=[]).parse(path.read_text("utf-8"), path.name)
    for path in sorted(TEMPLATES.rglob("*.j2"))
}


def macros(name: str) -> dict[str, nodes.Macro]:
    return {one.name: one for one in PARSED[name].find_all(nodes.Macro)} if name in PARSED else {}


def known_in(name: str) -> dict[str, nodes.Macro]:
    """The macros that a template may call, as it calls them."""
    found = macros(name)
    for one in PARSED[name].find_all(nodes.Import):
        if isinstance(one.template, nodes.Const):
            found |= {f"{one.target}.{macro}": each for macro, each in macros(one.template.value).items()}
    return found


def called_as(call: nodes.Call) -> str:
    node = call.node
    if isinstance(node, nodes.Getattr) and isinstance(node.node, nodes.Name):
        return f"{node.node.name}.{node.attr}"
    return node.name if isinstance(node, nodes.Name) else ""


def calls() -> Iterator[tuple[str, nodes.Call, nodes.Macro]]:
    for name in PARSED:
        known = known_in(name)
        for call in PARSED[name].find_all(nodes.Call):
            if called_as(call) in known:
                yield name, call, known[called_as(call)]


def missing(call: nodes.Call, macro: nodes.Macro) -> set[str]:
    """What a call does not give of what the macro has no default for."""
    asked = [one.name for one in macro.args]
    needed = asked[: len(asked) - len(macro.defaults)]
    return set(needed[len(call.args) :]) - {one.key for one in call.kwargs}


def test_every_macro_is_given_what_it_needs() -> None:
    found = list(calls())
    assert len(found) > 100
    faults = [
        f"{name}:{call.lineno}: {called_as(call)} is not given {', '.join(sorted(forgotten))}"
        for name, call, macro in found
        if (forgotten := missing(call, macro))
    ]
    assert faults == []


def test_no_macro_is_given_more_than_it_takes() -> None:
    faults = [
        f"{name}:{call.lineno}: {called_as(call)}"
        for name, call, macro in calls()
        if len(call.args) > len(macro.args)
        or {one.key for one in call.kwargs} - {one.name for one in macro.args}
    ]
    assert faults == []


@pytest.mark.parametrize(
    ("call", "forgotten"),
    [("why(1)", {"b"}), ("why(1, 2)", set()), ("why(1, b=2)", set()), ("why(c=3)", {"a", "b"})],
)
def test_what_a_call_forgets_is_seen(call: str, forgotten: set[str]) -> None:
    tree = Environment(autoescape=True).parse("{% macro why(a, b, c=0) %}{% endmacro %}{{ " + call + " }}")
    (macro,), (made,) = tree.find_all(nodes.Macro), tree.find_all(nodes.Call)
    assert missing(made, macro) == forgotten
