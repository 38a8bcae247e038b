"""Tells what an issuer aligns a credential to, and gives each skill an outcome, so that it can be mapped."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from enum import StrEnum
from urllib.parse import urlsplit

from skillgraph.model import Alignment, LearningOutcome
from skillgraph.sources.identifiers import outcome_uri


class TargetType(StrEnum):
    """What the target of an alignment is."""

    COMPETENCY = "competency"
    LEVEL = "level"
    QUALITY = "quality assurance"
    COURSE = "course"
    CREDENTIAL = "credential"
    OCCUPATION = "occupation"
    FIELD = "field of study"
    RUBRIC = "rubric"


_WORDS: Mapping[TargetType, str] = {
    TargetType.COMPETENCY: """ability capability capacite competence competency competencies learningoutcome
        knowledge ksa objective outcome learningobjective resultat skill savoir esco onet rsd task
        occupationalstandard""",
    TargetType.LEVEL: """level niveau eqf nqf nfq cec rqf scqf aqf isced qualificationframework creditlevel
        qualificationsframework cadredescertifications cadredesqualifications educationlevel
        cadreeuropeendescertifications cadrenationaldescertifications cadrenationaldesqualifications""",
    TargetType.QUALITY: """accreditation accreditor agrement assurancequalite qualityassurance
        qualityframework qualitylabel qualitymark deqar eqar habilitation""",
    TargetType.COURSE: """class classe cours course courseware lesson module program programme
        learningprogram learningopportunity""",
    TargetType.CREDENTIAL: """assertion award badge certificat certificate certification credential degree
        diploma diplome license licence microcredential qualification titre rncp""",
    TargetType.OCCUPATION: "isco job metier noc occupation occupational profession soc",
    TargetType.FIELD: """fieldofstudy iscedf fieldofeducation fieldofeducationandtraining domaine industry
        naics scian secteur sector cip classificationofinstructionalprogram sdg
        sustainabledevelopmentgoal objectifsdedeveloppementdurable""",
    TargetType.RUBRIC: "cfrubric cfrubriccriterion cfrubriccriterionlevel rubric rubriccriterion",
}
"""What the words of types, frameworks and addresses say of a target: in the singular, without accents,
several words written as one."""

_MEANING = {word: target for target, words in _WORDS.items() for word in words.split()}
_LONGEST = 4
"""Words that are tried together."""

_PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_LEVEL_NAME = re.compile(
    r"(?:(?:[A-Z]{2,5}|[^\W\d][\w\s'’]{0,50}\b(?:qualifications?|certifications?|framework))[\s,:-]*)?"
    r"(?:level|niveau|stufe|nivel)\s*(?:[1-9]|[IVX]+|[A-C][12]\+?)"
    r"|(?:EQF|NQF|NFQ|CEC|CEFR|CECR|SCQF|RQF|AQF|ISCED|CITE|CLB|NCLC)[\s:-]*(?:1[0-2]|[A-C]?[1-9])"
    r"|[A-C][12]\+?",
    re.IGNORECASE,
)
"""The name of a level alone, such as ``EQF level 5``: nobody's skill, whatever its type says."""

_OCCUPATION_CODE = re.compile(r"\d{2}-\d{4}(?:\.\d\d)?")
"""A code of the Standard Occupational Classification, or of O*NET."""

_DECIDED = {"ceasn:Competency": TargetType.COMPETENCY, "ceterms:Credential": TargetType.CREDENTIAL}


def target_of(alignment: Alignment) -> TargetType:
    """What the target of an alignment is, by its type, else the framework's name, else its address.

    A target about which they say nothing is a competency: Open Badges means alignments for those.
    """
    if _LEVEL_NAME.fullmatch(alignment.target_name.strip()):
        return TargetType.LEVEL
    if decided := _DECIDED.get(alignment.target_type) or _by_type(alignment.target_type):
        return decided
    if _OCCUPATION_CODE.fullmatch(alignment.target_name.strip()):  # O*NET is also one of occupations
        return TargetType.OCCUPATION
    address = _by_address(alignment.target_url)
    if address is TargetType.OCCUPATION:  # ESCO and O*NET have occupations beside skills
        return address
    return (
        _by_framework(alignment.target_framework)
        or address
        or (TargetType.CREDENTIAL if alignment.target_type == "CTDL" else TargetType.COMPETENCY)
    )


def _by_type(type_: str) -> TargetType | None:
    """The last word that tells something: a ``CompetencyLevel`` is a level."""
    local = type_.rpartition(":")[2]
    return next(reversed(list(_meanings(local))), None)


def _by_framework(name: str) -> TargetType | None:
    """A framework of competencies may be one for courses or levels; else the last word that tells."""
    found = list(_meanings(name))
    return TargetType.COMPETENCY if TargetType.COMPETENCY in found else next(reversed(found), None)


def _by_address(url: str) -> TargetType | None:
    """The last part of the path, or of the host's name, that is nothing but one of the words."""
    try:
        split = urlsplit(url)
    except ValueError:
        return None
    parts = (*(split.hostname or "").split(".")[:-1], *split.path.split("/"))
    named = ("".join(_words(part)) for part in parts)
    found = [target for word in named if (target := _meaning(word))]
    return found[-1] if found else None


def _meanings(text: str) -> Iterator[TargetType]:
    """What the words of a text say, the longest run of words first at each place."""
    words = list(_words(text))
    at = 0
    while at < len(words):
        runs = ((size, _meaning("".join(words[at : at + size]))) for size in range(_LONGEST, 0, -1))
        size, target = next(((size, target) for size, target in runs if target), (1, None))
        if target:
            yield target
        at += size


def _words(text: str) -> Iterator[str]:
    """Words without accents; capitals within a word begin another."""
    plain = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return (part.lower() for part in _PART.findall(plain))


def _meaning(word: str) -> TargetType | None:
    return _MEANING.get(word) or _MEANING.get(word.removesuffix("s"))


def linked(
    credential: str,
    outcomes: Iterable[LearningOutcome],
    alignments: Iterable[Alignment],
    add: Callable[[str], LearningOutcome | None],
) -> tuple[tuple[LearningOutcome, ...], tuple[Alignment, ...]]:
    """The outcomes with those that alignments add, and the alignments with their outcomes.

    An alignment of the whole credential is one of an outcome that says what its target is called: the one
    with these words, or a new one. One whose target is no competency has no outcome.

    Args:
        credential: URI of the credential.
        outcomes: What it states itself.
        alignments: What its issuer asserts; one that names an outcome keeps it.
        add: Makes an outcome of a text; ``None`` where it cannot.
    """
    named = {outcome_uri(credential, outcome.text): outcome for outcome in outcomes}
    found = []
    for alignment in alignments:
        if alignment.outcome or target_of(alignment) is not TargetType.COMPETENCY:
            found.append(alignment)
            continue
        key = outcome_uri(credential, alignment.target_name)
        if key not in named and (outcome := add(alignment.target_name)):
            named[key] = outcome
        found.append(replace(alignment, outcome=named[key].id if key in named else ""))
    return tuple(named.values()), tuple(found)
