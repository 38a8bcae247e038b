"""Writes framework checks as one self-contained HTML page: no script, and nothing fetched from anywhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from skillgraph import __version__
from skillgraph.export.page_words import Words
from skillgraph.export.pages import page_environment
from skillgraph.model import CredentialCheck, Standing, Strength, Texts, in_language

STATUSES = (
    Standing.MET,
    Standing.PROPOSED,
    Standing.PARTLY,
    Standing.NOT,
    Standing.NOT_STATED,
    Standing.NEEDS_PERSON,
)
"""In the order in which people read them."""


@dataclass(frozen=True, slots=True)
class CheckContent:
    """What a page of checks shows.

    Attributes:
        titles, descriptions: Of the definition.
        day: The day on which the checks count, ISO 8601.
        acknowledgements: What the frameworks whose concepts are named ask to be said.
    """

    titles: Texts
    descriptions: Texts
    day: str
    checks: Sequence[CredentialCheck]
    acknowledgements: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class OverviewRow:
    """How many credentials stand how to one element; the counts in the order of `STATUSES`."""

    labels: Texts
    strength: Strength
    counts: tuple[int, ...]


def check_words(lang: str) -> Words:
    """The fixed words of a check.

    Raises:
        NotFoundError: If there are none in the language.
    """
    return Words(lang, "check")


def plain_value(value: str | bool, words: Words) -> str:
    """A value of the evidence as people read it."""
    if isinstance(value, bool):
        return str(words["values"]["yes" if value else "no"])
    return value


def overview(checks: Sequence[CredentialCheck]) -> list[OverviewRow]:
    """How many of the credentials stand how to each element, in the order of the elements."""
    columns = zip(*(check.elements for check in checks), strict=True)
    return [
        OverviewRow(
            column[0].labels,
            column[0].strength,
            tuple(sum(one.status is status for one in column) for status in STATUSES),
        )
        for column in columns
    ]


def render_checks(content: CheckContent, *, lang: str) -> str:
    """The checks as an HTML document; the same content gives the same text.

    Raises:
        NotFoundError: If there are no words for the language.
    """
    words = check_words(lang)
    environment = page_environment(words)
    environment.filters |= {
        "tr": partial(in_language, lang=lang),
        "plain": partial(plain_value, words=words),
    }
    return environment.get_template("check.html.j2").render(
        c=content, w=words, version=__version__, statuses=STATUSES, overview=overview(content.checks)
    )
