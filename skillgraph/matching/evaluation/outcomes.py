"""What a matcher does with learning outcomes: silence, the first five, and what would be proposed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np

from skillgraph.matching.evaluation.evaluation import GoldRow, Matches
from skillgraph.matching.intervals import bootstrap_mean
from skillgraph.matching.text.language import AUTO
from skillgraph.matching.types import MatchResult, ReasonKind, Suggestion

SHORT = 6
"""A text of at most so many words is short: the name of a skill rather than a sentence. So it is with 293 of
the 300 outcomes that matching is tuned on, as their readers saw them."""

_RANKS = 5
_UNSAID = (ReasonKind.NO_SKILL_CONTENT, ReasonKind.LANGUAGE)
"""Why nothing is proposed, whatever is suggested."""


@dataclass(frozen=True, slots=True)
class Proposing:
    """Which suggestions would be proposed.

    Attributes:
        least: The confidence that they need.
        each: At most so many for each part of a text.
        wider: The concepts above a concept, by their URIs.
    """

    least: float
    each: int
    wider: Callable[[str], frozenset[str]]

    def of(self, result: MatchResult) -> Iterator[Suggestion]:
        """The proposals for a text."""
        taken: Counter[str] = Counter()
        for one in () if result.reason_kind in _UNSAID else result.suggestions:
            if one.confidence >= self.least and taken[one.part] < self.each:
                taken[one.part] += 1
                yield one


class Share(NamedTuple):
    """A share in percent with its 95 % interval, whole credentials drawn; ``None`` of nothing."""

    of: int
    share: float | None = None
    low: float | None = None
    high: float | None = None

    def as_json(self, name: str) -> dict[str, float | int | None]:
        """The fields under names that begin with one, rounded."""
        found: dict[str, float | int | None] = {f"{name}_of": self.of, name: _rounded(self.share)}
        return found | {f"{name}_low": _rounded(self.low), f"{name}_high": _rounded(self.high)}


@dataclass(frozen=True, slots=True)
class OutcomeFigures:
    """What happens to the outcomes of one language and form.

    Attributes:
        form: ``sentence``, ``short`` or ``all``.
        texts: How many there are.
        shares: Each by its name.

            - ``silent_wrongly``: texts with a concept that are left without a match;
            - ``silent_rightly``: the same of texts without one;
            - ``one_of_five``: texts with a concept that have a right one among the first five;
            - ``found``: noted concepts that are proposed;
            - ``right``: proposals that readers noted;
            - ``of_use``: proposals that readers noted, or that lie directly above such a concept.
    """

    lang: str
    form: str
    texts: int
    shares: dict[str, Share]

    def as_json(self) -> dict[str, Any]:
        """The figures, rounded."""
        found: dict[str, Any] = {"language": self.lang, "form": self.form, "texts": self.texts}
        for name, share in self.shares.items():
            found |= share.as_json(name)
        return found


Pair = tuple[GoldRow, MatchResult]


class Remembering:
    """A matcher that keeps its answers, with enough suggestions to propose from.

    Args:
        matcher: Gives them.
        ranks: How many suggestions of a text are kept at least.
    """

    def __init__(self, matcher: Matches, ranks: int) -> None:
        self._matcher = matcher
        self._ranks = ranks
        self.answers: dict[str, MatchResult] = {}

    def match(self, texts: Iterable[str], *, k: int = 5, lang: str = AUTO) -> Iterator[MatchResult]:
        """See `Matches.match`."""
        for result in self._matcher.match(texts, k=max(k, self._ranks), lang=lang):
            self.answers[result.text] = result
            yield replace(result, suggestions=result.suggestions[:k])

    def knows(self, uri: str) -> bool:
        """See `Matches.knows`."""
        return self._matcher.knows(uri)


def outcome_tables(
    rows: Iterable[GoldRow], remembered: Remembering, proposing: Proposing
) -> tuple[OutcomeFigures, ...]:
    """The figures of each language, and of each form in it.

    Args:
        rows: Outcomes that were matched.
        remembered: Has their answers.
        proposing: What would be proposed.
    """
    by_language: dict[str, list[Pair]] = {}
    for row in rows:
        if result := remembered.answers.get(row.text):
            by_language.setdefault(row.lang or result.lang, []).append((row, result))
    return tuple(
        _figures(lang, form, chosen, proposing)
        for lang, pairs in sorted(by_language.items())
        for form in ("all", "sentence", "short")
        if (chosen := [pair for pair in pairs if form in ("all", form_of(pair[0].text))])
    )


def form_of(text: str) -> str:
    """``short`` for the name of a skill, else ``sentence``."""
    return "short" if len(text.split()) <= SHORT else "sentence"


def _figures(lang: str, form: str, pairs: Sequence[Pair], proposing: Proposing) -> OutcomeFigures:
    skilled = [(row, result) for row, result in pairs if row.uris]
    without = [(row, result) for row, result in pairs if not row.uris]
    proposed = [(row, [one.uri for one in proposing.of(result)]) for row, result in pairs]
    every = [(row, uri) for row, uris in proposed for uri in uris]
    noted = [(row, uri in uris) for row, uris in proposed for uri in sorted(row.uris)]
    shares = {
        "silent_wrongly": _share([(row, result.abstained) for row, result in skilled]),
        "silent_rightly": _share([(row, result.abstained) for row, result in without]),
        "one_of_five": _share(
            [
                (row, any(one.uri in row.uris for one in result.suggestions[:_RANKS]))
                for row, result in skilled
            ]
        ),
        "found": _share(noted),
        "right": _share([(row, uri in row.uris) for row, uri in every]),
        "of_use": _share([(row, uri in row.uris or _above(row, uri, proposing)) for row, uri in every]),
    }
    return OutcomeFigures(lang, form, len(pairs), shares)


def _above(row: GoldRow, uri: str, proposing: Proposing) -> bool:
    """Whether a concept lies directly above one that readers noted."""
    return any(uri in proposing.wider(noted) for noted in row.uris)


def _share(said: Sequence[tuple[GoldRow, bool]]) -> Share:
    if not said:
        return Share(0)
    values = 100 * np.array([float(yes) for _, yes in said])
    low, high = bootstrap_mean(values, [row.posting or row.text for row, _ in said])
    return Share(len(said), float(values.mean()), low, high)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)
