"""The file of a backup: a zip with every part of a workspace, and the list of them with their checksums."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING, Protocol
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from skillgraph import sealed_json
from skillgraph.errors import InputError

if TYPE_CHECKING:
    from pydantic import TypeAdapter

LIST = "backup.json"
FORMAT = 1
_CHUNK = 1 << 20
_MOST = 100_000_000
"""Bytes of the list; one of a whole workspace has some thousand lines."""

_MOMENT = (2020, 1, 1, 0, 0, 0)
"""The time that every member has: the same workspace gives the same bytes."""

_DECODING = (BadZipFile, EOFError, ValueError, NotImplementedError, zlib.error)
_UNREADABLE = (*_DECODING, OSError)
_OTHER = "Take another backup, or another copy of this one."


@dataclass(frozen=True, slots=True)
class PartSum:
    """One file of a workspace.

    Attributes:
        name: Its path below the workspace, with ``/``.
        size: In bytes.
        sha256: Hexadecimal.
    """

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup holds.

    Attributes:
        version: Of the skillgraph that made it.
        generation: The generation of the graph; ``None`` where there was no graph yet.
    """

    version: str
    generation: str | None
    parts: tuple[PartSum, ...]
    format: int = FORMAT

    @property
    def size(self) -> int:
        """Bytes of all parts."""
        return sum(part.size for part in self.parts)


class _Sink(Protocol):
    def write(self, data: bytes, /) -> object: ...


def pack(target: Path, folder: Path, *, version: str, generation: str | None) -> Backup:
    """Write all files of a folder to a new zip.

    Raises:
        OSError: If the disk is full, or a file cannot be read.
    """
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    with ZipFile(target, "w", ZIP_DEFLATED, compresslevel=1) as archive:
        parts = tuple(_packed(archive, folder, name) for name in names)
        made = Backup(version, generation, parts)
        archive.writestr(_info(LIST), sealed_json.seal(_adapter().dump_json(made, indent=1)))
    return made


def listed(archive: ZipFile, path: Path) -> Backup:
    """What a backup says it holds.

    Raises:
        InputError: If it is none, or its list does not name just what it holds.
    """
    try:
        info = archive.getinfo(LIST)
        if info.file_size > _MOST:
            raise ValueError("its list is too long")
        found = _adapter().validate_json(sealed_json.unseal(archive.read(info)))
    except (KeyError, *_UNREADABLE) as error:
        raise InputError(
            f"{path} is no backup of a workspace, or its list of parts is damaged.",
            hint="Name a file that `skillgraph backup` wrote.",
        ) from error
    if found.format != FORMAT:
        raise InputError(
            f"{path} has format {found.format}; this version reads format {FORMAT}.",
            hint="Update skillgraph.",
        )
    _check_names(archive, found, path)
    return found


def unpack(archive: ZipFile, backup: Backup, path: Path, folder: Path) -> None:
    """Write all parts to a folder, each compared with its checksum.

    Raises:
        InputError: If one is not what was written.
        OSError: If the disk is full.
    """
    for part in backup.parts:
        target = folder / part.name
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as stream:
            _copy_checked(archive, part, path, stream)


def compare(archive: ZipFile, backup: Backup, path: Path) -> None:
    """Read all parts, and compare each with its checksum.

    Raises:
        InputError: If one is not what was written.
    """
    for part in backup.parts:
        _copy_checked(archive, part, path, _Nowhere())


def opened(path: Path) -> ZipFile:
    """The zip at a path, to read.

    Raises:
        InputError: If it is none.
    """
    try:
        return ZipFile(path)
    except FileNotFoundError:
        raise InputError(f"There is no file {path}.", hint="Name the file of a backup.") from None
    except _UNREADABLE as error:
        raise InputError(f"{path} is no whole zip ({error}).", hint=_OTHER) from error


def _packed(archive: ZipFile, folder: Path, name: str) -> PartSum:
    digest, size = sha256(), 0
    with (folder / name).open("rb") as stream, archive.open(_info(name), "w", force_zip64=True) as member:
        for chunk in _chunks(stream):
            digest.update(chunk)
            size += len(chunk)
            member.write(chunk)
    return PartSum(name, size, digest.hexdigest())


def _info(name: str) -> ZipInfo:
    info = ZipInfo(name, _MOMENT)
    info.compress_type, info.external_attr = ZIP_DEFLATED, 0o644 << 16
    return info


def _copy_checked(archive: ZipFile, part: PartSum, path: Path, sink: _Sink) -> None:
    digest, size = sha256(), 0
    for chunk in _read(archive, part, path):
        digest.update(chunk)
        size += len(chunk)
        sink.write(chunk)
    if (size, digest.hexdigest()) != (part.size, part.sha256):
        raise _damaged(path, part)


def _read(archive: ZipFile, part: PartSum, path: Path) -> Iterator[bytes]:
    """The bytes of a part, no more than one chunk beyond its size."""
    left = part.size
    try:
        with archive.open(part.name) as member:
            while left >= 0 and (chunk := member.read(_CHUNK)):
                left -= len(chunk)
                yield chunk
    except (KeyError, *_DECODING) as error:
        raise _damaged(path, part) from error


def _damaged(path: Path, part: PartSum) -> InputError:
    return InputError(f"{path} is damaged: {part.name} is not what was written.", hint=_OTHER)


def _check_names(archive: ZipFile, backup: Backup, path: Path) -> None:
    names = [part.name for part in backup.parts]
    held = [name for name in archive.namelist() if name != LIST]
    if sorted(names) != sorted(held) or len(set(names)) < len(names):
        raise InputError(f"{path} does not hold just the parts that it lists.", hint=_OTHER)
    for name in names:
        if not _is_below(name):
            raise InputError(f"{path} lists {name[:80]!r}, which is no path below a workspace.", hint=_OTHER)


def _is_below(name: str) -> bool:
    parts = PurePosixPath(name).parts
    plain = all(part not in ("", ".", "..") and "\\" not in part and ":" not in part for part in parts)
    return bool(parts) and plain and name == "/".join(parts) and "\0" not in name and parts[0] != "/"


def _chunks(stream: IO[bytes]) -> Iterator[bytes]:
    while chunk := stream.read(_CHUNK):
        yield chunk


class _Nowhere:
    def write(self, data: bytes, /) -> int:
        return len(data)


@cache
def _adapter() -> TypeAdapter[Backup]:
    from pydantic import TypeAdapter

    return TypeAdapter(Backup)
