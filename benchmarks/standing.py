"""What standing and context do for English outcomes, each credential ranked by trees that did not see it.

The credentials are dealt to ten folds anew for each seed. All figures are those of whole answers: trees, the
limits of `match_parts`, the context of `SenseChooser`, and the last calibration, fitted on the other folds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

from benchmarks.inputs import Inputs
from benchmarks.parts import QUICK, commit, precise_matcher, tell, template_contexts
from skillgraph.clock import today
from skillgraph.matching.kinds import TextKind
from skillgraph.training.held_out import SEEDS, HeldOutOutcomes
from skillgraph.training.known_texts import of_outcomes
from skillgraph.training.last_calibration import held_out_answers
from skillgraph.training.outcome_figures import Figures, figures_of, mean_figures
from skillgraph.training.tree_fitting import SIZES

_HEADINGS = (
    "RP@5",
    "by seed",
    "one right among five",
    "the first right",
    "error of the first",
    "of the shown",
)


@dataclass(frozen=True, slots=True)
class Standing:
    """The figures of each way to answer, one for each seed; when, and on which commit."""

    found: Mapping[str, Sequence[Figures]]
    date: str
    commit: str

    def as_json(self) -> dict[str, object]:
        """All numbers."""
        names = [field.name for field in fields(Figures)]
        rows = {
            way: [{name: getattr(one, name) for name in names} for one in figures]
            for way, figures in self.found.items()
        }
        return {"name": "standing", "date": self.date, "commit": self.commit, "rows": rows}

    def as_text(self) -> str:
        """The table, which is Markdown."""
        lines = [f"{self.date}, commit {self.commit}", "", f"| | {' | '.join(_HEADINGS)} |"]
        lines.append("| --- " * (len(_HEADINGS) + 1) + "|")
        lines += [_line(way, figures) for way, figures in self.found.items()]
        return "\n".join(lines)


def run(inputs: Inputs) -> Standing:
    """Measure with and without each, in the precise profile."""
    rows = [row for row in inputs.gold("outcomes_dev") if row.lang == "en"][:: QUICK if inputs.quick else 1]
    if not rows:
        return Standing({}, today(), commit())
    matcher = precise_matcher(inputs).of_kind(TextKind.OUTCOME)
    contexts = template_contexts(inputs, rows)
    texts = [
        known._replace(context=context)
        for known, context in zip(of_outcomes(rows, "en"), contexts, strict=True)
    ]
    seeds, size = SEEDS[: 1 if inputs.quick else None], SIZES[TextKind.OUTCOME]
    found: dict[str, list[Figures]] = {}
    for named, chosen in (("neither", size._replace(standing=False)), ("standing", size)):
        outcomes = HeldOutOutcomes(matcher, texts, "en", seeds=seeds, size=chosen)
        alone = [outcomes.answers(deal, in_context=False) for deal in outcomes.deals]
        found[named] = [figures_of(one, texts) for one in alone]
        tell(_line(named, found[named]))
        both = "context" if named == "neither" else "standing and context"
        full = [outcomes.answers(deal) for deal in outcomes.deals]
        found[both] = [figures_of(one, texts) for one in full]
        tell(_line(both, found[both]))
    named = "standing, context and the last calibration"
    found[named] = [figures_of(held_out_answers(outcomes, deal), texts) for deal in outcomes.deals]
    tell(_line(named, found[named]))
    return Standing(found, today(), commit())


def _line(way: str, figures: Sequence[Figures]) -> str:
    mean = mean_figures(figures)
    seeds = ", ".join(f"{one.rp5:.1f}" for one in figures)
    return (
        f"| {way} | {mean.rp5:.1f} | {seeds} | {mean.one_of_five:.1f} % | {mean.first:.1f} % |"
        f" {_error(mean.error, mean.floor)} | {_error(mean.error_shown, mean.floor_shown)} |"
    )


def _error(error: float, floor: float) -> str:
    """A calibration error, and what chance alone gives."""
    return f"{error:.3f} ({floor:.3f})".replace("0.", ".")
