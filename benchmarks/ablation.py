"""What each signal, and each source of signals, is worth: one out, and one alone, for both profiles.

Signals are measured once. *Weights kept* sets a signal to 0 and leaves the rest of the fusion as it is.
*Refitted* asks what is lost when the other signals may make up for it: a linear ranking by those that are
left, fitted anew on the texts of the other folds (five; sentences of one posting stay together).
Candidates stay the same in both, so that the ranking alone is compared.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from benchmarks.inputs import Inputs
from skillgraph import files
from skillgraph.matching.evaluation import GoldRow
from skillgraph.matching.intervals import bootstrap_mean
from skillgraph.matching.profile import Profile
from skillgraph.matching.ranking import LanguageModel
from skillgraph.matching.signals import Signal

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
_BATCH = 64
_FOLDS = 5
_HARDEST = 40
"""So many of a text's candidates, the best by the full fusion, are enough to fit on."""

_PULL = 1e-4

Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Measured:
    """The signals of a gold file's candidates.

    Attributes:
        values: Shape (texts, candidates, signals).
        right: Shape (texts, candidates).
        sizes: How many concepts each text has.
        groups: The posting of each text, or its own number.
    """

    names: tuple[str, ...]
    values: Floats
    right: npt.NDArray[np.bool_]
    sizes: npt.NDArray[np.int64]
    groups: tuple[str, ...]

    def at_five(self, scores: Floats) -> Doubles:
        """RP@5 of each text in percent."""
        best = np.argsort(-scores, axis=1, kind="stable")[:, :5]
        hits = np.take_along_axis(self.right, best, 1).sum(axis=1)
        return np.asarray(100 * hits / np.minimum(5, self.sizes))

    def only(self, kept: Sequence[str]) -> Floats:
        """The values with every signal that is not kept set to 0."""
        return self.values * np.array([name in kept for name in self.names], dtype=np.float32)


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


Row = dict[str, Cell]
"""A cell for each file."""


@dataclass(frozen=True, slots=True)
class Ablation:
    """The tables: for each profile and way of weighing, a row for each variant."""

    tables: Mapping[str, Mapping[str, Row]]

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
    found: dict[str, dict[str, Row]] = {}
    for profile in inputs.profiles:
        sets = {
            **_measured_files(inputs, profile, ENGLISH, "en"),
            **_measured_files(inputs, profile, FRENCH, "fr"),
        }
        found[f"{profile}, weights kept"] = _table(sets, _kept)
        found[f"{profile}, refitted"] = _table(sets, _Refitted(sets))
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


Weigh = Callable[[str, "Fused", Sequence[str]], Floats]
"""Scores of a file's candidates by some of its signals."""


@dataclass(frozen=True, slots=True)
class Fused:
    """A measured file with the fusion that ranks it."""

    measured: Measured
    scores: Callable[[Floats], Floats]


def _measured_files(
    inputs: Inputs, profile: Profile, names: Mapping[str, str], lang: str
) -> dict[str, Fused]:
    matcher = inputs.matcher(profile) if lang == "en" else inputs.french_matcher(profile)
    if matcher is None:
        return {}
    model, found = matcher.model(lang), {}
    for name, short in names.items():
        if rows := [row for row in inputs.gold(name) if row.uris]:
            print(f"  measuring {short}, {profile}: {len(rows)} texts", file=sys.stderr, flush=True)
            measured = measure(model, rows)
            found[short] = Fused(measured, _scorer(model, measured.names))
    return found


def _scorer(model: LanguageModel, names: Sequence[str]) -> Callable[[Floats], Floats]:
    return lambda values: model._fusion.scores(names, values)


def measure(model: LanguageModel, rows: Sequence[GoldRow]) -> Measured:
    """Measure the signals of all texts once."""
    batches = [rows[start : start + _BATCH] for start in range(0, len(rows), _BATCH)]
    matrices = [model.measure([row.text for row in batch]) for batch in batches]
    candidates = np.concatenate([matrix.candidates for matrix in matrices])
    return Measured(
        names=matrices[0].names,
        values=np.concatenate([matrix.values for matrix in matrices]),
        right=np.array(
            [
                [model.uri(position) in row.uris for position in chosen]
                for row, chosen in zip(rows, candidates.tolist(), strict=True)
            ]
        ),
        sizes=np.array([len(row.uris) for row in rows]),
        groups=tuple(row.posting or str(number) for number, row in enumerate(rows)),
    )


def variants(names: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """What to compare: the signals that stay, by the name of the variant."""
    sources: dict[str, list[str]] = {}
    for name in names:
        sources.setdefault(Signal(name).source, []).append(name)
    found = {_FULL: tuple(names)}
    for name in names:
        found[f"without `{name}`"] = tuple(other for other in names if other != name)
    for source, members in sources.items():
        if len(members) > 1:
            found[f"without all of `{source}`"] = tuple(other for other in names if other not in members)
    for source, members in sources.items():
        found[f"`{source}` alone"] = tuple(members)
    return found


def _table(sets: Mapping[str, Fused], weigh: Weigh) -> dict[str, Row]:
    table: dict[str, Row] = {}
    for file, fused in sets.items():
        full = fused.measured.at_five(weigh(file, fused, fused.measured.names))
        for what, kept in variants(fused.measured.names).items():
            found = fused.measured.at_five(weigh(file, fused, kept))
            low, high = bootstrap_mean(found - full, fused.measured.groups)
            cell = Cell(float(found.mean()), float((found - full).mean()), low, high)
            table.setdefault(what, {})[file] = cell
    return table


def _kept(file: str, fused: Fused, kept: Sequence[str]) -> Floats:
    del file
    return fused.scores(fused.measured.only(kept))


class _Refitted:
    """Scores by a fusion that was fitted on the other folds of all files with the same signals."""

    def __init__(self, sets: Mapping[str, Fused]) -> None:
        self._sets = sets
        self._folds = {file: _fold_numbers(fused.measured.groups) for file, fused in sets.items()}
        self._hardest = {file: _hardest(fused) for file, fused in sets.items()}
        self._weights: dict[tuple[tuple[str, ...], tuple[str, ...], int], Doubles] = {}

    def __call__(self, file: str, fused: Fused, kept: Sequence[str]) -> Floats:
        names = fused.measured.names
        columns = [names.index(name) for name in kept]
        values = fused.measured.values[..., columns]
        scores = np.zeros(values.shape[:2], dtype=np.float32)
        for fold in range(_FOLDS):
            held_out = self._folds[file] == fold
            scores[held_out] = values[held_out] @ self._fitted(names, tuple(kept), fold)
        return scores

    def _fitted(self, names: tuple[str, ...], kept: tuple[str, ...], fold: int) -> Doubles:
        key = (names, kept, fold)
        if key not in self._weights:
            self._weights[key] = self._fit(names, kept, fold)
        return self._weights[key]

    def _fit(self, names: tuple[str, ...], kept: tuple[str, ...], fold: int) -> Doubles:
        columns = [names.index(name) for name in kept]
        values, right = [], []
        for file, fused in self._sets.items():
            if fused.measured.names == names:
                learned = (self._folds[file] != fold) & fused.measured.right.any(axis=1)
                places = self._hardest[file][learned]
                values.append(np.take_along_axis(fused.measured.values[learned], places[..., None], 1))
                right.append(np.take_along_axis(fused.measured.right[learned], places, 1))
        chosen = np.concatenate(values)[..., columns].astype(np.float64)
        return fit_choice(chosen, np.concatenate(right))


def fit_choice(values: Doubles, right: npt.NDArray[np.bool_]) -> Doubles:
    """Weights of a conditional logit (McFadden 1974): which of its candidates belong to a text.

    Args:
        values: Shape (texts, candidates, signals).
        right: Shape (texts, candidates), at least one in each row.

    Returns:
        Those that make the right candidates of each text likeliest beside its others, with a slight pull
        towards 0.
    """
    from scipy.optimize import minimize
    from scipy.special import logsumexp, softmax

    def loss(weights: Doubles) -> tuple[float, Doubles]:
        scores = values @ weights
        among = np.where(right, scores, -np.inf)
        chance = softmax(scores, axis=1) - softmax(among, axis=1)
        slope = np.einsum("tc,tcs->s", chance, values) / len(values) + 2 * _PULL * weights
        lost = float((logsumexp(scores, axis=1) - logsumexp(among, axis=1)).mean())
        return lost + _PULL * float(weights @ weights), slope

    found = minimize(loss, np.zeros(values.shape[2]), jac=True, method="L-BFGS-B")
    return np.asarray(found.x)


def _fold_numbers(groups: Sequence[str]) -> npt.NDArray[np.int64]:
    """A fold for each text, the same for texts of one posting."""
    order = {group: number for number, group in enumerate(dict.fromkeys(groups))}
    return np.array([order[group] % _FOLDS for group in groups])


def _hardest(fused: Fused) -> npt.NDArray[np.int64]:
    """The right candidates, then the best by the full fusion; columns, shape (texts, `_HARDEST`)."""
    scores = np.where(fused.measured.right, np.inf, fused.scores(fused.measured.values))
    return np.argsort(-scores, axis=1, kind="stable")[:, :_HARDEST]


def _markdown(name: str, table: Mapping[str, Row]) -> str:
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
