"""European Digital Credentials for Learning (EDC, the Europass learning model) as credentials.

Terms: https://europa.eu/europass/elm-browser/. What is said of the holder is not taken.
"""

from __future__ import annotations

from collections.abc import Iterator

from skillgraph.model.texts import in_language
from skillgraph.sources.identifiers import credential_uri, outcome_uri
from skillgraph.sources.openbadges.contexts import contexts_of
from skillgraph.sources.openbadges.rules import types_of
from skillgraph.sources.published.values import Node, hours, nodes, text, texts

NAME = "a European Digital Credential"
_CONTEXTS = ("data.europa.eu/snb", "edc-ap")
_TYPES = frozenset(("EuropeanDigitalCredential", "EuropassCredential"))
_NOWHERE = "related skills without an address of their own"
_CLAIMS = ("hasClaim", "achieved")
_READ = frozenset(
    (
        "id", "type", "title", "description", "awardedBy", "specifiedBy", "hasPart", "identifier",
        "specifiedBy.id", "specifiedBy.type", "specifiedBy.title", "specifiedBy.description",
        "specifiedBy.learningOutcome", "specifiedBy.eqfLevel", "specifiedBy.nqfLevel",
        "specifiedBy.volumeOfLearning", "specifiedBy.creditPoint", "specifiedBy.language",
        "specifiedBy.homepage", "specifiedBy.identifier",
    )
)  # fmt: skip
"""The keys of an achievement that are of a credential."""


def is_edc(value: Node) -> bool:
    """Whether a JSON object is one."""
    named = any(mark in one for one in contexts_of(value) if isinstance(one, str) for mark in _CONTEXTS)
    return named or bool(_TYPES & set(types_of(value)))


def edc_credentials(value: Node) -> Iterator[tuple[dict[str, object], list[str]]]:
    """A credential for each achievement, in the keys of our JSON, and the keys that were not read."""
    for subject in nodes(value.get("credentialSubject")):
        for key in _CLAIMS:
            for claim in nodes(subject.get(key)):
                yield from _achieved(claim, _organisation(value.get("issuer")))


def _achieved(claim: Node, issuer: str) -> Iterator[tuple[dict[str, object], list[str]]]:
    if any(one.endswith("Achievement") for one in types_of(claim)):
        yield _credential(claim, issuer), _left(claim)
    for part in nodes(claim.get("hasPart")):
        yield from _achieved(part, issuer)


def _credential(claim: Node, issuer: str) -> dict[str, object]:
    specified = next(nodes(claim.get("specifiedBy")), {})
    given = next((one for one in map(_address, (specified, claim)) if one), "")
    name = text(claim.get("title")) or text(specified.get("title"))
    awarding = next(nodes(claim.get("awardedBy")), {}).get("awardingBody")
    issuer = _organisation(awarding) or issuer
    uri = credential_uri(issuer, name, given)
    found = list(_outcomes(specified, uri))
    return {
        "id": given,
        "name": name,
        "issuer": issuer,
        "issuer_id": next((one for body in nodes(awarding) if (one := _address(body))), ""),
        "description": text(claim.get("description")) or text(specified.get("description")),
        "level": _label(specified.get("eqfLevel")) or _label(specified.get("nqfLevel")),
        "duration_hours": hours(specified.get("volumeOfLearning")),
        "credits": next((str(one.get("point") or "") for one in nodes(specified.get("creditPoint"))), ""),
        "outcomes": [outcome for outcome, _ in found],
        "alignments": [skill for _, skills in found for skill in skills],
    }


def _outcomes(specified: Node, uri: str) -> Iterator[tuple[dict[str, object], list[dict[str, str]]]]:
    """The learning outcomes with the skills of ESCO that they are related to."""
    for one in nodes(specified.get("learningOutcome")):
        said = texts(one.get("title"))
        if not (shown := in_language(said).strip()):
            continue
        lang = next((tag for tag, other in said.items() if other.strip() == shown), "")
        own = outcome_uri(uri, shown)
        others = {tag: other for tag, other in said.items() if tag and tag != lang}
        yield (
            {"id": own, "text": shown, "lang": lang, "other_texts": others},
            [_skill(skill, own) for skill in _skills(one) if _address(skill)],
        )


def _skills(outcome: Node) -> Iterator[Node]:
    return (skill for key in ("relatedESCOSkill", "relatedSkill") for skill in nodes(outcome.get(key)))


def _skill(skill: Node, outcome: str) -> dict[str, str]:
    scheme = next((str(one.get("id", "")) for one in nodes(skill.get("inScheme"))), "")
    return {
        "target_url": str(skill.get("id") or ""),
        "target_name": _label([skill]),
        "target_framework": "ESCO" if "esco" in scheme.lower() else scheme,
        "target_type": "ESCO skill" if "esco" in scheme.lower() else "Skill",
        "outcome": outcome,
    }


def _organisation(value: object) -> str:
    """The name of the first organisation."""
    named = (text(one.get(key)) for one in nodes(value) for key in ("legalName", "prefLabel", "altLabel"))
    return next(filter(None, named), "")


def _label(value: object) -> str:
    return next((text(one.get("prefLabel")) for one in nodes(value)), "")


def _address(node: Node) -> str:
    """An id that is the same in every file; ``urn:epass:…`` counts within one only."""
    given = str(node.get("id") or "")
    return "" if given.startswith("urn:epass:") else given


def _left(claim: Node) -> list[str]:
    specified = next(nodes(claim.get("specifiedBy")), {})
    outcomes = nodes(specified.get("learningOutcome"))
    unnamed = [_NOWHERE for one in outcomes for skill in _skills(one) if not _address(skill)]
    keys = [*claim, *(f"specifiedBy.{key}" for key in specified)]
    return [*(key for key in keys if key not in _READ), *unnamed]
