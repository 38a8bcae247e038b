"""Safe access to the files of one or more zips and folders, taken together.

Nothing is ever extracted. Sizes are counted while reading, because the sizes a zip declares can lie.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import IO, cast

from skillgraph.errors import InputError

MAX_TOTAL_BYTES = 4 * 2**30
"""What one bundle may unpack to; the 28 languages of a version together are about a quarter of it."""

MAX_RATIO = 200
"""Times its packed size that a file may unpack to; ESCO's files reach about 15."""

_FREE_BYTES = 16 * 2**20
"""The ratio is not looked at below this size, where it cannot do harm."""

_MAX_MEMBERS = 5_000
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError)


@dataclass(frozen=True, slots=True)
class BundleFile:
    """One file of a bundle.

    Attributes:
        label: How problems name it: ``folder/skills_en.csv`` or ``bundle.zip/skills_en.csv``.
        name: The bare file name.
        origin: The names that may tell version and language, nearest first.
    """

    label: str
    name: str
    origin: tuple[str, ...]
    opener: Callable[[], IO[bytes]]

    def open(self) -> IO[bytes]:
        """Open for reading; damage and bombs surface as ``InputError`` while it is read."""
        return self.opener()


@dataclass(slots=True)
class _Budget:
    """Counts the bytes read from all files of a bundle."""

    left: int = field(default_factory=lambda: MAX_TOTAL_BYTES)

    def spend(self, amount: int, label: str) -> None:
        self.left -= amount
        if self.left < 0:
            raise InputError(
                f"{label} and the files before it unpack to more than {MAX_TOTAL_BYTES / 2**30:g} GiB.",
                hint="Give the official ESCO files only; this looks like a zip bomb.",
            )


class _Guarded(io.RawIOBase):
    """A stream that counts what it gives and names what is wrong with it."""

    def __init__(self, source: IO[bytes], label: str, budget: _Budget, packed: int | None) -> None:
        self._source = source
        self._label = label
        self._budget = budget
        self._limit = None if packed is None else max(_FREE_BYTES, MAX_RATIO * packed)
        self._given = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(cast(bytearray, buffer))
        data = self._read(len(view))
        self._given += len(data)
        self._budget.spend(len(data), self._label)
        self._check_ratio()
        view[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._source.close()
        super().close()

    def _read(self, size: int) -> bytes:
        try:
            return self._source.read(size)
        except _DAMAGED as error:
            raise InputError(
                f"{self._label} is damaged and cannot be read to its end ({error}).",
                hint="Download it again.",
            ) from error

    def _check_ratio(self) -> None:
        if self._limit is not None and self._given > self._limit:
            raise InputError(
                f"{self._label} unpacks to more than {MAX_RATIO} times its packed size.",
                hint="Give the official ESCO files only; this looks like a zip bomb.",
            )


@contextmanager
def open_bundle(paths: Sequence[Path]) -> Iterator[tuple[BundleFile, ...]]:
    """Give the files of zips, folders and single files, in a stable order.

    Folders are looked into one level deep, and zips lying in them are opened too.

    Raises:
        InputError: If a path is not there, cannot be read, or is no sound zip.
    """
    if not paths:
        raise InputError("No file of a framework was given.", hint="Name a zip, a folder or files.")
    budget = _Budget()
    with ExitStack() as stack:
        yield tuple(
            member for path in _expand(paths) for member in _members(path, stack=stack, budget=budget)
        )


def _expand(paths: Sequence[Path]) -> Iterator[Path]:
    """The single files and zips that are meant, folders opened up."""
    for path in paths:
        try:
            if path.is_dir():
                yield from _folder(path)
            elif path.exists():
                yield path
            else:
                raise InputError(f"{path} is not there.", hint="Check the path.")
        except OSError as error:
            raise _unreadable(path, error) from error


def _folder(folder: Path) -> list[Path]:
    # One level down reaches what unpacking a zip makes; deeper would walk a whole home folder by mistake.
    found = [*folder.iterdir()]
    for inner in [path for path in found if path.is_dir()]:
        found.extend(inner.iterdir())
    return sorted(
        path for path in found if path.suffix.lower() in (".csv", ".zip", ".txt") and path.is_file()
    )


def _members(path: Path, *, stack: ExitStack, budget: _Budget) -> Iterator[BundleFile]:
    try:
        zipped = path.suffix.lower() == ".zip" or _looks_zipped(path)
        if not zipped:
            yield _plain(path, budget)
            return
        archive = stack.enter_context(zipfile.ZipFile(path))
    except zipfile.BadZipFile as error:
        raise InputError(
            f"{path} is not a zip file, or it is cut off ({error}).", hint="Download it again."
        ) from error
    except OSError as error:
        raise _unreadable(path, error) from error
    yield from _archive_members(path, archive, budget)


def _looks_zipped(path: Path) -> bool:
    with path.open("rb") as stream:
        return stream.read(4) == b"PK\x03\x04"


def _plain(path: Path, budget: _Budget) -> BundleFile:
    def opener() -> IO[bytes]:
        try:
            source = path.open("rb")
        except OSError as error:
            raise _unreadable(path, error) from error
        return io.BufferedReader(_Guarded(source, str(path), budget, None))

    return BundleFile(str(path), path.name, (path.name, path.absolute().parent.name), opener)


def _archive_members(path: Path, archive: zipfile.ZipFile, budget: _Budget) -> Iterator[BundleFile]:
    infos = archive.infolist()
    if len(infos) > _MAX_MEMBERS:
        raise InputError(
            f"{path} holds {len(infos):,} files, more than {_MAX_MEMBERS:,}.",
            hint="Give the official ESCO zip.",
        )
    for info in infos:
        _check_name(path, info.filename)
    for info in sorted(infos, key=lambda info: info.filename):
        if not (info.is_dir() or _is_litter(info.filename)):
            yield _archived(path, archive, info, budget)


def _archived(path: Path, archive: zipfile.ZipFile, info: zipfile.ZipInfo, budget: _Budget) -> BundleFile:
    label = f"{path.name}/{info.filename}"

    def opener() -> IO[bytes]:
        if info.flag_bits & 1:
            raise InputError(f"{label} is encrypted.", hint="Give a zip without a password.")
        try:
            source = archive.open(info)
        except _DAMAGED as error:
            raise InputError(f"{label} is damaged ({error}).", hint="Download it again.") from error
        return io.BufferedReader(_Guarded(source, label, budget, info.compress_size))

    return BundleFile(label, PurePosixPath(info.filename).name, (path.name,), opener)


def _check_name(path: Path, name: str) -> None:
    """Nothing is extracted, yet a name that climbs out of the zip says that the zip is not ESCO's."""
    windows = PureWindowsPath(name)
    if ".." in windows.parts or windows.drive or windows.root or PurePosixPath(name).is_absolute():
        raise InputError(
            f"{path} holds a file with the unsafe name {name!r}.", hint="Give the official ESCO zip."
        )


def _is_litter(name: str) -> bool:
    """Whether macOS put it there: ``__MACOSX/._skills_en.csv``."""
    return any(part == "__MACOSX" or part.startswith("._") for part in PurePosixPath(name).parts)


def _unreadable(path: Path, error: OSError) -> InputError:
    return InputError(f"{path} cannot be read ({error.strerror or error}).", hint="Check its permissions.")
