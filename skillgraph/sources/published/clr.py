"""Comprehensive Learner Records 1.0 (1EdTech) as credentials; those of 2.0 are bundles of Open Badges.

What is said of the learner is not taken.
"""

from __future__ import annotations

from collections.abc import Iterator

from skillgraph.sources.openbadges.contexts import contexts_of
from skillgraph.sources.openbadges.rules import types_of
from skillgraph.sources.openbadges.statements import outcome_texts
from skillgraph.sources.published.values import Node, nodes, text

NAME = "a Comprehensive Learner Record 1.0"
_READ = frozenset(
    (
        "id", "type", "name", "issuer", "description", "requirement", "achievementType", "level",
        "fieldOfStudy", "alignments", "tags", "language", "creditsAvailable", "@context",
    )
)  # fmt: skip
_ALIGNMENT = {
    "target_url": "targetUrl", "target_name": "targetName", "target_framework": "frameworkName",
    "target_code": "targetCode", "target_type": "targetType", "target_description": "targetDescription",
}  # fmt: skip


def is_clr(value: Node) -> bool:
    """Whether a JSON object is one."""
    named = any("clr/v1p0" in one for one in contexts_of(value) if isinstance(one, str))
    return named or bool({"Clr", "CLR"} & set(types_of(value)))


def clr_credentials(value: Node) -> Iterator[tuple[dict[str, object], list[str]]]:
    """A credential for each achievement, in the keys of our JSON, and the keys that were not read."""
    asserted = (next(nodes(one.get("achievement")), None) for one in nodes(value.get("assertions")))
    for achievement in (*filter(None, asserted), *nodes(value.get("achievements"))):
        yield _credential(achievement), [key for key in achievement if key not in _READ]


def _credential(achievement: Node) -> dict[str, object]:
    issuer = next(nodes(achievement.get("issuer")), {})
    criteria = "\n".join(text(one.get("narrative")) for one in nodes(achievement.get("requirement")))
    description = text(achievement.get("description"))
    return {
        "id": achievement.get("id"),
        "name": text(achievement.get("name")),
        "issuer": text(issuer.get("name")) or issuer.get("id") or achievement.get("issuer"),
        "issuer_id": issuer.get("id"),
        "description": description,
        "criteria": criteria,
        "achievement_type": achievement.get("achievementType"),
        "level": achievement.get("level"),
        "field": achievement.get("fieldOfStudy"),
        "credits": achievement.get("creditsAvailable"),
        "tags": achievement.get("tags"),
        "outcomes": outcome_texts(criteria, description),
        "alignments": [
            {key: one[name] for key, name in _ALIGNMENT.items() if name in one}
            for one in nodes(achievement.get("alignments"))
        ],
    }
