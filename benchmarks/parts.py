"""What each part of the matcher is worth: everything as it ships, and the same without one part at a time.

Where trees over clauses are fitted, they are fitted anew without the part, and each credential is ranked by
trees that did not see it. Differences are paired, with 95 % intervals for which whole credentials or postings
are drawn.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from unittest.mock import patch

import numpy as np
import numpy.typing as npt

from benchmarks.inputs import Inputs
from skillgraph.clock import today
from skillgraph.matching.evaluation.evaluation import GoldRow
from skillgraph.matching.intervals import bootstrap_mean
from skillgraph.matching.kinds import TextKind
from skillgraph.matching.matcher import Matcher
from skillgraph.matching.parts import match_parts
from skillgraph.matching.profile import Profile
from skillgraph.matching.senses import LOOKED_AT, SenseChooser
from skillgraph.matching.signals import signals
from skillgraph.matching.signals.verbs import VerbGuard
from skillgraph.matching.types import Context
from skillgraph.training.parts import held_out_ranking, of_outcomes

RANKS = 5
QUICK = 4
"""With ``--quick`` every so many texts of a file are measured."""

POSTINGS = ("house_validation", "tech_validation", "skillskape_dev")
MULTILINGUAL = "polyglot"

Doubles = npt.NDArray[np.float64]
Ranked = Sequence[Sequence[tuple[str, float]]]
"""For each text its concepts with their confidence, best first."""


@dataclass(frozen=True, slots=True)
class Worth:
    """A part in and out, on one file.

    Attributes:
        measured: The file, and what of it.
        without, full: Means in percent.
        low, high: 95 % interval of the difference.
    """

    part: str
    measured: str
    without: float
    full: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Parts:
    """All that was measured, and when, on which commit."""

    rows: Sequence[Worth]
    date: str
    commit: str

    def as_json(self) -> dict[str, object]:
        """All numbers."""
        rows = [
            {
                "part": one.part,
                "measured": one.measured,
                "without": round(one.without, 1),
                "with": round(one.full, 1),
                "low": round(one.low, 1),
                "high": round(one.high, 1),
            }
            for one in self.rows
        ]
        return {"name": "parts", "date": self.date, "commit": self.commit, "rows": rows}

    def as_text(self) -> str:
        """The table, which is Markdown."""
        lines = [f"{self.date}, commit {self.commit}", "", "| part | measured on | without | with |"]
        lines.append("| --- | --- | --- | --- |")
        lines += map(_line, self.rows)
        return "\n".join(lines)


def run(inputs: Inputs) -> Parts:
    """Measure all parts in the precise profile."""
    measured = [*_french_outcomes(inputs), *_english_outcomes(inputs), *_postings(inputs)]
    return Parts(measured, today(), _commit())


@contextmanager
def without_verbs() -> Iterator[None]:
    """No concept does something else to the same thing."""

    def nothing(
        _: VerbGuard, texts: Sequence[str], candidates: npt.NDArray[np.int64]
    ) -> npt.NDArray[np.float32]:
        assert len(texts) == len(candidates)
        return np.zeros(candidates.shape, dtype=np.float32)

    with patch.object(VerbGuard, "measure", nothing):
        yield


@contextmanager
def without_prior() -> Iterator[None]:
    """An alternative label counts as much as a preferred one."""
    with patch.object(signals, "drop_far_labels", lambda *_: None):
        yield


GUARDS: Mapping[str, Callable[[], AbstractContextManager[None]]] = {
    "prior of alternative labels": without_prior,
    "other verbs": without_verbs,
}
"""Parts that are measured by doing without them, wherever texts are matched."""


def _english_outcomes(inputs: Inputs) -> Iterator[Worth]:
    rows = _some(inputs, [row for row in inputs.gold("outcomes_dev") if row.lang == "en"])
    if not rows:
        return
    matcher = _matcher(inputs).of_kind(TextKind.OUTCOME)
    contexts, senses = _contexts(inputs, rows), SenseChooser(matcher.index)
    texts = of_outcomes(rows, "en")
    plain = held_out_ranking(matcher, texts, "en")
    full = _in_context(senses, rows, plain, contexts)
    name = "outcomes en, RP@5, held out"
    whole = _matched(matcher, rows, "en")
    yield from _kinds(matcher, rows, "en")
    yield _worth("clauses", name, rows, _in_context(senses, rows, whole, contexts), full)
    yield _worth("context", name, rows, plain, full)
    for part, left_out in GUARDS.items():
        _tell(f"outcomes en without {part}")
        with left_out():
            ranked = held_out_ranking(matcher, texts, "en")
        yield _worth(part, name, rows, _in_context(senses, rows, ranked, contexts), full)


def _french_outcomes(inputs: Inputs) -> Iterator[Worth]:
    rows = _some(inputs, [row for row in inputs.gold("outcomes_dev") if row.lang == "fr"])
    french = inputs.french_matcher(Profile.PRECISE)
    if not rows or french is None:
        return
    matcher = french.of_kind(TextKind.OUTCOME)
    contexts, senses = _contexts(inputs, rows), SenseChooser(matcher.index)
    plain, name = _parted(matcher, rows, "fr"), "outcomes fr, RP@5"
    full = _in_context(senses, rows, plain, contexts)
    yield from _kinds(matcher, rows, "fr")
    whole = _in_context(senses, rows, _matched(matcher, rows, "fr"), contexts)
    yield _worth("clauses", name, rows, whole, full)
    yield _worth("context", name, rows, plain, full)
    alone = _in_context(senses, rows, _without_encoder(matcher, rows, "fr"), contexts)
    yield _worth("multilingual encoder", name, rows, alone, full)
    for part, left_out in GUARDS.items():
        _tell(f"outcomes fr without {part}")
        with left_out():
            ranked = _parted(matcher, rows, "fr")
        yield _worth(part, name, rows, _in_context(senses, rows, ranked, contexts), full)


def _postings(inputs: Inputs) -> Iterator[Worth]:
    matcher = _matcher(inputs)
    for file in POSTINGS:
        rows = _some(inputs, inputs.gold(file))
        if not rows:
            continue
        full = _matched(matcher, rows, "en")
        for part, left_out in GUARDS.items():
            _tell(f"{file} without {part}")
            with left_out():
                yield _worth(part, f"{file}, RP@5", rows, _matched(matcher, rows, "en"), full)


def _kinds(matcher: Matcher, rows: Sequence[GoldRow], lang: str) -> Iterator[Worth]:
    """What is silenced though there is a concept, judged as sentences of postings and as outcomes."""
    skilled = [row for row in rows if row.uris]
    silent = [
        np.array(
            [100.0 * one.abstained for one in matcher.of_kind(kind).match(_texts(skilled), k=1, lang=lang)]
        )
        for kind in (TextKind.POSTING, TextKind.OUTCOME)
    ]
    low, high = bootstrap_mean(silent[1] - silent[0], _groups(skilled))
    named = f"outcomes {lang}, silent though there is a concept"
    found = Worth("kinds of text", named, float(silent[0].mean()), float(silent[1].mean()), low, high)
    _tell(_line(found))
    yield found


def _matched(matcher: Matcher, rows: Sequence[GoldRow], lang: str) -> Ranked:
    found = matcher.match(_texts(rows), k=LOOKED_AT, lang=lang)
    return [[(s.uri, s.confidence) for s in one.suggestions] for one in found]


def _parted(matcher: Matcher, rows: Sequence[GoldRow], lang: str) -> Ranked:
    found = match_parts(matcher, _texts(rows), k=LOOKED_AT, lang=lang)
    return [[(s.uri, s.confidence) for s in one.suggestions] for one in found]


def _without_encoder(matcher: Matcher, rows: Sequence[GoldRow], lang: str) -> Ranked:
    """The ranking with the weights of the multilingual encoder left out, and the others as they are."""
    model = matcher.model(lang)
    kept = {n: w for n, w in model.parameters.weights.items() if not n.startswith(f"{MULTILINGUAL}.")}
    without = model.with_parameters(replace(model.parameters, weights=kept))
    with patch.object(matcher, "model", lambda _: without):
        return _parted(matcher, rows, lang)


def _in_context(
    senses: SenseChooser, rows: Sequence[GoldRow], ranked: Ranked, contexts: Sequence[Context]
) -> Ranked:
    return [
        _reordered(senses, row, one, context)
        for row, one, context in zip(rows, ranked, contexts, strict=True)
    ]


def _reordered(
    senses: SenseChooser, row: GoldRow, ranked: Sequence[tuple[str, float]], context: Context
) -> Sequence[tuple[str, float]]:
    first = ranked[:LOOKED_AT]
    if len(first) < 2:
        return ranked
    uris, confidences = zip(*first, strict=True)
    return [first[place] for place in senses.ranked(row.text, uris, confidences, row.lang, context)]


def _contexts(inputs: Inputs, rows: Sequence[GoldRow]) -> list[Context]:
    """The title of each outcome's credential, and the skills that its template names."""
    path = inputs.shared / "credentials" / "badge_templates_canada.json" if inputs.shared else None
    templates = json.loads(path.read_text(encoding="utf-8")) if path and path.is_file() else []
    skills = {one["name"].strip(): tuple(one["skills"]) for one in templates}
    return [Context(row.posting, skills.get(row.posting.strip(), ())) for row in rows]


def _worth(part: str, measured: str, rows: Sequence[GoldRow], without: Ranked, full: Ranked) -> Worth:
    skilled = [number for number, row in enumerate(rows) if row.uris]
    left, all_in = (np.array([_precision(rows[n], ranked[n]) for n in skilled]) for ranked in (without, full))
    low, high = bootstrap_mean(all_in - left, _groups([rows[n] for n in skilled]))
    found = Worth(part, measured, float(left.mean()), float(all_in.mean()), low, high)
    _tell(_line(found))
    return found


def _precision(row: GoldRow, ranked: Sequence[tuple[str, float]]) -> float:
    """RP@5 in percent."""
    right = sum(uri in row.uris for uri, _ in ranked[:RANKS])
    return 100 * right / min(RANKS, len(row.uris))


def _groups(rows: Sequence[GoldRow]) -> list[str]:
    return [row.posting or str(number) for number, row in enumerate(rows)]


def _texts(rows: Sequence[GoldRow]) -> list[str]:
    return [row.text for row in rows]


def _some(inputs: Inputs, rows: Sequence[GoldRow]) -> list[GoldRow]:
    return list(rows[:: QUICK if inputs.quick else 1])


def _matcher(inputs: Inputs) -> Matcher:
    """The precise matcher for English, in which no labelled example is compared with itself."""
    found = inputs.matcher(Profile.PRECISE)
    return Matcher(found.index, profile=Profile.PRECISE, leave_one_out=True)


def _line(one: Worth) -> str:
    interval = f"{one.full - one.without:+.1f}; {one.low:.1f} to {one.high:.1f}".replace("-", "−")
    return f"| {one.part} | {one.measured} | {one.without:.1f} | {one.full:.1f} ({interval}) |"


def _tell(what: str) -> None:
    print(f"  {what}", file=sys.stderr, flush=True)


def _commit() -> str:
    asked = ["git", "-C", str(Path(__file__).parent), "rev-parse", "--short", "HEAD"]
    done = subprocess.run(asked, capture_output=True, text=True, check=False)
    return done.stdout.strip() or "unknown"
