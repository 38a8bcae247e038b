"""Credentials as Open Badges: ``Achievement`` of 3.0 or ``BadgeClass`` of 2.0, with what they are aligned to.

A badge that was imported in the version asked for comes out as it came in; alignments are only added to it.
What no term of Open Badges says stands under full IRIs, so that no context has to be changed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from skillgraph import languages
from skillgraph.errors import InputError
from skillgraph.export.frameworks import Frameworks
from skillgraph.model import Alignment, Assessment, Credential, MappingStatus, PredicateModifier
from skillgraph.model import Mapping as MappingRecord
from skillgraph.namespaces import IDENTIFIERS, SCHEMA, SG, SSSOM
from skillgraph.sources.concept_addresses import concept_uri
from skillgraph.sources.identifiers import content_hash
from skillgraph.sources.openbadges.contexts import OB2, OB3, VC2
from skillgraph.sources.openbadges.rules import check, types_of

VERSIONS = ("3.0", "2.0")

Json = dict[str, Any]

_COMPETENCY = "ceasn:Competency"
_CLASSES = {"3.0": "Achievement", "2.0": "BadgeClass"}

_FILE = "data"


def badge(
    credential: Credential,
    mappings: Iterable[MappingRecord],
    *,
    version: str,
    frameworks: Frameworks,
    proposed: bool = False,
) -> Json:
    """One credential as a JSON object.

    Args:
        credential: What to write.
        mappings: The records of its outcomes, in any status.
        version: ``3.0`` or ``2.0``.
        frameworks: Names and acknowledgements of what the mappings lead to.
        proposed: Whether to add proposals beside accepted mappings; each is marked as one.

    Raises:
        InputError: If the version is unknown, or the badge would break the specification.
    """
    if version not in VERSIONS:
        raise InputError(
            f"Open Badges {version} is not written.", hint=f"Choose a version: {', '.join(VERSIONS)}."
        )
    original = _original(credential, version)
    made = original or (_achievement(credential) if version == "3.0" else _badge_class(credential))
    chosen = list(_chosen(credential, mappings, made, proposed=proposed, with_asserted=not original))
    alignments = [_alignment(group, credential, version, frameworks) for group in chosen]
    result = _with_alignments(made, alignments)
    sentences = frameworks.acknowledged_in([result])
    if sentences and SCHEMA.creditText not in result and (alignments or not original):
        result[SCHEMA.creditText] = " ".join(sentences)
    _refuse_unsound(result, credential, version)
    return result


def _original(credential: Credential, version: str) -> Json:
    """The document the credential was read from, where it is one of the version asked for."""
    document = json.loads(credential.original) if credential.original else {}
    return document if _CLASSES[version] in types_of(document) else {}


def _with_alignments(made: Json, alignments: Sequence[Json]) -> Json:
    if not alignments:
        return dict(made)
    before = made.get("alignment", [])
    return {**made, "alignment": [*(before if isinstance(before, list) else [before]), *alignments]}


def _refuse_unsound(made: Json, credential: Credential, version: str) -> None:
    finding = next(check(made, _CLASSES[version], version=version), None)
    if finding is not None:
        raise InputError(
            f"{credential.name!r} cannot be written as Open Badges {version}: "
            f"{finding.field} {finding.reason}.",
            hint="Mend it in the source and load that again.",
        )


def _chosen(
    credential: Credential,
    mappings: Iterable[MappingRecord],
    made: Json,
    *,
    proposed: bool,
    with_asserted: bool,
) -> Iterator[list[MappingRecord]]:
    """The mappings to write, those to one concept together, the surest first, without what stands there."""
    there = _targets(made)
    allowed = (MappingStatus.ACCEPTED, MappingStatus.PROPOSED) if proposed else (MappingStatus.ACCEPTED,)
    asserted = {(one.outcome, concept_uri(one.target_url)) for one in credential.alignments}
    groups: dict[str, list[MappingRecord]] = {}
    for mapping in sorted(mappings, key=_strength):
        usable = mapping.status in allowed and mapping.predicate_modifier is not PredicateModifier.NOT
        repeats = with_asserted and (mapping.subject_id, mapping.object_id) in asserted
        if usable and not repeats and mapping.object_id not in there:
            groups.setdefault(mapping.object_id, []).append(mapping)
    for group in groups.values():
        yield [mapping for mapping in group if mapping.status is group[0].status]


def _targets(made: Json) -> set[object]:
    found = made.get("alignment", [])
    items = found if isinstance(found, list) else [found]
    urls = (item.get("targetUrl") for item in items if isinstance(item, dict))
    return {concept_uri(url) if isinstance(url, str) else url for url in urls}


def _strength(mapping: MappingRecord) -> tuple[bool, float, str, str]:
    unsure = -(mapping.confidence or 0.0)
    return mapping.status is not MappingStatus.ACCEPTED, unsure, mapping.object_id, mapping.subject_id


def _alignment(
    group: Sequence[MappingRecord], credential: Credential, version: str, frameworks: Frameworks
) -> Json:
    first = group[0]
    is_proposal = first.status is MappingStatus.PROPOSED
    words = _words(credential)["proposed" if is_proposal else "aligned"]
    outcomes = "; ".join(dict.fromkeys(mapping.subject_label for mapping in group if mapping.subject_label))
    entry: Json = {"type": ["Alignment"]} if version == "3.0" else {}
    entry |= {
        "targetName": first.object_label or first.object_id,
        "targetUrl": first.object_id,
        "targetDescription": words.format(outcomes=outcomes, tool=_tool(first)),
        "targetFramework": frameworks.title(first),
    }
    if version == "3.0":
        entry["targetType"] = _COMPETENCY
    entry = {name: value for name, value in entry.items() if value}
    if is_proposal:
        entry[SG.mappingStatus] = first.status.value
        if first.confidence is not None:
            entry[SSSOM.confidence] = first.confidence
    return entry


def _tool(mapping: MappingRecord) -> str:
    return f"{mapping.mapping_tool} {mapping.mapping_tool_version}".strip() or "skillgraph"


def _achievement(credential: Credential) -> Json:
    made = {
        "@context": [VC2, OB3],
        "id": credential.id,
        "type": ["Achievement"],
        "name": credential.name,
        "description": credential.description or credential.name,
        "criteria": _criteria(credential),
        "achievementType": _allowed(credential.achievement_type, "achievementType") or "MicroCredential",
        "creator": {"id": _issuer_id(credential), "type": ["Profile"], "name": credential.issuer},
        "fieldOfStudy": credential.field,
        "inLanguage": _allowed(credential.lang, "inLanguage"),
        "tag": list(credential.tags),
        "resultDescription": [_result(credential, n, one) for n, one in enumerate(credential.assessments, 1)],
        "alignment": [_asserted(one, "3.0") for one in credential.alignments],
    }
    return {name: value for name, value in made.items() if value}


def _badge_class(credential: Credential) -> Json:
    made = {
        "@context": OB2,
        "type": "BadgeClass",
        "id": credential.id,
        "name": credential.name,
        "description": credential.description or credential.name,
        "criteria": _criteria(credential),
        "issuer": {"id": _issuer_id(credential), "type": "Issuer", "name": credential.issuer},
        "@language": credential.lang,
        "tags": list(credential.tags),
        "alignment": [_asserted(one, "2.0") for one in credential.alignments],
    }
    return {name: value for name, value in made.items() if value}


def _criteria(credential: Credential) -> Json:
    narrative = "\n\n".join(filter(None, [credential.criteria, *_stated(credential)]))
    return {"id": credential.url, "narrative": narrative} if credential.url else {"narrative": narrative}


def _stated(credential: Credential) -> Iterator[str]:
    """The outcomes and assessments that neither the criteria nor the alignments name, as Markdown."""
    words = _words(credential)
    aligned = {one.outcome for one in credential.alignments}
    criteria = " ".join(credential.criteria.split())
    outcomes = [" ".join(one.shown.split()) for one in credential.outcomes if one.id not in aligned]
    if missing := [text for text in outcomes if text not in criteria]:
        yield "\n".join([f"{words['outcomes']}\n", *(f"- {text}" for text in missing)])
    if credential.assessments and not credential.criteria:
        yield f"{words['assessment']}: {'; '.join(_described(one, words) for one in credential.assessments)}."


def _described(assessment: Assessment, words: Mapping[str, str]) -> str:
    share = _required(assessment)
    least = f" ({words['threshold'].format(share=share)})" if share is not None else ""
    named = ": ".join(filter(None, [assessment.kind, assessment.description]))
    return " ".join(named.split()).rstrip(".") + least


def _result(credential: Credential, number: int, assessment: Assessment) -> Json:
    share = _required(assessment)
    kind = _allowed(assessment.kind, "resultType") or ("Status" if share is None else "Percent")
    made: Json = {
        "id": f"{IDENTIFIERS}result/{content_hash(credential.id, str(number), digits=32)}",
        "type": ["ResultDescription"],
        "name": assessment.description or assessment.kind,
        "resultType": kind,
    }
    if share is not None:
        made |= {"requiredValue": f"{100 * share:g}", "valueMin": "0", "valueMax": "100"}
    return made


def _required(assessment: Assessment) -> float | None:
    """The share that earns the badge: the pass mark, else the threshold of mastery."""
    return assessment.threshold if assessment.pass_mark is None else assessment.pass_mark


def _asserted(alignment: Alignment, version: str) -> Json:
    made = {
        "type": ["Alignment"] if version == "3.0" else "",
        "targetName": alignment.target_name,
        "targetUrl": alignment.target_url,
        "targetDescription": alignment.target_description,
        "targetFramework": alignment.target_framework,
        "targetCode": alignment.target_code,
        "targetType": _allowed(alignment.target_type, "targetType") if version == "3.0" else "",
    }
    return {name: value for name, value in made.items() if value}


_FIELDS: Mapping[str, Callable[[str], tuple[Json, str]]] = {
    "achievementType": lambda word: ({"achievementType": word}, "Achievement"),
    "inLanguage": lambda word: ({"inLanguage": word}, "Achievement"),
    "resultType": lambda word: ({"resultType": word}, "ResultDescription"),
    "targetType": lambda word: ({"targetType": word}, "Alignment"),
}


def _allowed(word: str, name: str) -> str:
    """The word where the specification allows it for a field; else nothing."""
    value, class_ = _FIELDS[name](word)
    wrong = any(finding.field == name for finding in check(value, class_, version="3.0"))
    return "" if wrong or not word else word


def _issuer_id(credential: Credential) -> str:
    name = content_hash(credential.issuer, digits=32)
    return credential.issuer_id or f"{IDENTIFIERS}organization/{name}"


def _words(credential: Credential) -> Mapping[str, str]:
    lang = credential.lang.split("-")[0].lower()
    words: Mapping[str, str] = languages.read(lang if lang in languages.known(_FILE) else "en", _FILE)[
        "badges"
    ]
    return words
