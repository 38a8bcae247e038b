"""The guard corpus: named texts with what a reasonable user expects of them, and how a matcher does on them.

One JSON object a line in ``en.jsonl`` and ``fr.jsonl``. Concepts are named by their preferred English labels.

==============  ========================================================================================
``must``        lists of labels; one of each list is among the first five suggestions
``must_not``    labels; none of them is proposed first (a text that is left without a match proposes none)
``never``       labels; none of them is among the first five with a confidence worth a look
``abstain``     whether the text is left without a match
``at_most``     no confidence is higher
``masked``      ``false``: nothing of the text is passed over
``context``     the title of the credential that the text is an outcome of
==============  ========================================================================================
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from skillgraph.matching import Matcher, MatchResult
from skillgraph.matching.senses import LOOKED_AT, SenseChooser
from skillgraph.matching.text.guards import guard
from skillgraph.matching.types import Context
from skillgraph.model import Concept

LANGUAGES = ("en", "fr")
TOP = 5
WORTH_A_LOOK = 0.1
"""With less confidence a suggestion is there to fill the list."""

_FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Case:
    """A text and what is expected of it."""

    name: str
    text: str
    lang: str
    why: str
    must: tuple[tuple[str, ...], ...] = ()
    must_not: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    abstain: bool | None = None
    at_most: float = 1.0
    masked: bool | None = None
    context: str = ""

    @property
    def labels(self) -> set[str]:
        """Every concept that is named."""
        return {label for group in self.must for label in group} | {*self.must_not, *self.never}

    def failures(self, result: MatchResult, names: Mapping[str, str]) -> Iterator[str]:
        """What is not as expected.

        Args:
            result: What the matcher gave.
            names: Preferred English label of each concept.
        """
        found = [names[suggestion.uri] for suggestion in result.suggestions[:TOP]]
        proposed = found[:1] if not result.abstained else []
        for group in self.must:
            if not set(group) & set(found):
                yield f"lacks {' or '.join(group)}"
        yield from (f"proposes {label}" for label in proposed if label in self.must_not)
        seen = [names[s.uri] for s in result.suggestions[:TOP] if s.confidence >= WORTH_A_LOOK]
        yield from (f"lists {label}" for label in seen if label in self.never)
        if self.abstain not in (None, result.abstained):
            yield "abstains" if result.abstained else f"proposes {found[0]} instead of abstaining"
        if result.suggestions and result.suggestions[0].confidence > self.at_most:
            yield f"is too sure: {result.suggestions[0].confidence:.2f}"
        if self.masked is False and guard(self.text, self.lang).masked:
            yield "passes over a part"


def read_cases(lang: str) -> list[Case]:
    """The cases of a language."""
    lines = (_FOLDER / f"{lang}.jsonl").read_text(encoding="utf-8").splitlines()
    return [_case(json.loads(line)) for line in lines]


def run(matcher: Matcher, cases: Sequence[Case], names: Mapping[str, str]) -> dict[str, list[str]]:
    """Failures by the name of the case; a case without failures is left out.

    Raises:
        KeyError: If a case names a concept that the framework does not have.
    """
    known = set(names.values())
    if missing := {label for case in cases for label in case.labels} - known:
        raise KeyError(f"no concept is called {sorted(missing)}")
    senses = SenseChooser(matcher.index)
    results = (_answer(matcher, senses, case) for case in cases)
    failed = {c.name: list(c.failures(r, names)) for c, r in zip(cases, results, strict=True)}
    return {name: failures for name, failures in failed.items() if failures}


def _answer(matcher: Matcher, senses: SenseChooser, case: Case) -> MatchResult:
    (result,) = matcher.match([case.text], k=LOOKED_AT, lang=case.lang)
    return senses.chosen(result, Context(case.context))


def names_of(concepts: Sequence[Concept]) -> dict[str, str]:
    """Preferred English labels by URI."""
    return {concept.uri: concept.label() for concept in concepts}


def _case(content: Mapping[str, Any]) -> Case:
    return Case(
        **{
            **content,
            "must": tuple(map(tuple, content.get("must", ()))),
            "must_not": tuple(content.get("must_not", ())),
            "never": tuple(content.get("never", ())),
        }
    )
