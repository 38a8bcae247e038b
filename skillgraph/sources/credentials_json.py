"""Credentials in JSON, with the field names of the model.

The format is documented in ``docs/credentials-json.md``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import partial
from pathlib import Path
from typing import TypeVar

from skillgraph.errors import ProblemLog
from skillgraph.languages.sentences import sentence
from skillgraph.model import Alignment, Assessment, Credential, Endorsement, EndorsementClaim, LearningOutcome
from skillgraph.sources.alignments import linked
from skillgraph.sources.fields import OutcomeIds, Place, parse_claim
from skillgraph.sources.identifiers import as_uri, credential_uri
from skillgraph.sources.jsonrecords import Record, read_records
from skillgraph.sources.openbadges.bundles import wrapped
from skillgraph.sources.schemes import parse_address, parse_identifier
from skillgraph.sources.values import (
    parse_credits,
    parse_date,
    parse_hours,
    parse_lang,
    parse_share,
    parse_weeks,
    parse_yes_no,
    split_list,
)

Item = Mapping[str, object]
T = TypeVar("T")

_PLAIN = (
    "description",
    "level",
    "field",
    "delivery",
    "cost",
    "criteria",
    "achievement_type",
    "evidence_of_need",
)
_NOT_KEYS = ("original",)
_ISSUER = "issuer"
"""Exports of badge platforms give an object with a name, as Open Badges do."""


def read_credentials_json(path: Path, *, problems: ProblemLog) -> Iterator[Credential]:
    """Read credentials from a JSON object, an array of them, ``{"credentials": [...]}``, or JSON Lines.

    Raises:
        InputError: If the file cannot be read as JSON.
    """
    reader = CredentialReader(path, problems)
    for record in read_records(path, problems=problems):
        for number, value in _items(record):
            credential = reader.credential(value, Place(path, record.line, problems, f"record {number}: "))
            if credential is not None:
                yield credential
    reader.report_unknown()


def _items(record: Record) -> Iterator[tuple[int, object]]:
    inner = record.value.get("credentials") if isinstance(record.value, dict) else None
    if isinstance(inner, list):
        yield from enumerate(inner, start=1)
    else:
        yield record.number, record.value


@dataclass(slots=True)
class CredentialReader:
    """Reads the records of one file; knows which identifiers are taken."""

    path: Path
    problems: ProblemLog
    taken: set[str] = field(default_factory=set)
    ids: OutcomeIds = field(default_factory=OutcomeIds)
    unknown: dict[str, int] = field(default_factory=dict)

    def credential(self, value: object, place: Place) -> Credential | None:
        """The credential, or ``None`` with a problem where it has no name or issuer, or its id is taken."""
        if not isinstance(value, dict):
            place.problem("", "is not a JSON object; passed over")
            return None
        key, count = ("", 0) if "name" in value else wrapped(value)
        if key:
            place.problem(key, sentence("note.platform-answer", count=count))
            return None
        self._note_unknown(value, Credential, place)
        name, issuer = (_text(value, key, place) for key in ("name", "issuer"))
        if not (name and issuer):
            place.problem("issuer" if name else "name", "is missing; the credential was passed over")
            return None
        uri = credential_uri(issuer, name, _parsed(value, "id", place, parse_identifier, ""))
        if uri in self.taken:
            place.problem("id", f"{uri} is an earlier credential's; this one was ignored")
            return None
        self.taken.add(uri)
        return self._build(value, uri, name, issuer, place)

    def _build(self, value: Item, uri: str, name: str, issuer: str, place: Place) -> Credential:
        lang = _parsed(value, "lang", place, parse_lang, "")
        outcomes, alignments = linked(
            uri,
            self._outcomes(value, uri, lang, place),
            self._objects(value, "alignments", place, Alignment, _alignment),
            partial(self._named_outcome, uri, lang=lang, place=place),
        )
        return Credential(
            id=uri,
            name=name,
            issuer=issuer,
            outcomes=outcomes,
            lang=lang,
            url=_parsed(value, "url", place, parse_address, ""),
            issuer_id=_parsed(value, "issuer_id", place, parse_identifier, ""),
            duration_hours=_parsed(value, "duration_hours", place, parse_hours, None),
            duration_weeks=_parsed(value, "duration_weeks", place, parse_weeks, None),
            credits=_parsed(value, "credits", place, parse_credits, None),
            transcriptable=_parsed(value, "transcriptable", place, parse_yes_no, None),
            learner_owned=_parsed(value, "learner_owned", place, parse_yes_no, None),
            stacks_into=_texts(value, "stacks_into", place),
            reviewed=_parsed(value, "reviewed", place, parse_date, ""),
            prerequisites=_texts(value, "prerequisites", place),
            assessments=tuple(self._objects(value, "assessments", place, Assessment, _assessment)),
            endorsements=tuple(self._objects(value, "endorsements", place, Endorsement, _endorsement)),
            source=str(self.path),
            tags=tuple(sorted(set(_texts(value, "tags", place)))),
            alignments=alignments,
            **{key: _text(value, key, place) for key in _PLAIN},
        )

    def _outcomes(self, value: Item, credential: str, lang: str, place: Place) -> tuple[LearningOutcome, ...]:
        outcomes = []
        for index, item in enumerate(_list(value, "outcomes", place)):
            inner = place.within(f"outcomes[{index}]")
            content = {"text": item} if isinstance(item, str) else item
            if not isinstance(content, dict):
                inner.problem("", "is neither a string nor an object; passed over")
                continue
            self._note_unknown(content, LearningOutcome, inner)
            outcomes.append(self._outcome(content, credential, lang, inner))
        if value.get("outcomes") == []:
            place.problem("outcomes", "is empty; the credential has no outcome of its own")
        return tuple(outcome for outcome in outcomes if outcome is not None)

    def _outcome(self, content: Item, credential: str, lang: str, place: Place) -> LearningOutcome | None:
        text = _text(content, "text", place)
        if not text:
            place.problem("text", "is missing; the outcome was passed over")
            return None
        lang = _parsed(content, "lang", place, parse_lang, "") or lang
        given = _parsed(content, "id", place, parse_identifier, "")
        others = tuple(_other_texts(content, text, place))
        return self.ids.outcome(credential, text, given=given, lang=lang, place=place, others=others)

    def _named_outcome(
        self, credential: str, text: str, *, lang: str, place: Place
    ) -> LearningOutcome | None:
        return self.ids.outcome(credential, text, given="", lang=lang, place=place)

    def _objects(
        self, value: Item, key: str, place: Place, kind: type, build: Callable[[Item, Place], T | None]
    ) -> Iterator[T]:
        for index, item in enumerate(_list(value, key, place)):
            inner = place.within(f"{key}[{index}]")
            if not isinstance(item, dict):
                inner.problem("", "is not an object; passed over")
                continue
            self._note_unknown(item, kind, inner)
            built = build(item, inner)
            if built is not None:
                yield built

    def _note_unknown(self, value: Item, kind: type, place: Place) -> None:
        known = {entry.name for entry in fields(kind)} - set(_NOT_KEYS)
        for key in value:
            if key not in known and not key.startswith("@"):
                self.unknown.setdefault(f"{kind.__name__}.{key}", place.line)

    def report_unknown(self) -> None:
        """One problem for each key that no value has, at its first line."""
        for key, line in self.unknown.items():
            self.problems.add(
                self.path, line, "is not a known key; it was ignored wherever it stands", field=key
            )


def _other_texts(content: Item, text: str, place: Place) -> Iterator[tuple[str, str]]:
    """What an outcome is called in other languages: ``{"fr": "Souder des pièces"}``."""
    found = content.get("other_texts")
    if found is not None and not isinstance(found, dict):
        place.problem("other_texts", f"is {_kind(found)}, not an object of languages; left empty")
        return
    for tag in found or {}:
        inner = place.within("other_texts")
        lang, other = inner.parsed(tag, tag, parse_lang, ""), _text(found or {}, tag, inner)
        if lang and other and other != text:
            yield lang, other


def _assessment(item: Item, place: Place) -> Assessment | None:
    kind = _text(item, "kind", place)
    if not kind:
        place.problem("kind", "is missing; the assessment was passed over")
        return None
    return Assessment(
        kind=kind,
        description=_text(item, "description", place),
        authentic=_parsed(item, "authentic", place, parse_yes_no, None),
        threshold=_parsed(item, "threshold", place, parse_share, None),
        evidence=_text(item, "evidence", place),
        embedded=_parsed(item, "embedded", place, parse_yes_no, None),
        pass_mark=_parsed(item, "pass_mark", place, parse_share, None),
    )


def _endorsement(item: Item, place: Place) -> Endorsement | None:
    endorser = _text(item, "endorser", place)
    if not endorser:
        place.problem("endorser", "is missing; the endorsement was passed over")
        return None
    return Endorsement(
        endorser=endorser,
        claim=_parsed(item, "claim", place, parse_claim, EndorsementClaim.UNSPECIFIED),
        skill=_text(item, "skill", place),
        valid_until=_parsed(item, "valid_until", place, parse_date, ""),
    )


def _alignment(item: Item, place: Place) -> Alignment | None:
    texts = {entry.name: _text(item, entry.name, place) for entry in fields(Alignment)}
    for key in ("target_url", "outcome"):
        texts[key] = place.parsed(key, texts[key], parse_identifier, "")
    missing = next((key for key in ("target_url", "target_name") if not texts[key]), "")
    if missing:
        place.problem(missing, "is missing; the alignment was passed over")
        return None
    if texts["outcome"]:
        texts["outcome"] = as_uri(texts["outcome"], "outcome")
    return Alignment(**texts)


def _parsed(value: Item, key: str, place: Place, parse: Callable[[str], T], default: T) -> T:
    return place.parsed(key, _text(value, key, place), parse, default)


def _text(value: Item, key: str, place: Place) -> str:
    """A scalar, or the only one of a list, as text; anything else is reported and read as empty."""
    found = value.get(key)
    if isinstance(found, list) and len(found) == 1:
        (found,) = found
    if key == _ISSUER and isinstance(found, dict):
        found = found.get("name")
    if found is None:
        return ""
    if isinstance(found, bool):
        return "yes" if found else "no"
    if isinstance(found, str | int | float):
        return str(found)
    place.problem(key, f"is {_kind(found)}, not text; left empty")
    return ""


def _texts(value: Item, key: str, place: Place) -> tuple[str, ...]:
    """A list of strings, or one string with semicolons."""
    if isinstance(text := value.get(key), str):
        return split_list(text)
    items = _list(value, key, place)
    for index, item in enumerate(items):
        if not isinstance(item, str):
            place.problem(f"{key}[{index}]", f"is {_kind(item)}, not text; passed over")
    return tuple(dict.fromkeys(item for item in items if isinstance(item, str) and item))


def _list(value: Item, key: str, place: Place) -> Sequence[object]:
    found = value.get(key)
    if found is None:
        return ()
    if isinstance(found, list):
        return found
    place.problem(key, f"is {_kind(found)}, not a list; left empty")
    return ()


def _kind(value: object) -> str:
    if value is None:
        return "null"
    return {dict: "an object", list: "a list", str: "text", bool: "true or false"}.get(
        type(value), "a number"
    )
