"""Counts as Ibis expressions: they say what is counted, and run on whatever engine holds the tables.

Nothing here names an engine; only functions that DuckDB and Spark both have are used.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeAlias

from skillgraph.analytics.demand.question import (
    SENSITIVITY,
    Axis,
    Condition,
    ConditionField,
    Period,
    Question,
    Threshold,
)
from skillgraph.errors import InputError
from skillgraph.model import Section
from skillgraph.model.posting import BETWEEN

Table: TypeAlias = Any
"""An `ibis.Table`; Ibis gives its columns no types."""

Column: TypeAlias = Any
"""An `ibis.Value`."""

STATEMENT = ("text", "said_by")
"""What tells a posting that says something again: its text, and its employer."""

POSTING_AXES = tuple(axis for axis in Axis if not axis.is_skill)
_SEVERAL_AXES = tuple(axis.value for axis in POSTING_AXES if axis.has_several)

_PREFIXES = (ConditionField.ISCO, ConditionField.NOC)
_ALTERNATIVES = {
    ConditionField.OCCUPATION: ("occupation", "occupation_label"),
    ConditionField.SECTOR: ("sector", "sector_normalised"),
}


@dataclass(frozen=True, slots=True)
class Tables:
    """What is counted.

    Attributes:
        postings: In the schema `skillgraph.model.tables.POSTINGS`.
        mentions: In the schema `skillgraph.model.tables.MENTIONS`.
        above: ``concept``, ``target`` and ``kind``: each concept with itself and with everything above it, by
            the axis it is counted on. One row for each pair and kind, by however many ways they are linked.
        weights: ``key`` and ``weight``, or ``None``.
        weigh_by: The column of postings that ``key`` holds the values of.
        statements: ``posting``, ``text`` and ``said_by``: the same number where the text, or the employer, is
            the same, null where no employer is named. Without it, what is written alike is the same.
        others_weigh: The weight of postings whose key is not named; ``None`` where each must be.
    """

    postings: Table
    mentions: Table
    above: Table
    weights: Table | None = None
    weigh_by: str = "id"
    others_weigh: float | None = None
    statements: Table | None = None


def postings(tables: Tables, question: Question) -> Table:
    """The postings that count, each once.

    Columns: ``id``, ``canonical``, ``lang``, ``weight``, ``text``, ``said_by``, ``vacancies`` (1 where not
    said), ``unsaid`` (1 there, else 0) and an axis each.

    What a posting does not say is the empty string. Several values of one axis are still one; see `_apart`.
    """
    table = tables.postings
    if not question.near_duplicates:
        table = table.filter(table.id == table.canonical)
    table = _chosen(table, [c for c in question.where if not c.field.is_of_mentions], _posting_condition)
    table = _said(table, tables.statements)
    axes = {axis.value: _axis(table, axis, question.period).fill_null("") for axis in POSTING_AXES}
    named = ("id", "canonical", "title", "date", "occupation_label", *STATEMENT)
    counts = {
        "vacancies": table.vacancies.fill_null(1),
        "unsaid": table.vacancies.isnull().cast("int64"),
    }
    table = _weighed(table.select(*named, **axes, **counts), tables)
    return table.mutate(weight=table.weight * table.vacancies) if question.vacancies else table


def duplicates(tables: Tables, question: Question) -> Table:
    """How many near-duplicates of postings that meet the conditions are left out: one row, ``duplicates``."""
    table = tables.postings.filter(tables.postings.id != tables.postings.canonical)
    table = _chosen(table, [c for c in question.where if not c.field.is_of_mentions], _posting_condition)
    return table.aggregate(duplicates=table.count())


def mentions(tables: Tables, question: Question) -> Table:
    """The mentions that meet the conditions, at any confidence; those in titles where they are asked for."""
    table = _mentions(tables, question)
    return table if question.reads_titles else table.filter(~_in_title(table))


def _mentions(tables: Tables, question: Question) -> Table:
    table = tables.mentions
    uris = [c.value for c in question.where if c.field is ConditionField.CONCEPT]
    if uris:
        below = tables.above.filter(tables.above.target.isin(uris)).select("concept").distinct()
        table = table.semi_join(below, "concept")
    return _chosen(
        table,
        [c for c in question.where if c.field.is_of_mentions and c.field is not ConditionField.CONCEPT],
        lambda mention, condition: mention[condition.field.value] == _held(condition.value),
    )


def _in_title(table: Table) -> Column:
    return table.section == Section.TITLE.value


def in_titles_alone(tables: Tables, question: Question) -> Table:
    """The mentions that are sure enough and stand in a title alone: one row, ``mentions``.

    A concept counts once for a posting.
    """
    said = _counting(_mentions(tables, question), tables, question, question.threshold)
    counted = postings(tables, question).select("canonical").distinct()
    said = said.semi_join(counted, said.posting == counted.canonical)
    each = said.group_by("posting", "concept").agg(elsewhere=(~_in_title(said)).cast("int64").sum())
    return each.aggregate(mentions=(each.elsewhere == 0).cast("int64").sum())


def silent(tables: Tables, question: Question) -> Table:
    """How many postings state no skill that counts, by ``occupation``: ``postings``.

    Conditions on mentions do not matter here: who states another skill is not silent.
    """
    asked = replace(question, where=tuple(c for c in question.where if not c.field.is_of_mentions))
    counted, said = postings(tables, asked), counting_mentions(tables, asked)
    quiet = counted.anti_join(said, counted.canonical == said.posting)
    return quiet.group_by("occupation").agg(postings=quiet.count())


def counting_mentions(tables: Tables, question: Question) -> Table:
    """The mentions that count: those that meet the conditions and are sure enough."""
    return _counting(mentions(tables, question), tables, question, question.threshold)


def targeted_mentions(tables: Tables, question: Question) -> Table:
    """The mentions that count, each with every ``target`` it counts for."""
    return _targets(counting_mentions(tables, question), tables, question)


def asking(tables: Tables, question: Question) -> Table:
    """Which posting asks for what: one row for each pair, however often and by whatever ways it says so.

    Columns: those of `postings`, ``target``, ``required`` and ``asset`` (0 or 1), ``confidence`` (highest).
    """
    counted = postings(tables, question)
    pairs = targeted_mentions(tables, question)
    pairs = pairs.group_by("posting", "target").agg(
        required=(pairs.requirement == "required").cast("int8").max(),
        asset=(pairs.requirement == "asset").cast("int8").max(),
        confidence=pairs.confidence.max(),
    )
    return pairs.join(counted, pairs.posting == counted.canonical)


def cells(tables: Tables, question: Question) -> Table:
    """How many postings ask, by target and stratum.

    Columns: ``target``, an axis each, ``postings``, ``vacancies``, ``weight``, ``square``, ``required``,
    ``asset``.
    """
    table = _apart(asking(tables, question), question)
    return table.group_by("target", *map(str, question.strata)).agg(
        postings=table.count(),
        vacancies=table.vacancies.sum(),
        weight=table.weight.sum(),
        square=(table.weight * table.weight).sum(),
        required=table.required.sum(),
        asset=(table.asset * (1 - table.required)).sum(),
    )


def spread(tables: Tables, question: Question, of: str) -> Table:
    """How many different texts or employers (``of`` is one of `STATEMENT`) ask, by target and stratum.

    Columns: ``target``, an axis each, ``different``, and ``most``: the postings of the one with most.
    """
    table = _apart(asking(tables, question), question)
    table = table.filter(table[of].notnull())
    keys = ("target", *map(str, question.strata))
    each = table.group_by(*keys, of).agg(postings=table.count())
    return each.group_by(*keys).agg(different=each.count(), most=each.postings.max())


def totals(tables: Tables, question: Question) -> Table:
    """How many postings there are by stratum: ``postings``, ``weight``, ``square``, ``occupation_label``."""
    table = _known(_apart(postings(tables, question), question), question)
    return (
        table.group_by(*map(str, question.strata)).agg(**_sums(table))
        if question.strata
        else (table.aggregate(**_sums(table)))
    )


def unknown(tables: Tables, question: Question) -> Table:
    """One row: the number of postings, of ``weightless`` ones and of those that do not say each axis.

    ``first`` and ``last`` are the earliest and the latest date.
    """
    table = postings(tables, question)
    unstated = {axis.value: (table[axis.value] == "").cast("int64").sum() for axis in POSTING_AXES}
    return table.aggregate(
        postings=table.count(),
        weightless=table.weight.isnull().cast("int64").sum(),
        first=table.date.min(),
        last=table.date.max(),
        vacancies=table.vacancies.sum(),
        vacancies_unsaid=table.unsaid.sum(),
        **unstated,
    )


def sensitivity(tables: Tables, question: Question) -> Table:
    """How many postings ask at each confidence of `SENSITIVITY`.

    Columns: ``target``, an axis each, and ``at0``, ``weight0``, ``at1`` … in the order of the confidences.
    """
    loose = Threshold(min(SENSITIVITY))
    counted = postings(tables, question)
    said = _counting(mentions(tables, question), tables, question, loose)
    pairs = _targets(said, tables, question)
    pairs = pairs.group_by("posting", "target").agg(confidence=pairs.confidence.max())
    table = _apart(pairs.join(counted, pairs.posting == counted.canonical), question)
    table = _known(table, question)
    counts: dict[str, Column] = {}
    for number, confidence in enumerate(SENSITIVITY):
        sure = (table.confidence >= confidence).cast("int64")
        counts |= {f"at{number}": sure.sum(), f"weight{number}": (sure * table.weight).sum()}
    return table.group_by("target", *map(str, question.strata)).agg(**counts)


def _sums(table: Table) -> dict[str, Column]:
    return {
        "postings": table.count(),
        "weight": table.weight.sum(),
        "square": (table.weight * table.weight).sum(),
        "occupation_label": table.occupation_label.min(),
    }


def _said(table: Table, statements: Table | None) -> Table:
    """Postings with the columns of `STATEMENT`."""
    if statements is None:
        return table.mutate(text=table.description, said_by=table.employer.lower().nullif(""))
    return table.left_join(statements, table.id == statements.posting).drop("posting")


def _axis(table: Table, axis: Axis, period: Period) -> Column:
    if axis is Axis.PERIOD:
        return _period(table.date, period)
    if axis is Axis.SECTOR:
        return (table.sector_normalised == "").ifelse(table.sector, table.sector_normalised)
    return table[axis.value]


def _period(day: Column, period: Period) -> Column:
    """``2026``, ``2026-Q3`` or ``2026-08``."""
    year = day.year().cast("string")
    if period is Period.YEAR:
        return year
    if period is Period.QUARTER:
        return year + "-Q" + day.quarter().cast("string")
    return year + "-" + day.month().cast("string").lpad(2, "0")


def _apart(table: Table, question: Question) -> Table:
    """The rows once for each value on each axis that is asked for: in two places, once in either."""
    for axis in question.strata:
        if axis.has_several:
            table = table.mutate(**{axis.value: values_of(table, axis.value)})
    return table


def values_of(table: Table, name: str) -> Column:
    """The values of a column, each of several by itself, so in more rows than the table has."""
    column = table[name]
    return column.split(BETWEEN).unique().unnest() if name in _SEVERAL_AXES else column


def _known(table: Table, question: Question) -> Table:
    """Without the postings that do not say where they belong on an axis that is asked for."""
    for axis in question.strata:
        table = table.filter(table[axis.value] != "")
    return table


def _weighed(table: Table, tables: Tables) -> Table:
    import ibis

    if tables.weights is None:
        return table.mutate(weight=ibis.literal(1.0))
    weights = tables.weights.select("key", "weight")
    if tables.weigh_by in _SEVERAL_AXES:
        weights = _mean_weights(table, tables, weights)
        return table.left_join(weights, table.id == weights.key).drop("key")
    joined = table.left_join(weights, table[tables.weigh_by] == weights.key).drop("key")
    if tables.others_weigh is None:
        return joined
    return joined.mutate(weight=joined.weight.fill_null(tables.others_weigh))


def _mean_weights(table: Table, tables: Tables, weights: Table) -> Table:
    """By posting the mean of the weights of its values; null where one of them has none."""
    import ibis

    each = table.select(posting=table.id, value=values_of(table, tables.weigh_by))
    each = each.left_join(weights, each.value == weights.key)
    others = ibis.null("float64") if tables.others_weigh is None else ibis.literal(tables.others_weigh)
    each = each.select("posting", weight=each.weight.coalesce(others))
    mean = each.group_by("posting").agg(weight=each.weight.mean(), known=each.weight.count(), of=each.count())
    known = (mean.known == mean.of).ifelse(mean.weight, ibis.null("float64"))
    return mean.select(key=mean.posting, weight=known)


def _counting(said: Table, tables: Tables, question: Question, threshold: Threshold) -> Table:
    """The mentions that are sure enough, by the language of their posting where that matters."""
    said = said.filter(said.confidence >= threshold.lowest)
    if not threshold.by_lang:
        return said
    counted = postings(tables, question)
    langs = counted.group_by("canonical").agg(lang=counted.lang.min())
    joined = said.join(langs, said.posting == langs.canonical)
    least: Column = threshold.confidence
    for lang, confidence in threshold.by_lang.items():
        least = (joined.lang == lang).ifelse(confidence, least)
    return joined.filter(joined.confidence >= least).drop("canonical", "lang")


def _targets(said: Table, tables: Tables, question: Question) -> Table:
    """The mentions, each with every target it counts for."""
    import ibis

    axis = question.skill
    if axis is None:
        return said.mutate(target=ibis.literal(""))
    if axis is Axis.CONCEPT and not question.roll_up:
        return said.mutate(target=said.concept)
    above = tables.above.filter(tables.above.kind == axis.value).select("concept", "target")
    return said.join(above, "concept")


def _chosen(table: Table, conditions: list[Condition], holds: Callable[[Table, Condition], Column]) -> Table:
    """Rows for which, in each field, one of its conditions holds; all conditions on dates hold."""
    for alternatives in _alternatives(conditions):
        first, *others = alternatives
        test = holds(table, first)
        for other in others:
            test = test | holds(table, other)
        table = table.filter(test)
    return table


def _alternatives(conditions: list[Condition]) -> list[list[Condition]]:
    found: defaultdict[object, list[Condition]] = defaultdict(list)
    for condition in conditions:
        is_date = condition.field in (ConditionField.SINCE, ConditionField.UNTIL)
        found[condition if is_date else condition.field].append(condition)
    return list(found.values())


def _posting_condition(table: Table, condition: Condition) -> Column:
    name, value = condition.field, condition.value
    if name is ConditionField.SINCE:
        return table.date >= _day(value)
    if name is ConditionField.UNTIL:
        return table.date <= _day(value)
    if name in _PREFIXES:
        return table[name.value].startswith(value)
    if name.value in _SEVERAL_AXES:
        among = BETWEEN + table[name.value].lower() + BETWEEN
        return among.contains(BETWEEN + value.strip().lower() + BETWEEN)
    columns = _ALTERNATIVES.get(name, (name.value,))
    test = table[columns[0]].lower() == value.lower()
    for column in columns[1:]:
        test = test | (table[column].lower() == value.lower())
    return test


def _day(text: str) -> Column:
    import ibis

    try:
        return ibis.literal(date.fromisoformat(text))
    except ValueError:
        raise InputError(f"{text!r} is not a date.", hint="Write it like 2026-03-31.") from None


def _held(value: str) -> str:
    """What tables hold for a word that people write; mentions that say nothing hold the empty string."""
    return "" if value == "unspecified" else value
