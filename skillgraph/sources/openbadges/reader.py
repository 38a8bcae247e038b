"""Open Badges 3.0 and 2.0 as credentials: achievements and badge classes, alone or within what was awarded.

What a badge says of the person it was awarded to is not taken: a catalogue of credentials needs none of it.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from skillgraph.errors import ProblemLog
from skillgraph.model import Alignment, Assessment, Credential, Endorsement, LearningOutcome
from skillgraph.namespaces import SG
from skillgraph.sources.alignments import TargetType, linked, target_of
from skillgraph.sources.fields import OutcomeIds
from skillgraph.sources.html import clean_html
from skillgraph.sources.identifiers import credential_uri, outcome_uri
from skillgraph.sources.openbadges.contexts import VC1, contexts_of
from skillgraph.sources.openbadges.documents import Document, Library, gather, is_first_version
from skillgraph.sources.openbadges.mending import forgiven, is_read, place_of, spared, without
from skillgraph.sources.openbadges.rules import MISSING, RuleViolation, check, types_of
from skillgraph.sources.openbadges.signed import UNVERIFIED
from skillgraph.sources.openbadges.statements import outcome_texts
from skillgraph.sources.openbadges.validity import date_findings, proof_findings, with_times
from skillgraph.sources.values import parse_lang

Json = Mapping[str, object]

_SHOWN = 3
"""Findings that are told of one refused badge."""

_CLASSES = {
    "AchievementCredential": ("AchievementCredential", "3.0"),
    "OpenBadgeCredential": ("AchievementCredential", "3.0"),
    "Achievement": ("Achievement", "3.0"),
    "Assertion": ("Assertion", "2.0"),
    "BadgeClass": ("BadgeClass", "2.0"),
    "EndorsementCredential": ("EndorsementCredential", "3.0"),
    "Endorsement": ("Endorsement", "2.0"),
    "Issuer": ("Profile", "2.0"),
    "Profile": ("Profile", "2.0"),
}
_CREDENTIALS = ("AchievementCredential", "OpenBadgeCredential", "Achievement", "Assertion", "BadgeClass")
_PARTS = ("EndorsementCredential", "Endorsement", "Profile")
"""Documents that say something of others and are no credential themselves."""


def read_openbadges(
    path: Path, *, problems: ProblemLog, now: datetime.datetime | None = None
) -> Iterator[Credential]:
    """Read the badges of a JSON file, or of the JSON files in a folder or a zip archive.

    An optional field that breaks the specification is reported and left out of its badge. Badges that break
    it elsewhere, are not in force or name a key that can be none are reported with the field and the
    reason, and passed over. Documents that were given together may refer to each other by
    their ``id``; nothing is fetched, and signatures are not verified.

    Args:
        path: Open Badges 3.0 (``AchievementCredential``, ``OpenBadgeCredential``, ``Achievement``,
            ``EndorsementCredential``) or 2.0 (``Assertion``, ``BadgeClass``, ``Endorsement``, ``Issuer``).
        problems: Takes what was not read.
        now: The moment for which badges have to be in force; by default the present one.

    Raises:
        InputError: If the file or archive cannot be read.
    """
    reader = _Reader(gather(path, problems=problems), path, now or datetime.datetime.now(datetime.UTC))
    return reader.credentials()


@dataclass(slots=True)
class _Reader:
    library: Library
    path: Path
    now: datetime.datetime
    taken: dict[str, Json] = field(default_factory=dict)
    ids: OutcomeIds = field(default_factory=OutcomeIds)

    def credentials(self) -> Iterator[Credential]:
        """The credentials of all documents, each once, in their order."""
        read = (self._sound(document) for document in self.library.documents)
        sound = [document for document in read if document is not None]
        given = self._endorsements_given(sound)
        for document in sound:
            credential = self._credential(document)
            if credential is not None:
                more = tuple(given.get(credential.id, ()))
                yield replace(credential, endorsements=credential.endorsements + more)

    def _sound(self, document: Document) -> Document | None:
        """The document without the fields that are wrong, or ``None`` where it cannot be taken; both told."""
        class_ = _class_of(document)[0]
        timed, days = with_times(document.value)
        document = replace(document, value=timed)
        findings = [forgiven(finding, class_) for finding in self._findings(document)]
        fatal = [finding for finding in findings if not spared(finding, class_)]
        for finding in fatal[:_SHOWN]:
            document.place.problem(finding.field, f"{finding.reason}; the badge was refused")
        if fatal:
            return None
        if document.signed:
            document.place.problem("", UNVERIFIED)
        for name, read in days:
            document.place.note(name, read)
        for finding in findings:
            document.place.problem(finding.field, f"{finding.reason}; {_done_with(finding, document)}")
        return without(document, {finding.part for finding in findings}) if findings else document

    def _findings(self, document: Document) -> Iterator[RuleViolation]:
        class_, version = _class_of(document)
        if not class_:
            if is_first_version(document.value):
                yield RuleViolation("uid", "is that of Open Badges 1.0, which is not read; export 2.0 or 3.0")
                return
            given = ", ".join(document.types) or "nothing"
            yield RuleViolation("type", f"says {given}, and must say one of {', '.join(_CREDENTIALS)}")
            return
        older = version == "3.0" and VC1 in contexts_of(document.value)
        yield from check(document.value, class_, version=f"{version}-vc1.1" if older else version)
        yield from date_findings(document.value, self.now)
        yield from proof_findings(document.value)

    def _credential(self, document: Document) -> Credential | None:
        class_, version = _class_of(document)
        if class_ in _PARTS:
            return None
        achieved = self._achieved(document, class_)
        if achieved is None:
            return None
        if not _text(achieved.value, "name").strip():
            achieved.place.problem("name", "is empty; the badge was refused")
            return None
        uri = self._uri(achieved, version)
        known = self.taken.setdefault(uri, achieved.value)
        if known is not achieved.value:
            if known != achieved.value:  # the same achievement, awarded again, is no problem
                reason = f"{uri} is an earlier badge's that says something else; this one was ignored"
                achieved.place.problem("id", reason)
            return None
        return _Badge(self, achieved, version, uri).credential()

    def _uri(self, achieved: Document, version: str) -> str:
        issuer = self.issuer_name(achieved.value.get(_issuer_key(version)))
        return credential_uri(issuer, _text(achieved.value, "name"), _text(achieved.value, "id"))

    def _achieved(self, document: Document, class_: str) -> Document | None:
        """The achievement or badge class of a document, with the issuer and the contexts of its award."""
        if class_ == "AchievementCredential":
            return _within(document, "credentialSubject", "achievement")
        if class_ == "Assertion" and isinstance(document.value["badge"], dict):
            return _within(document, "badge")
        if class_ == "Assertion":
            self._look_for_badge_class(document)
            return None
        return document

    def _look_for_badge_class(self, assertion: Document) -> None:
        """A badge class at an address is a document of its own, or missing."""
        address = assertion.value["badge"]
        if self.library.find(address) is None:
            reason = f"is only the address {address}; load the BadgeClass there, beside this file or alone"
            assertion.place.problem("badge", reason)

    def _endorsements_given(self, sound: list[Document]) -> dict[str, list[Endorsement]]:
        """Endorsements that are documents of their own, by the URI of what they endorse."""
        given: dict[str, list[Endorsement]] = {}
        for document in sound:
            if _class_of(document)[0] in ("EndorsementCredential", "Endorsement"):
                about = document.value.get("credentialSubject") or document.value.get("claim")
                subject = _text(about, "id") if isinstance(about, dict) else ""
                given.setdefault(subject, []).append(self.endorsement(document.value))
        return given

    def endorsement(self, value: Json) -> Endorsement:
        """An endorsement by the name of its issuer; the badge does not say what of it is endorsed."""
        until = _text(value, "validUntil") or _text(value, "expirationDate")
        return Endorsement(endorser=self.issuer_name(value.get("issuer")), valid_until=until[:10])

    def issuer_name(self, issuer: object) -> str:
        """The name in a profile, here or in another document; else the address."""
        profile = issuer if isinstance(issuer, dict) else None
        if profile is None and (found := self.library.find(issuer)):
            profile = dict(found.value)
        if profile is None:
            return str(issuer or "")
        return _text(profile, "name") or _text(profile, "id")


def _done_with(finding: RuleViolation, document: Document) -> str:
    """What became of a part that is wrong."""
    if place_of(finding.part) == finding.field and finding.reason == MISSING:
        return "the badge was read without it"
    left = "read, and left out of exports" if is_read(finding.part, document.value) else "left out"
    return f"{place_of(finding.part)} was {left}"


def _issuer_key(version: str) -> str:
    return "issuer" if version == "2.0" else "creator"


def _class_of(document: Document) -> tuple[str, str]:
    """The class to check a document as, and the version it belongs to; empty where it is neither."""
    return next((_CLASSES[name] for name in document.types if name in _CLASSES), ("", ""))


def _within(document: Document, *path: str) -> Document:
    """A part of a document; the achievement gets the award's issuer and contexts where it has none."""
    value, raw = document.value, document.raw
    for key in path:
        value, raw = _object(value[key]), _object(raw[key])
    return Document(_inherit(value, document.value), _inherit(raw, document.raw), document.place)


def _object(value: object) -> Json:
    return value if isinstance(value, dict) else {}


def _inherit(value: Json, award: Json) -> Json:
    inherited: dict[str, object] = {}
    if "@context" not in value and "@context" in award:
        inherited["@context"] = award["@context"]
    if "Achievement" in types_of(value) and "creator" not in value:
        issuer = award["issuer"]
        inherited["creator"] = issuer if isinstance(issuer, dict) else {"id": issuer, "type": ["Profile"]}
    return {**inherited, **value}


class _Badge:
    """Reads one achievement or badge class that has been found sound."""

    def __init__(self, reader: _Reader, document: Document, version: str, uri: str) -> None:
        self.reader = reader
        self.value = document.value
        self.raw = document.raw
        self.place = document.place
        self.version = version
        self.is_2 = version == "2.0"
        self.uri = uri
        self.lang = self._lang()

    def credential(self) -> Credential:
        issuer = self.value.get(_issuer_key(self.version))
        name = _text(self.value, "name")
        outcomes, alignments = linked(self.uri, self._outcomes(), self._alignments(), self._outcome)
        return Credential(
            id=self.uri,
            name=name,
            issuer=self.reader.issuer_name(issuer),
            outcomes=outcomes,
            description=clean_html(_text(self.value, "description")),
            lang=self.lang,
            url=self._url(),
            level=next((one.target_name for one in alignments if target_of(one) is TargetType.LEVEL), ""),
            field=_text(self.value, "fieldOfStudy"),
            assessments=tuple(self._assessments()),
            endorsements=tuple(self._endorsements()),
            source=str(self.reader.path),
            issuer_id=_id_of(issuer),
            criteria=clean_html(self._narrative()),
            achievement_type=_text(self.value, "achievementType"),
            tags=tuple(sorted(set(_texts(self.value, "tags" if self.is_2 else "tag")))),
            alignments=alignments,
            original=self._original(),
        )

    def _original(self) -> str:
        """The badge as it was written, unless it lacks so much that it could not go out again."""
        class_ = "BadgeClass" if self.is_2 else "Achievement"
        return "" if any(check(self.raw, class_, version=self.version)) else json.dumps(self.raw)

    def _lang(self) -> str:
        tag = _text(self.value, "@language" if self.is_2 else "inLanguage")
        return self.place.parsed("inLanguage", tag, parse_lang, "")

    def _url(self) -> str:
        """The page on how the badge is earned."""
        criteria = self.value.get("criteria")
        url = criteria if isinstance(criteria, str) else _text(_object(criteria), "id")
        return url if url.startswith(("http://", "https://")) else ""

    def _narrative(self) -> str:
        """The words on how the badge is earned, also where they stand in the place of an object."""
        criteria = self.value.get("criteria")
        told = isinstance(criteria, str) and not self._url()
        return str(criteria) if told else _text(_object(criteria), "narrative")

    def _outcomes(self) -> Iterator[LearningOutcome]:
        """What the words of the badge state."""
        texts = outcome_texts(self._narrative(), _text(self.value, "description"))
        distinct = {outcome_uri(self.uri, text): text for text in reversed(texts)}
        for text in reversed(distinct.values()):
            if outcome := self._outcome(text):
                yield outcome

    def _outcome(self, text: str) -> LearningOutcome | None:
        return self.reader.ids.outcome(self.uri, text, given="", lang=self.lang, place=self.place)

    def _alignments(self) -> list[Alignment]:
        """What the issuer asserts; what skillgraph only proposed in an earlier export is nobody's word."""
        if "alignments" in self.value:
            self.place.problem("alignments", "is no key of Open Badges, which say alignment; passed over")
        found = [
            Alignment(
                target_url=_text(item, "targetUrl"),
                target_name=_text(item, "targetName"),
                target_framework=_text(item, "targetFramework"),
                target_code=_text(item, "targetCode"),
                target_type=_text(item, "targetType"),
                target_description=_text(item, "targetDescription"),
            )
            for item in _objects(self.value, "alignment")
            if item.get(SG.mappingStatus) != "proposed"
        ]
        return list(dict.fromkeys(found))

    def _assessments(self) -> Iterator[Assessment]:
        """Result descriptions; the required value is one that passes, which is not mastery."""
        for result in _objects(self.value, "resultDescription"):
            yield Assessment(
                kind=_text(result, "resultType"), description=_text(result, "name"), pass_mark=_share(result)
            )

    def _endorsements(self) -> Iterator[Endorsement]:
        """Endorsements in the badge itself; one that is only an address is read where it is given too."""
        for item in _objects(self.value, "endorsement"):
            yield self.reader.endorsement(item)


def _id_of(issuer: object) -> str:
    """The address of a profile; none where what stands there is a name."""
    found = _text(issuer, "id") if isinstance(issuer, dict) else str(issuer or "")
    return found if ":" in found else ""


def _share(result: Json) -> float | None:
    """The result that is required, as a share of the range of results; ``None`` where neither is a number."""
    bounds = {"valueMin": "0", "valueMax": "100" if _text(result, "resultType") == "Percent" else ""}
    try:
        low, high, required = (
            float((_text(result, key) or bounds.get(key, "")).rstrip(" %"))
            for key in ("valueMin", "valueMax", "requiredValue")
        )
    except ValueError:
        return None
    return (required - low) / (high - low) if low < high and low <= required <= high else None


def _text(value: object, key: str) -> str:
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, str) else ""


def _texts(value: Json, key: str) -> Iterator[str]:
    found = value.get(key)
    for item in found if isinstance(found, list) else [found]:
        if isinstance(item, str) and item:
            yield item


def _objects(value: Json, key: str) -> Iterator[dict[str, object]]:
    found = value.get(key)
    for item in found if isinstance(found, list) else [found]:
        if isinstance(item, dict):
            yield item
