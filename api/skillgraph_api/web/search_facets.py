"""What the answer for an employer can be narrowed by: links whose questions have one choice more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from skillgraph.analytics.facets import CredentialCondition, Facet
from skillgraph.workspace.requests import CoverRequest

MOST: Final = 40
"""So many values of a facet are offered; the others are counted."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that an answer can be narrowed to.

    Attributes:
        n: How many credentials are left with it.
        chosen: Whether it is chosen; then its question is the one without it.
        question: What its link asks.
    """

    value: str
    n: int
    chosen: bool
    question: CoverRequest


@dataclass(frozen=True, slots=True)
class FacetShown:
    """A facet with its values, the chosen ones first.

    Attributes:
        more: How many values are not offered.
    """

    name: str
    choices: Sequence[Choice]
    more: int = 0

    @property
    def chosen(self) -> bool:
        """Whether any value is."""
        return any(one.chosen for one in self.choices)


def shown_facets(
    question: CoverRequest, facets: Mapping[Facet, Mapping[str, int]], total: int
) -> list[FacetShown]:
    """The facets that would narrow an answer, or do.

    Args:
        question: What was asked.
        facets: How many credentials have each value.
        total: How many credentials the answer has.
    """
    made = []
    for facet, counts in facets.items():
        choices = list(_choices(question, facet, counts))
        choices.sort(key=lambda one: not one.chosen)
        tells = any(one.chosen or one.n < total for one in choices)
        if tells:
            made.append(FacetShown(facet.value, choices[:MOST], max(0, len(choices) - MOST)))
    return made


def parameters(question: CoverRequest) -> dict[str, object]:
    """The parts of an address that ask a question; how much of the answer is shown is none of it."""
    usual = question.min_confidence == CoverRequest.min_confidence
    return {
        "skill": question.skill,
        "min_confidence": "" if usual else question.min_confidence,
        "reading": question.reading.value if question.reading else "",
        "as_written": "1" if question.as_written else "",
        "issuer": question.issuer,
        "lang_": question.lang,
        "where": list(question.where) or "",
        "accepted": "1" if question.accepted else "",
    }


def _choices(question: CoverRequest, facet: Facet, counts: Mapping[str, int]) -> Iterator[Choice]:
    chosen = {value.casefold(): value for value in _chosen(question, facet)}
    there = {value.casefold() for value in counts}
    gone = {value: 0 for key, value in chosen.items() if key not in there}
    for value, n in {**counts, **gone}.items():
        is_chosen = value.casefold() in chosen
        yield Choice(value, n, is_chosen, _with(question, facet, value, add=not is_chosen))


def _chosen(question: CoverRequest, facet: Facet) -> list[str]:
    if facet is Facet.ISSUER:
        return [question.issuer] if question.issuer else []
    if facet is Facet.LANG:
        return [question.lang] if question.lang else []
    return [one.value for one in question.conditions if one.facet is facet]


def _with(question: CoverRequest, facet: Facet, value: str, *, add: bool) -> CoverRequest:
    """The question with a value of a facet, or without it; of hours, one is the most."""
    if facet is Facet.ISSUER:
        return replace(question, issuer=value if add else "")
    if facet is Facet.LANG:
        return replace(question, lang=value if add else "")
    left = [one for one in question.conditions if not _goes(one, facet, value)]
    said = [f"{one.facet.value}={one.value}" for one in left]
    return replace(question, where=(*said, f"{facet.value}={value}") if add else tuple(said))


def _goes(one: CredentialCondition, facet: Facet, value: str) -> bool:
    same = facet is Facet.HOURS or one.value.casefold() == value.casefold()
    return one.facet is facet and same
