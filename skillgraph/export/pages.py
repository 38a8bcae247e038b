"""Fills in the templates of pages."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from skillgraph.export import palette
from skillgraph.export.language_marks import language_filters
from skillgraph.export.page_words import TEMPLATES, Words, printable

if TYPE_CHECKING:
    import jinja2


def page_environment(words: Words, *folders: Path) -> jinja2.Environment:
    """What fills in the templates: everything escaped, numbers written as the language writes them.

    Args:
        words: Of the page.
        folders: Where there are templates besides those of reports; these come first.
    """
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader((*folders, TEMPLATES)),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_finalize,
    )
    filters, functions = language_filters(words.lang)
    environment.globals |= {"palette": palette, **functions}
    environment.filters |= filters
    environment.filters |= {
        "number": words.number,
        "score": words.score,
        "percent": words.percent,
        "count": words.count,
        "chance": words.chance,
        "web": _web,
    }
    return environment


def _finalize(value: Any) -> Any:  # noqa: ANN401 - whatever a template prints
    return printable(value) if type(value) is str else value


def _web(uri: str) -> str:
    """The address if a reader may follow it, else nothing: data must not bring links that run code."""
    return uri if uri.startswith(("http://", "https://")) else ""
