"""What an occupation demands; what the active version of its framework lacks, another version lends."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from skillgraph.model import ConceptKind
from skillgraph.workspace.state.manifest import LACKING

if TYPE_CHECKING:
    from skillgraph.workspace.state.manifest import FrameworkRecord
    from skillgraph.workspace.state.snapshot import Snapshot
    from skillgraph.workspace.state.workspace import Workspace

ESSENTIAL = "essential"
_MANY = 40
"""More occupations than that have little in common, and asking of each takes long."""

_RELATIONS = {ESSENTIAL: "relatedEssentialSkill", "optional": "relatedOptionalSkill"}


@dataclass(frozen=True, slots=True)
class OccupationSkills:
    """The skills of an occupation.

    Attributes:
        needs: By URI, whether each is essential.
        lenders: The versions that lent relations, where the asked one lacks them, newest first.
    """

    needs: Mapping[str, bool]
    lenders: tuple[str, ...] = ()


def skills_of_occupation(snapshot: Snapshot, uri: str, framework: str | None) -> OccupationSkills:
    """The skills of an occupation in the asked version; where that lacks relations, with lent ones.

    A version lacks a relation where another version has far more of it, as in a bundle whose relations
    are cut off, or where it relates the occupation to nothing at all.
    """
    asked = snapshot.manifest.framework(framework)
    versions = snapshot.manifest.other_versions(asked)
    own = _related(snapshot, asked, uri)
    needs = dict(own)
    lenders: list[str] = []
    for need, relation in _RELATIONS.items():
        if own and not _lacks(asked, versions, relation):
            continue
        for other in versions:
            lent = {one: said for one, said in _related(snapshot, other, uri).items() if said == need}
            if lent.keys() - needs.keys():
                needs = lent | needs
                lenders.append(str(other.id))
            if lent:
                break
    return OccupationSkills({one: need == ESSENTIAL for one, need in needs.items()}, _each_once(lenders))


def skills_of_occupations(snapshot: Snapshot, uris: Sequence[str], framework: str | None) -> OccupationSkills:
    """The skills that at least half of some occupations need; of a group, of those below it.

    A skill is essential where it is so to most of those that need it. Of a group of too many occupations
    nothing is said.
    """
    occupations = list(_occupations(snapshot, uris, framework))
    if len(occupations) > _MANY:
        return OccupationSkills({})
    each = [skills_of_occupation(snapshot, uri, framework) for uri in occupations]
    each = [one for one in each if one.needs]
    wanted = Counter(uri for one in each for uri in one.needs)
    essential = Counter(uri for one in each for uri, need in one.needs.items() if need)
    needs = {uri: 2 * essential[uri] >= n for uri, n in wanted.items() if 2 * n >= len(each)}
    return OccupationSkills(needs, _each_once([name for one in each for name in one.lenders]))


def telling_skills(workspace: Workspace, snapshot: Snapshot) -> Mapping[str, float]:
    """How much each skill tells of the occupations that it is essential to: less, the more there are."""
    return workspace.cached(("telling skills",), snapshot.manifest.frameworks, lambda: _telling(snapshot))


def _telling(snapshot: Snapshot) -> dict[str, float]:
    """The logarithm of how many relations there are for each of the skill; few relations tell much."""
    counts = Counter(snapshot.essential_skills())
    total = counts.total()
    return {skill: math.log(total / count) for skill, count in counts.items()}


def _occupations(snapshot: Snapshot, uris: Iterable[str], framework: str | None) -> Iterator[str]:
    hierarchy = snapshot.hierarchy(framework)
    for uri in uris:
        if snapshot.kinds.get(uri) is not ConceptKind.OCCUPATION_GROUP:
            yield uri
            continue
        below = hierarchy.descendants(uri)
        yield from sorted(one for one in below if snapshot.kinds.get(one) is ConceptKind.OCCUPATION)


def occupations_of_skill(snapshot: Snapshot, uri: str, framework: str | None) -> dict[str, bool]:
    """The occupations that need a skill, in one version: by URI, whether it is essential to them."""
    from skillgraph.graph.queries import OccupationOfSkill, run

    record = snapshot.manifest.framework(framework)
    rows = sorted(
        run(snapshot.store, OccupationOfSkill, graphs=[record.graph], skill=uri),
        key=lambda row: row.need == ESSENTIAL,
    )
    return {row.occupation: row.need == ESSENTIAL for row in rows}


def _lacks(asked: FrameworkRecord, versions: list[FrameworkRecord], relation: str) -> bool:
    most = max((other.counts.get(relation, 0) for other in versions), default=0)
    return asked.counts.get(relation, 0) < LACKING * most


def _related(snapshot: Snapshot, record: FrameworkRecord, uri: str) -> dict[str, str]:
    """By skill, how much the occupation needs it; the greater need where it is said to be both."""
    from skillgraph.graph.queries import SkillOfOccupation, run

    rows = sorted(
        run(snapshot.store, SkillOfOccupation, graphs=[record.graph], occupation=uri),
        key=lambda row: row.need == ESSENTIAL,
    )
    return {row.skill: row.need for row in rows}


def _each_once(names: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
