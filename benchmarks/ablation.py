"""What each signal, and each source of signals, is worth: one out, one alone, one more, for both profiles.

Signals are measured once. *Weights kept* leaves a signal out of the fusion as it is. *Refitted* asks what is
lost when the other signals may make up for it: `skillgraph train fusion` with those that are left, on the
texts of the other folds; it also says what a signal would add that the fusion does without. Candidates stay
the same in both, so that the ranking alone is compared.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from benchmarks.inputs import Inputs
from skillgraph import files
from skillgraph.matching.index.index import SPACES
from skillgraph.matching.intervals import bootstrap_mean
from skillgraph.matching.profile import Profile
from skillgraph.matching.ranking import LanguageModel
from skillgraph.matching.signals.signal_types import BEST, FOCUS, PREF, Signal
from skillgraph.training.fusion import Gold, Measured, held_out_precision, measure, ranked_precision

DOCUMENT = Path(__file__).parents[1] / "docs" / "matching.md"
BEGIN, END = "<!-- ablation: begin -->", "<!-- ablation: end -->"

ENGLISH = {
    "house_validation": "house",
    "tech_validation": "tech",
    "skillskape_dev": "skillskape",
    "skillxl_part1": "skillxl",
}
FRENCH = {"french_competences_part1": "french"}

_FULL = "all signals"
_PARTS = (BEST, PREF, FOCUS)
Doubles = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Texts:
    """The gold texts of one language, measured.

    Attributes:
        files: Their names, in the order of `Measured.file`.
        groups: The posting of each text, or its own number.
        weights: Those of the fusion that ships; others were measured too.
    """

    measured: Measured
    files: tuple[str, ...]
    groups: tuple[str, ...]
    weights: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Cell:
    """RP@5 of one variant on one file.

    Attributes:
        difference: From all signals, with its 95 % interval by the paired bootstrap.
    """

    value: float
    difference: float
    low: float
    high: float

    @property
    def text(self) -> str:
        """The value with its difference; a star says that chance is an unlikely cause."""
        star = "*" if self.low > 0 or self.high < 0 else ""
        return f"{self.value:.1f} ({self.difference:+.1f}{star})"


ScoreRow = dict[str, Cell]
"""A cell for each file."""


@dataclass(frozen=True, slots=True)
class Ablation:
    """The tables: for each profile and way of weighing, a row for each variant."""

    tables: Mapping[str, Mapping[str, ScoreRow]]

    def as_json(self) -> dict[str, object]:
        """All cells."""
        cells = {
            name: {what: {file: _json(cell) for file, cell in row.items()} for what, row in table.items()}
            for name, table in self.tables.items()
        }
        return {"name": "ablation", "measure": "RP@5 in percent", "tables": cells}

    def as_text(self) -> str:
        """The tables for the terminal, which reads Markdown well enough."""
        return f"== ablation: RP@5\n\n{self.as_markdown()}"

    def as_markdown(self) -> str:
        """The tables for the documents."""
        return "\n\n".join(_markdown(name, table) for name, table in self.tables.items())


def run(inputs: Inputs) -> Ablation:
    """Measure, and write the tables into the document where that is wanted."""
    found: dict[str, dict[str, ScoreRow]] = {}
    for profile in inputs.profiles:
        languages = [_texts(inputs, profile, ENGLISH, "en"), _texts(inputs, profile, FRENCH, "fr")]
        found[f"{profile}, weights kept"] = _table(languages, kept)
        found[f"{profile}, refitted"] = _table(languages, refitted)
    ablation = Ablation(found)
    if inputs.write:
        write(DOCUMENT, ablation)
    return ablation


def write(path: Path, ablation: Ablation) -> None:
    """Replace what stands between the markers of a document.

    Raises:
        ValueError: If it does not have both markers, once and in order.
    """
    text = path.read_text(encoding="utf-8")
    head, begun, rest = text.partition(BEGIN)
    _, ended, tail = rest.partition(END)
    if not (begun and ended):
        raise ValueError(f"{path} has no place for the table: write {BEGIN} and {END}")
    files.write_text(path, f"{head}{BEGIN}\n{ablation.as_markdown()}\n{END}{tail}")


Rank = Callable[[Texts, Sequence[str]], Doubles]
"""RP@5 of each text, 0 to 1, by some of the signals."""


def _texts(inputs: Inputs, profile: Profile, names: Mapping[str, str], lang: str) -> Texts | None:
    matcher = inputs.matcher(profile) if lang == "en" else inputs.french_matcher(profile)
    gold = {short: [row for row in inputs.gold(name) if row.uris] for name, short in names.items()}
    if matcher is None or not all(gold.values()):
        return None
    print(f"  measuring {', '.join(gold)}, {profile}", file=sys.stderr, flush=True)
    return measured_texts(matcher.model(lang), gold)


def measured_texts(model: LanguageModel, gold: Gold) -> Texts:
    """Measure the signals of all texts once."""
    rows = [row for kept in gold.values() for row in kept]
    groups = tuple(row.posting or str(number) for number, row in enumerate(rows))
    weights = model.parameters.weights
    more = {name: 0.0 for name in (*SPACES, *_vectors(weights)) if name not in weights}
    model = model.with_parameters(replace(model.parameters, weights={**weights, **more}))
    measured = measure(model, gold)
    # Where no text is known in the model's concepts, their signal cannot be measured.
    weighed = {name: weight for name, weight in weights.items() if name in measured.names}
    return Texts(measured, tuple(gold), groups, weighed)


def _vectors(weights: Mapping[str, float]) -> Iterator[str]:
    """All that can be measured with the encoders that are asked for single words anyway."""
    for encoder in {one.source for one in map(Signal.parse, weights) if one.part == FOCUS}:
        yield from (f"{encoder}.{part}" for part in _PARTS)


def variants(names: Sequence[str], more: Sequence[str] = ()) -> dict[str, tuple[str, ...]]:
    """What to compare: the signals that take part, by the name of the variant.

    Args:
        names: Those of the fusion.
        more: Those that it does without.
    """
    sources: dict[str, list[str]] = {}
    for name in names:
        sources.setdefault(Signal.parse(name).source, []).append(name)
    found = {_FULL: tuple(names)}
    for name in names:
        found[f"without `{name}`"] = tuple(other for other in names if other != name)
    for source, members in sources.items():
        if len(members) > 1:
            found[f"without all of `{source}`"] = tuple(other for other in names if other not in members)
    for source, members in sources.items():
        found[f"`{source}` alone"] = tuple(members)
    return found | {f"with `{name}` as well": (*names, name) for name in more}


def _table(languages: Iterable[Texts | None], rank: Rank) -> dict[str, ScoreRow]:
    table: dict[str, ScoreRow] = {}
    for texts in languages:
        if texts is None:
            continue
        measured = texts.measured.names
        used = [name for name in measured if name in texts.weights]
        more = [name for name in measured if name not in texts.weights] if rank is refitted else []
        full = rank(texts, used)
        for what, names in variants(used, more).items():
            found = rank(texts, names)
            for number, file in enumerate(texts.files):
                table.setdefault(what, {})[file] = _compared(texts, number, found, full)
    return table


def _compared(texts: Texts, number: int, found: Doubles, full: Doubles) -> Cell:
    """A variant beside all signals, on one of the files."""
    inside = np.flatnonzero(texts.measured.file == number)
    differences = 100 * (found - full)[inside]
    low, high = bootstrap_mean(differences, [texts.groups[text] for text in inside.tolist()])
    return Cell(100 * float(found[inside].mean()), float(differences.mean()), low, high)


def kept(texts: Texts, names: Sequence[str]) -> Doubles:
    """By the weights of the fusion that ships, as far as they are those of the signals named."""
    weights = np.array([texts.weights.get(name, 0.0) for name in names])
    return ranked_precision(only(texts.measured, names), weights, np.ones(len(texts.groups), dtype=bool))


def refitted(texts: Texts, names: Sequence[str]) -> Doubles:
    """By weights of the signals named, fitted for each text on folds that it is not in."""
    return held_out_precision(only(texts.measured, names))


def only(measured: Measured, names: Sequence[str]) -> Measured:
    """The same texts with some of the signals."""
    columns = [measured.names.index(name) for name in names]
    return replace(measured, names=tuple(names), values=measured.values[..., columns])


def _markdown(name: str, table: Mapping[str, ScoreRow]) -> str:
    columns = list(dict.fromkeys(file for row in table.values() for file in row))
    lines = [f"| {name} | {' | '.join(columns)} |", f"| --- |{' --- |' * len(columns)}"]
    for what, row in table.items():
        cells = [_cell(what, row.get(file)) for file in columns]
        lines.append(f"| {what} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _cell(what: str, cell: Cell | None) -> str:
    if cell is None:
        return "–"
    return f"**{cell.value:.1f}**" if what == _FULL else cell.text


def _json(cell: Cell) -> dict[str, float]:
    return {
        "rp@5": round(cell.value, 2),
        "difference": round(cell.difference, 2),
        "low": round(cell.low, 2),
        "high": round(cell.high, 2),
    }
