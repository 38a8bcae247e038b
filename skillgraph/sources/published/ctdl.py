"""The Credential Transparency Description Language (CTDL) as registries publish it, as credentials.

Terms: https://credreg.net/ctdl/terms. Prefixes may be there or not; nothing is fetched.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from skillgraph.model.texts import in_language
from skillgraph.sources.openbadges.contexts import contexts_of
from skillgraph.sources.published.values import Node, each, hours, nodes, text, texts

NAME = "CTDL"
_PREFIXES = ("ceterms:", "ceasn:")
_KINDS = ("Degree", "Certificate", "Certification", "Diploma", "License", "Badge", "Credential", "Doctorate")
"""How the names of CTDL's classes of credentials end."""

_PROGRAMS = frozenset(
    (
        "Course", "LearningProgram", "LearningOpportunity", "LearningOpportunityProfile",
        "CertificateOfCompletion", "GeneralEducationDevelopment", "ApprenticeshipProgram",
    )
)  # fmt: skip
_SKILLS = ("teaches", "assesses", "targetCompetency", "targetSkill")
_ADDRESSES = "competencies that are given by their address only"
_LEADING = ("requires", "targetAssessment", "targetLearningOpportunity", "recommends")
"""What leads from a credential to what is learnt or assessed for it."""

_READ = frozenset(
    (
        "@context", "@id", "@type", "ctid", "name", "description", "ownedBy", "offeredBy", "subjectWebpage",
        "inLanguage", "audienceLevelType", "estimatedDuration", "creditValue", "keyword", *_SKILLS, *_LEADING,
    )
)  # fmt: skip


def is_ctdl(value: Node) -> bool:
    """Whether a JSON object is of it."""
    named = any("credreg.net/ctdl" in one for one in contexts_of(value) if isinstance(one, str))
    return named or any(
        key.startswith(_PREFIXES) for one in (value, *nodes(value.get("@graph"))) for key in one
    )


def ctdl_credentials(value: Node) -> Iterator[tuple[dict[str, object], list[str]]]:
    """A credential for each object that is one, in the keys of our JSON, and the keys that were not read."""
    graph = [_bare(one) for one in nodes(value.get("@graph", value))]
    by_id = {str(one["@id"]): one for one in graph if "@id" in one}
    for node in graph:
        if is_credential(node):
            unnamed = [_ADDRESSES for one in _skills(node, by_id, set()) if not one["target_name"]]
            yield _credential(node, by_id), [*(key for key in node if key not in _READ), *unnamed]


def is_credential(node: Node) -> bool:
    """Whether a bare object is a credential, a course or a programme."""
    names = [str(name) for name in each(node.get("@type"))]
    return any(name in _PROGRAMS or name.endswith(_KINDS) for name in names)


def classes_in(value: Node) -> list[str]:
    """The classes of the objects in a file, each once."""
    found = (str(name) for one in nodes(value.get("@graph", value)) for name in each(one.get("@type")))
    return list(dict.fromkeys(found))


def _bare(node: Node) -> dict[str, object]:
    """An object and all inside it with keys and types without their prefix."""
    plain: dict[str, object] = {}
    for key, held in node.items():
        short = _short(key)
        if short == "@type":
            plain[short] = [_short(str(one)) for one in each(held)]
        else:
            items = [_bare(one) if isinstance(one, dict) else one for one in each(held)]
            plain[short] = items if isinstance(held, list) else items[0] if items else None
    return plain


def _short(name: str) -> str:
    return next((name.removeprefix(prefix) for prefix in _PREFIXES if name.startswith(prefix)), name)


def _credential(node: Node, by_id: Mapping[str, Node]) -> dict[str, object]:
    said = texts(node.get("name"))
    name = in_language(said)
    owner = [*each(node.get("ownedBy")), *each(node.get("offeredBy"))]
    skills = {
        target["target_name"]: target for target in _skills(node, by_id, set()) if target["target_name"]
    }
    levels = (_text_of(one, "targetNodeName") for one in nodes(node.get("audienceLevelType")))
    return {
        "id": str(node.get("@id") or node.get("ctid") or ""),
        "name": name,
        "issuer": _name_of(owner[0], by_id) if owner else "",
        "description": text(node.get("description")),
        "lang": next((str(one) for one in each(node.get("inLanguage"))), ""),
        "url": next((str(one) for one in each(node.get("subjectWebpage"))), ""),
        "level": next(levels, ""),
        "duration_hours": next(filter(None, map(_hours, nodes(node.get("estimatedDuration")))), ""),
        "credits": next((str(one.get("value") or "") for one in nodes(node.get("creditValue"))), ""),
        "tags": sorted(filter(None, map(text, each(node.get("keyword"))))),
        "outcomes": [one["target_name"] for one in skills.values() if not one["target_url"]],
        "alignments": [one for one in skills.values() if one["target_url"]],
    }


def _skills(node: Node, by_id: Mapping[str, Node], seen: set[int]) -> Iterator[dict[str, str]]:
    """What is taught, assessed and required, in conditions, courses and assessments that are given too."""
    if id(node) in seen:
        return
    seen.add(id(node))
    for key in _SKILLS:
        for item in each(node.get(key)):
            yield _competency(item, by_id)
    for key in _LEADING:
        for item in each(node.get(key)):
            found = by_id.get(item) if isinstance(item, str) else item
            if isinstance(found, dict):
                yield from _skills(found, by_id, seen)


def _competency(item: object, by_id: Mapping[str, Node]) -> dict[str, str]:
    """An alignment of our JSON, of an alignment object, a competency, or the address of one."""
    node = by_id.get(item) if isinstance(item, str) else item
    if not isinstance(node, dict):
        return dict.fromkeys(("target_name",), "") | {"target_url": str(item)}
    named = (_text_of(node, key) for key in ("targetNodeName", "competencyText", "name"))
    return {
        "target_url": str(node.get("targetNode") or node.get("@id") or ""),
        "target_name": next(filter(None, named), "") or _text_of(node, "targetNodeDescription"),
        "target_framework": _text_of(node, "frameworkName"),
        "target_code": str(node.get("codedNotation") or ""),
        "target_type": "ceasn:Competency",
        "target_description": _text_of(node, "targetNodeDescription"),
    }


def _hours(node: Node) -> str:
    return hours(next(iter(each(node.get("exactDuration"))), ""))


def _text_of(node: Node, key: str) -> str:
    return text(node.get(key))


def _name_of(owner: object, by_id: Mapping[str, Node]) -> str:
    """The name of an organisation that is given too; else its address."""
    node = by_id.get(owner) if isinstance(owner, str) else owner
    return (_text_of(node, "name") if isinstance(node, dict) else "") or str(owner if node is None else "")
