"""The figures of a report as cubes, for the graph."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

from skillgraph import languages
from skillgraph.model.cube import Cube, Observation
from skillgraph.namespaces import minted

if TYPE_CHECKING:
    from skillgraph.export.publication.report_content import DemandContent, GapsContent, Measure, Origin

SKILL = "skill"
_MEASURES = ("postings", "of", "share", "low", "high")
_DEMAND = languages.by_language("data", "cubes", "demand")
_GAPS = languages.by_language("data", "cubes", "gaps")


def demand_cube(content: DemandContent, key: str) -> Cube:
    """Demand by skill and stratum."""
    dimensions = (*((SKILL,) if content.skill else ()), *content.axes)
    observations = (
        Observation(
            dict(zip(dimensions, (*((row.uri,) if content.skill else ()), *row.strata), strict=True)),
            _measures(row.measure),
            suppressed=row.measure.suppressed,
        )
        for row in content.rows
    )
    return Cube(key, _DEMAND, dimensions, _MEASURES, tuple(observations), rights=_rights(content.origin))


def gaps_cube(content: GapsContent, key: str) -> Cube:
    """Demand and supply by skill; words that no concept names get an IRI of our own."""
    labels: dict[str, str] = {}
    seen: Counter[str] = Counter()
    observations = []
    for row in content.rows:
        skill = row.uri
        if not skill:
            seen[row.label] += 1
            skill = minted("new-term", row.label, str(seen[row.label]))
            labels[skill] = row.label
        supply = {"supply": row.supply, "accepted_supply": row.accepted_supply}
        hidden = row.measure.suppressed
        measures = {} if hidden else _measures(row.measure) | supply
        observations.append(Observation({SKILL: skill}, measures, {"cause": row.cause.value}, hidden))
    return Cube(
        key,
        _GAPS,
        (SKILL,),
        (*_MEASURES, "supply", "accepted_supply"),
        tuple(observations),
        ("cause",),
        rights=_rights(content.origin),
        labels=labels,
    )


def _measures(measure: Measure) -> dict[str, float]:
    found = {name: getattr(measure, name) for name in _MEASURES}
    return {name: value for name, value in found.items() if value is not None}


def _rights(origin: Origin) -> tuple[str, ...]:
    said: Iterable[str] = (one.acknowledgement for one in origin.frameworks)
    return tuple(dict.fromkeys(filter(None, said)))
