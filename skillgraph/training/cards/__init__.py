"""Model cards: everything a user should know of a trained encoder before trusting it, as Markdown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any


def render(template: str, facts: Any, columns: Mapping[str, Mapping[str, Any]]) -> str:  # noqa: ANN401
    """Fill in a card.

    Args:
        template: The name of a file of this folder.
        facts: A dataclass of what it says, the recipe (a dataclass of numbers) among it.
        columns: The `Figures` of each column by set, in order, by the column's heading.
    """
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent),
        undefined=jinja2.StrictUndefined,
        autoescape=False,  # Markdown
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["count"] = "{:,}".format
    card = environment.get_template(template)
    return (
        card.render(facts=facts, numbers=asdict(facts.recipe), columns=list(columns.items())).rstrip() + "\n"
    )
