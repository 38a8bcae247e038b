"""The JSON of each job's result, the same on the command line and over HTTP.

What is not here is written field by field: suggestions, coverage, gaps, sentences, overlap. What a plan or an
overlap rests on is under ``rests_on``: how many mappings, and how many of them no person has reviewed.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from skillgraph.analytics.demand.question import Cell, Demand
    from skillgraph.analytics.demand.trending import SkillTrend, Trends
    from skillgraph.matching.passages import PassageMatch
    from skillgraph.model import Credential, LearningOutcome
    from skillgraph.taxonomies.differences import Change, ChangeKind
    from skillgraph.workspace.answers.plan import Planned
    from skillgraph.workspace.connections.connections import Connection
    from skillgraph.workspace.credentials.checking import Checked
    from skillgraph.workspace.frameworks.upgrading import VersionComparison
    from skillgraph.workspace.review.listing import ShownRecord

Json = dict[str, Any]

WARNING = "Postings are not demand: they are those that were loaded, and what was found in them."


def demand_json(found: Demand) -> Json:
    """Demand: what was asked, and a cell for each skill and stratum."""
    return about(found) | {"cells": [cell_json(cell) for cell in found.cells]}


def trends_json(found: Trends) -> Json:
    """Trends: what was asked, the periods, and a test for each skill."""
    skills = [trend_json(one) for one in found.skills]
    return about(found.counted) | {"periods": list(found.periods), "skills": skills}


def plan_json(found: Planned) -> Json:
    """A plan, with what it was made for."""
    return {
        "demanded_by": [asdict(source) for source in found.sources],
        "demanded": [
            {"uri": one.uri, "label": one.label, "required": one.required} for one in found.demanded
        ],
        **asdict(found.plan),
        "covered": found.plan.covered,
    }


def check_json(found: Checked) -> Json:
    """Checks: against which definition, on which day, and one for each credential."""
    return {
        "profile": {"name": found.profile.name, "title": dict(found.profile.titles)},
        "day": found.day,
        "acknowledgements": list(found.acknowledgements),
        "checks": [asdict(one) for one in found.checks],
    }


def credential_json(found: Credential) -> Json:
    """The fields of a credential, without the document it was read from."""
    return {name: value for name, value in asdict(found).items() if name != "original"}


def unmapped_json(found: tuple[Credential, LearningOutcome]) -> Json:
    """An outcome that no mapping leads from, and whose it is."""
    credential, outcome = found
    return {"credential": credential.name, "issuer": credential.issuer, **asdict(outcome)}


def shown_json(found: ShownRecord) -> Json:
    """A mapping: as it is listed, the whole record, every vote, opinions, notes, and the outcome's others."""
    return {
        **asdict(found.item),
        "record": {name: said for name, said in asdict(found.record).items() if said not in (None, "", ())},
        "votes": [asdict(one) for one in found.votes],
        "opinions": [asdict(one) for one in found.opinions],
        "notes": [asdict(one) for one in found.notes],
        "others": [asdict(one) for one in found.others],
    }


def about(found: Demand) -> Json:
    """What was asked, and of how many postings the answer is, as JSON."""
    question = found.question
    return {
        "by": [axis.value for axis in question.by],
        "where": [condition.text for condition in question.where],
        "period": question.period.value,
        "min_confidence": question.threshold.confidence,
        "min_confidence_by_lang": dict(question.threshold.by_lang),
        "roll_up": question.roll_up,
        "near_duplicates": question.near_duplicates,
        "titles": question.titles,
        "min_cell": question.min_cell,
        "weighted": found.weighted,
        "counted_by": "vacancies" if question.vacancies else "postings",
        "postings": found.postings,
        "vacancies": found.vacancies,
        "vacancies_unsaid": found.vacancies_unsaid,
        "duplicates_left_out": found.duplicates,
        "titles_left_out": found.in_titles_alone,
        "silent_postings": found.silent,
        "unknown": {axis.value: count for axis, count in found.unknown.items()},
        "warning": WARNING,
    }


def cell_json(cell: Cell) -> Json:
    """A cell with the value of each axis beside its numbers."""
    flat = asdict(cell)
    strata = flat.pop("strata")
    head = {"uri": flat.pop("uri"), "label": flat.pop("label")}
    return head | {axis.value: value for axis, value in strata.items()} | flat


def trend_json(one: SkillTrend) -> Json:
    """A trend with the numbers of its test beside its name."""
    flat = asdict(one)
    test: Json = flat.pop("trend")
    return {"uri": flat.pop("uri"), "label": flat.pop("label"), **test, **flat}


def connection_json(one: Connection, contacts: Mapping[str, str] | None = None) -> Json:
    """An offer or a need; how to reach who left it only where that is given, for a partner."""
    return asdict(one) | ({} if contacts is None else {"contact": contacts.get(one.id, "")})


def passage_json(found: PassageMatch) -> Json:
    """A passage of a long text: the keys of a suggestion's text, then those of its place."""
    passage = found.passage
    return asdict(found.result) | {
        "section": passage.section,
        "requirement": passage.requirement,
        "heading": passage.heading,
        "is_heading": passage.is_heading,
        "index": passage.index,
    }


def comparison_json(found: VersionComparison, changes: Sequence[Change]) -> Json:
    """Two versions of a framework: how much changed, and some of the changes."""
    from skillgraph.taxonomies.differences import counts

    return {
        "old": str(found.old),
        "new": str(found.new),
        "counts": counts(changes),
        "changes": [change_json(change, found.labels) for change in changes],
    }


def chosen_changes(found: VersionComparison, kinds: Collection[ChangeKind]) -> list[Change]:
    """The changes of some kinds; all of them where no kind is named."""
    return [change for change in found.changes if not kinds or change.kind in kinds]


def change_json(change: Change, labels: Mapping[str, str]) -> Json:
    """What changed of a concept; what it was moved from and to is named where labels are given."""
    from skillgraph.taxonomies.differences import ChangeKind

    said = {"before": list(change.before), "after": list(change.after)}
    named = {f"{key}_labels": [labels.get(uri, "") for uri in uris] for key, uris in said.items()}
    return {
        "change": change.kind,
        "uri": change.uri,
        "label": change.label,
        "kind": change.concept_kind,
        "lang": change.lang,
        **said,
        **(named if change.kind is ChangeKind.REPARENTED and labels else {}),
    }
