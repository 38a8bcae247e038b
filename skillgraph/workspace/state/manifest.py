"""The workspace's manifest: what is loaded, from which files, and which store generation holds it.

Replacing this one file is the commit of every write, so a reader or a killed process sees either the
old state or the new one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from skillgraph import files, sealed_json
from skillgraph.errors import InputError, NotFoundError
from skillgraph.languages.sentences import error_of, sentence
from skillgraph.model import FrameworkId

if TYPE_CHECKING:
    from pydantic import TypeAdapter

NAME = "manifest.json"
FOLDER = "postings"
"""The folder of a workspace that holds its tables."""

KEYS = "keys.json"
"""The file of a workspace that holds the hashes of its keys; see `skillgraph.workspace.access.keys`."""

FORMAT = 1
LACKING = 0.9
"""A language is lacking where fewer than this share of the concepts have a label in it."""


@dataclass(frozen=True, slots=True)
class FileRecord:
    """An input file as it was when it was loaded."""

    name: str
    sha256: str

    @classmethod
    def of(cls, path: Path) -> FileRecord:
        """Hash a file, or the sorted files of a folder."""
        if path.is_dir():
            members = sorted(member for member in path.rglob("*") if member.is_file())
            return cls(path.name, files.sha256_of(members))
        return cls(path.name, files.sha256(path))


@dataclass(frozen=True, slots=True)
class FrameworkRecord:
    """A loaded framework version and the named graph that holds it.

    Attributes:
        counts: How many concepts, relations and collection members of which kind.
        labels: How many concepts have a preferred label, by language.
    """

    id: FrameworkId
    graph: str
    scheme: str
    languages: tuple[str, ...]
    counts: dict[str, int]
    files: tuple[FileRecord, ...]
    loaded: str
    labels: dict[str, int] = field(default_factory=dict)
    title: str = ""
    acknowledgement: str = ""


@dataclass(frozen=True, slots=True)
class GraphRecord:
    """A crosswalk or a credential source, and the named graph that holds it."""

    name: str
    graph: str
    count: int
    files: tuple[FileRecord, ...]
    loaded: str


@dataclass(frozen=True, slots=True)
class PartRecord:
    """One Parquet file of a table.

    Attributes:
        file: Its name below ``postings/``.
        count: Its rows.
        origin: What the rows come from: the name of a loaded file, or of another part.
    """

    file: str
    count: int
    origin: str = ""


@dataclass(frozen=True, slots=True)
class TableRecord:
    """A table under ``postings/``: a source of postings, or the mentions found in one.

    Attributes:
        count: Its rows.
        distinct: Of postings, those that stand for themselves and their near-duplicates.
        files: What was loaded, the last one last.
        made_with: Everything else that the rows depend on.
    """

    name: str
    parts: tuple[PartRecord, ...] = ()
    count: int = 0
    distinct: int = 0
    files: tuple[FileRecord, ...] = ()
    loaded: str = ""
    made_with: dict[str, str] = field(default_factory=dict)


Record = TypeVar("Record", GraphRecord, TableRecord)


@dataclass(frozen=True, slots=True)
class Manifest:
    """Everything a workspace holds."""

    format: int = FORMAT
    generation: str | None = None
    frameworks: tuple[FrameworkRecord, ...] = ()
    crosswalks: tuple[GraphRecord, ...] = ()
    credentials: tuple[GraphRecord, ...] = ()
    postings: tuple[TableRecord, ...] = ()
    mentions: tuple[TableRecord, ...] = ()

    def with_framework(self, record: FrameworkRecord) -> Manifest:
        """The manifest with ``record`` in place of the same version's earlier one."""
        others = [other for other in self.frameworks if other.id != record.id]
        return replace(self, frameworks=tuple(sorted([*others, record], key=_framework_order)))

    def label_sources(self, record: FrameworkRecord) -> list[FrameworkRecord]:
        """Other versions with labels in a language that ``record`` lacks, newest first.

        ESCO publishes one file for each language, and people load what they have: French of 1.2.1 beside
        English of 1.2.0, say. A URI means the same concept in every version.
        """
        most = max(record.labels.values(), default=0)
        lacking = {
            lang
            for other in self.frameworks
            for lang in other.labels
            if record.labels.get(lang, 0) < LACKING * most
        }
        return [other for other in self.other_versions(record) if lacking & other.labels.keys()]

    def other_versions(self, record: FrameworkRecord) -> list[FrameworkRecord]:
        """The other versions of a framework, newest first."""
        versions = [r for r in self.frameworks if r.id.name == record.id.name and r.id != record.id]
        return versions[::-1]

    def framework(self, selector: str | None = None) -> FrameworkRecord:
        """The framework that ``esco@1.1.1`` (one version) or ``esco`` (its newest) names.

        Without a selector: the newest ESCO, else the newest version of the first framework by name.

        Raises:
            NotFoundError: If it is not loaded.
        """
        wanted = selector or self._default_name()
        found = [record for record in self.frameworks if record.id.is_named(wanted)]
        if not found:
            loaded = ", ".join(str(r.id) for r in self.frameworks) or sentence("word.none")
            raise error_of(NotFoundError, "framework-unknown", name=selector or "esco", loaded=loaded)
        return found[-1]

    def active(self) -> frozenset[FrameworkId]:
        """The newest version of each framework."""
        return frozenset(self.framework(name).id for name in self.framework_names())

    def framework_names(self) -> list[str]:
        """The names of the loaded frameworks, without versions, sorted."""
        return sorted({record.id.name for record in self.frameworks})

    def _default_name(self) -> str:
        names = self.framework_names()
        return "esco" if "esco" in names or not names else names[0]


def with_record(records: Iterable[Record], record: Record) -> tuple[Record, ...]:
    """``records`` with ``record`` in place of the earlier one of that name."""
    by_name = {other.name: other for other in records} | {record.name: record}
    return tuple(by_name[name] for name in sorted(by_name))


def read(folder: Path) -> Manifest:
    """Read the manifest of a workspace.

    The file is read each time, so that what other processes commit is seen at once; its content is understood
    once for as long as it is the same.

    Raises:
        NotFoundError: If the folder holds none.
        InputError: If it cannot be understood.
    """
    path = folder / NAME
    try:
        return _understood(path, path.read_bytes())
    except FileNotFoundError:
        raise NotFoundError(
            f"There is no workspace in {folder}.",
            hint="Make one with `skillgraph init`, or name another with --workspace.",
        ) from None


@lru_cache(maxsize=4)  # a request asks for it several times, and most find what the request before found
def _understood(path: Path, content: bytes) -> Manifest:
    from pydantic import ValidationError

    try:
        manifest = _adapter().validate_json(_unsealed(path, content))
    except ValidationError as error:
        raise InputError(
            f"{path} is not a manifest of skillgraph ({error.errors()[0]['msg']}).",
            hint="Restore it from a copy of the workspace, or make a new workspace with `skillgraph init`.",
        ) from error
    if manifest.format != FORMAT:
        raise InputError(
            f"{path} has format {manifest.format}; this version reads format {FORMAT}.",
            hint="Update skillgraph.",
        )
    return manifest


def write(folder: Path, manifest: Manifest) -> None:
    """Replace the manifest in one step: the commit. Its first line is the checksum of all others."""
    files.write_bytes(folder / NAME, sealed_json.seal(_adapter().dump_json(manifest, indent=2)))


def _unsealed(path: Path, content: bytes) -> bytes:
    """The manifest without its checksum; earlier versions wrote none.

    Raises:
        InputError: If it holds other bytes than were written.
    """
    try:
        return sealed_json.unseal(content)
    except ValueError:
        raise InputError(
            f"{path} is damaged: it does not hold what was written.",
            hint="Restore it from a copy of the workspace, or make a new workspace with `skillgraph init`.",
        ) from None


@cache
def _adapter() -> TypeAdapter[Manifest]:
    """Reads and writes manifests; making it costs more than using it."""
    from pydantic import TypeAdapter

    return TypeAdapter(Manifest)


def _framework_order(record: FrameworkRecord) -> tuple[str, tuple[tuple[int, int, str], ...]]:
    """Versions in their natural order: 1.10 after 1.9, words before numbers."""
    parts = record.id.version.replace("-", ".").split(".")
    return record.id.name, tuple((1, int(p), "") if p.isdigit() else (0, 0, p) for p in parts)
