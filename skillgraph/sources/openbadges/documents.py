"""Gathers the badges of a file, a folder or a zip archive, each with its place, and finds them by ``id``."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from skillgraph import limits
from skillgraph.errors import InputError, ProblemLog
from skillgraph.sources.cells import CellCleaner, TooDeepError
from skillgraph.sources.fields import Place
from skillgraph.sources.jsonrecords import JSON, JSON_FORMATS, TOKENS, parse_values
from skillgraph.sources.openbadges.bundles import bundled
from skillgraph.sources.openbadges.contexts import contexts_of
from skillgraph.sources.openbadges.rules import types_of
from skillgraph.sources.openbadges.signed import read_tokens_or_values, token_in, unsigned

MAX_MEMBER = 64 * 2**20
"""Bigger members of an archive are passed over: no badge is 64 MB long."""

_TYPES = frozenset(
    (
        "Achievement",
        "AchievementCredential",
        "Assertion",
        "BadgeClass",
        "Endorsement",
        "EndorsementCredential",
        "Issuer",
        "OpenBadgeCredential",
        "Profile",
    )
)
_CONTEXT_MARKS = ("openbadge", "purl.imsglobal.org/spec/ob")


@dataclass(frozen=True, slots=True)
class Document:
    """One badge, or a part that other documents refer to.

    Attributes:
        value: The JSON object with its strings cleaned.
        raw: The same as it was written.
        signed: Whether it came as a signed JWT.
    """

    value: Mapping[str, object]
    raw: Mapping[str, object]
    place: Place
    signed: bool = False

    @property
    def types(self) -> tuple[str, ...]:
        """The names under ``type``."""
        return types_of(self.value)


@dataclass(slots=True)
class Library:
    """All documents that were given together."""

    documents: list[Document] = field(default_factory=list)
    _by_id: dict[str, Document] = field(default_factory=dict)

    def add(self, document: Document) -> None:
        """Take a document in; the first of an ``id`` is the one that is found."""
        self.documents.append(document)
        if isinstance(given := document.value.get("id"), str):
            self._by_id.setdefault(given, document)

    def find(self, reference: object) -> Document | None:
        """The document at an address, where it was given too; nothing is fetched."""
        return self._by_id.get(reference) if isinstance(reference, str) else None


def is_badge(value: object) -> bool:
    """Whether a JSON value calls itself a class of Open Badges, uses their context, or is a signed JWT."""
    if token_in(value):
        return True
    if not isinstance(value, dict):
        return False
    if any(is_badge(one) for _, one in bundled(value)):
        return True
    if _TYPES & set(types_of(value)) or is_first_version(value):
        return True
    contexts = [one for one in contexts_of(value) if isinstance(one, str)]
    return any(mark in one for one in contexts for mark in _CONTEXT_MARKS)


def is_first_version(value: Mapping[str, object]) -> bool:
    """Whether an object is an assertion of Open Badges 1.0, which had neither a type nor a context."""
    return value.keys() >= {"uid", "recipient", "badge"}


def gather(path: Path, *, problems: ProblemLog) -> Library:
    """Read every document of a JSON file, or of the JSON files in a folder or a zip archive.

    Raises:
        InputError: If a single file or the archive cannot be read.
    """
    library = Library()
    for place, given, signed in _each(_values(path, problems)):
        value = _single_subject(given)
        cleaner = CellCleaner(place.path, problems)
        try:
            cleaned = cleaner.clean_json(value, place.line)
        except TooDeepError:
            place.problem("", f"is nested more than {limits.MAX_DEPTH} deep; passed over")
            continue
        cleaner.report()
        if isinstance(cleaned, dict) and isinstance(value, dict):
            library.add(Document(cleaned, value, place, signed=signed))
        else:
            place.problem("", "is not a JSON object; passed over")
    return library


def _each(values: Iterable[tuple[Place, object]]) -> Iterator[tuple[Place, object, bool]]:
    """Every badge, those in bundles too, without its signature, and whether it had one."""
    for place, given in values:
        value = unsigned(given, place)
        if value is None and given is not None:
            continue
        inner = [(place.within(key), one) for key, one in bundled(value)]
        yield from _each(inner) if inner else ((place, value, bool(token_in(given))),)


def _single_subject(value: object) -> object:
    """A credential whose one subject stands in a list, as Verifiable Credentials allow, with it alone."""
    subject = value.get("credentialSubject") if isinstance(value, dict) else None
    if isinstance(value, dict) and isinstance(subject, list) and len(subject) == 1:
        return {**value, "credentialSubject": subject[0]}
    return value


def _values(path: Path, problems: ProblemLog) -> Iterator[tuple[Place, object]]:
    if path.is_dir():
        formats = (*JSON_FORMATS, *TOKENS)
        members = sorted(file for file in path.rglob("*") if file.suffix.lower() in formats)
        for member in members:
            yield from _whole(member, problems, partial(read_tokens_or_values, member, problems=problems))
    elif path.suffix.lower() == ".zip":
        yield from _archived(path, problems)
    else:
        for line, value in read_tokens_or_values(path, problems=problems):
            yield Place(path, line, problems), value


def _archived(path: Path, problems: ProblemLog) -> Iterator[tuple[Place, object]]:
    try:
        with zipfile.ZipFile(path) as archive:
            for info in sorted(archive.infolist(), key=lambda info: info.filename):
                if not info.filename.lower().endswith((*JSON, *TOKENS)) or info.filename.startswith(
                    "__MACOSX"
                ):
                    continue
                member = path / info.filename
                yield from _whole(member, problems, partial(_member, archive, info, member))
    except (zipfile.BadZipFile, OSError, RuntimeError) as error:
        raise InputError(f"{path} cannot be read as a zip archive: {error}.", hint="Pack it anew.") from error


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, path: Path) -> Iterator[tuple[int, object]]:
    if info.file_size > MAX_MEMBER:
        raise InputError(f"{path} is bigger than {MAX_MEMBER >> 20} MB.")
    try:
        text = archive.read(info).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not UTF-8 (byte {error.start}).") from error
    if token_in(text):
        return iter([(1, text)])
    return parse_values(text, path)


def _whole(
    path: Path, problems: ProblemLog, read: Callable[[], Iterator[tuple[int, object]]]
) -> Iterator[tuple[Place, object]]:
    """Of many files, one that cannot be read is reported, and the others are read."""
    try:
        for line, value in read():
            yield Place(path, line, problems), value
    except InputError as error:
        problems.add(path, None, f"{error.message.rstrip('.')}; passed over")
