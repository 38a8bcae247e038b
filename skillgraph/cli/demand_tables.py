"""How demand, trends and sentences are printed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from skillgraph.analytics.demand.question import SENSITIVITY, Axis, ConditionField
from skillgraph.cli.output import Column, Format, emit, emit_json, note
from skillgraph.cli.spread_columns import spread_columns
from skillgraph.model.texts import many
from skillgraph.workspace.results import WARNING, demand_json, trends_json

if TYPE_CHECKING:
    from skillgraph.analytics.demand.forecast import Forecast
    from skillgraph.analytics.demand.question import Cell, Demand
    from skillgraph.analytics.demand.sentences import Sentence
    from skillgraph.analytics.demand.trending import SkillTrend, Trends


_ASKED = {
    Axis.PLACE: "place",
    Axis.REGION: "region",
    Axis.SECTOR: "sector",
    Axis.OCCUPATION: "occupation",
    Axis.PERIOD: "date",
    Axis.EMPLOYMENT_TYPE: "kind of employment",
    Axis.EXPERIENCE: "experience",
    Axis.EDUCATION: "education",
}
"""What postings often do not say, and how people call it."""


def print_demand(found: Demand, form: Format) -> None:
    """Print how many postings ask for what."""
    cells = found.cells
    if form is Format.JSON:
        emit_json(demand_json(found))
        return
    skill: list[Column[Cell]] = [Column("skill", lambda c: c.label)]
    implied: list[Column[Cell]] = [Column("implied", lambda c: c.implied, wrap=False)]
    columns: list[Column[Cell]] = [
        *(skill if found.question.skill else []),
        *(_stratum(axis) for axis in found.question.strata),
        Column("postings", lambda c: "suppressed" if c.suppressed else c.postings, wrap=False),
        *([Column("vacancies", lambda c: c.vacancies, wrap=False)] if found.question.vacancies else []),
        *spread_columns(warned=any(cell.warnings for cell in cells)),
        Column("of", lambda c: c.of, wrap=False),
        Column("share", lambda c: c.share, wrap=False, share=True),
        Column("low", lambda c: c.low, wrap=False, share=True),
        Column("high", lambda c: c.high, wrap=False, share=True),
        Column("required", lambda c: c.required, wrap=False),
        Column("asset", lambda c: c.asset, wrap=False),
        *(implied if any(cell.implied is not None for cell in cells) else []),
        *(_at(n) for n in range(len(SENSITIVITY)) if found.question.sensitivity),
        Column("suppressed", lambda c: c.suppressed.value, identifier=True),
        Column("uri", lambda c: c.uri, identifier=True),
    ]
    emit(cells, columns, form, empty=_why_none(found))
    _tell(found)
    if found.silent:
        said = "what their occupations imply is not counted (--implied shows it apart)"
        note(f"  {many(found.silent, 'of them states', 'of them state')} no skill; {said}.")


def _why_none(found: Demand) -> str:
    """Why there is no row: what postings do not say, or that none asks for a skill."""
    unsaid = [f"{count:,} name no {axis.value}" for axis, count in found.unknown.items() if count]
    if not unsaid:
        return "No posting asks for a skill."
    return (
        f"No posting that names all that is divided by asks for a skill: of {found.postings:,} postings, "
        f"{', '.join(unsaid)}. Divide by fewer, or load postings with these columns."
    )


def print_trends(found: Trends, form: Format) -> None:
    """Print what emerges and what declines."""
    skills = found.skills
    if form is Format.JSON:
        emit_json(trends_json(found))
        return
    forecast: list[Column[SkillTrend]] = [Column("forecast", lambda s: forecast_text(s.forecast))]
    columns: list[Column[SkillTrend]] = [
        Column("skill", lambda s: s.label),
        Column("trend", lambda s: s.trend.direction.value, wrap=False),
        Column("postings", lambda s: "suppressed" if s.postings is None else s.postings, wrap=False),
        *spread_columns(warned=any(one.warnings for one in skills)),
        Column("times a year", lambda s: s.trend.ratio, wrap=False),
        Column("low", lambda s: s.trend.low, wrap=False),
        Column("high", lambda s: s.trend.high, wrap=False),
        Column("q", lambda s: s.trend.q, wrap=False),
        Column("a late sentence", lambda s: s.late[0].sentence if s.late else ""),
        *(forecast if any(one.forecast for one in skills) else []),
        Column("an early sentence", lambda s: s.early[0].sentence if s.early else "", identifier=True),
        Column("p", lambda s: s.trend.p, identifier=True),
        Column("dispersion", lambda s: s.trend.dispersion, identifier=True),
        Column("model", lambda s: s.trend.model, identifier=True),
        Column("uri", lambda s: s.uri, identifier=True),
    ]
    emit(skills, columns, form, empty="No skill to test.")
    _tell(found.counted)
    note(f"Periods: {found.periods[0]} to {found.periods[-1]}. Stable means that no change is shown.")


def print_sentences(found: Sequence[Sentence], form: Format) -> None:
    """Print the sentences behind a number."""
    columns: list[Column[Sentence]] = [
        Column("posting", lambda s: s.posting),
        Column("title", lambda s: s.title),
        Column("date", lambda s: s.date, wrap=False),
        Column("sentence", lambda s: s.sentence),
        Column("skill", lambda s: s.label),
        Column("confidence", lambda s: s.confidence, wrap=False),
        Column("requirement", lambda s: s.requirement.value, wrap=False),
        Column("section", lambda s: s.section.value, identifier=True),
        Column("period", lambda s: s.period, identifier=True),
        Column("uri", lambda s: s.concept, identifier=True),
    ]
    emit(found, columns, form, empty="No sentence asks for it.")
    postings = len({one.posting for one in found})
    note(f"{many(len(found), 'mention')} in {many(postings, 'posting')}.")


def forecast_text(forecast: Forecast | None) -> str:
    """A forecast in a line."""
    if forecast is None or forecast.withheld:
        return f"withheld: {forecast.withheld}" if forecast else ""
    first = forecast.ahead[0]
    return f"{first.share:.1%} ({first.low:.1%} to {first.high:.1%})"


def vacancies_note(found: Demand) -> str:
    """How many vacancies an answer that counts by them is of."""
    silent = many(found.vacancies_unsaid, "does not say how many and counts", "do not say how many and count")
    unsaid = f"; {silent} as one" if found.vacancies_unsaid else ""
    return f"Counted by vacancies: {found.vacancies:,} in {many(found.postings, 'posting')}{unsaid}."


def _stratum(axis: Axis) -> Column[Cell]:
    return Column(axis.value, lambda cell: cell.strata[axis], wrap=axis is not Axis.PERIOD)


def _at(number: int) -> Column[Cell]:
    return Column(
        f"at {SENSITIVITY[number]:g}",
        lambda cell: cell.sensitivity[number].postings if cell.sensitivity else None,
        wrap=False,
    )


def note_titles(left_out: int) -> None:
    """How many mentions are left out because they stand in titles alone."""
    if left_out:
        said = "titles name occupations; --titles counts them"
        what = many(left_out, "mention in titles alone is", "mentions in titles alone are")
        note(f"  {what} left out: {said}.")


def _tell(found: Demand) -> None:
    """Of how many postings the answer is, and what they do not say."""
    again = (
        f"; {many(found.duplicates, 'near-duplicate is', 'near-duplicates are')} left out"
        if found.duplicates
        else ""
    )
    note(f"{many(found.postings, 'posting')}{again}. {WARNING}")
    if found.question.vacancies:
        note(f"  {vacancies_note(found)}")
    note_titles(found.in_titles_alone)
    asked = {Axis(c.field.value) for c in found.question.where if c.field.value in list(Axis)}
    if any(c.field in (ConditionField.SINCE, ConditionField.UNTIL) for c in found.question.where):
        asked.add(Axis.PERIOD)
    for axis, name in _ASKED.items():
        if found.unknown[axis] and axis in (*found.question.strata, *asked):
            one, several = (f"of them {verb} not say the {name}, and " for verb in ("does", "do"))
            note(f"  {many(found.unknown[axis], f'{one}is', f'{several}are')} in no row.")
    held = sum(bool(cell.suppressed) for cell in found.cells)
    if held:
        counts = many(held, "count is", "counts are")
        note(f"  {counts} suppressed (fewer than {found.question.min_cell}, or told by those).")
