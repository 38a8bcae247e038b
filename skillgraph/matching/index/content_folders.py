"""Content-addressed folders: built once beside their place, moved there in one step, checked on opening.

A part is named by a hash of what it was made from, so it never changes and any process may use it.
Only ``.npy`` and JSON files are written, which hold data and no code.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from skillgraph import seals
from skillgraph.errors import IndexDamagedError
from skillgraph.halves import half, sweep

_LIST = "part.json"
REBUILD = "Build the index with `skillgraph index`; a question on the command line builds it by itself."


def content_hash(pieces: Iterable[str]) -> str:
    """Hexadecimal hash of a sequence of strings (their boundaries count)."""
    total = hashlib.blake2b(digest_size=16)
    for piece in pieces:
        data = piece.encode("utf-8", "surrogatepass")
        total.update(len(data).to_bytes(8, "little") + data)
    return total.hexdigest()


class PartStore:
    """The parts under one folder."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    def build(self, name: str, write: Callable[[Path], None]) -> Path:
        """The part of a name, written now by ``write(folder)`` where it is missing or damaged."""
        target = self.directory / name
        sweep(self.directory)  # a process killed behind its last step left its half beside the whole part
        if _intact(target):
            return target
        self.directory.mkdir(parents=True, exist_ok=True)
        with half(target, Path.mkdir) as scratch:
            new = scratch / "new"
            new.mkdir()
            write(new)
            _seal(new)
            _replace(new, target, scratch / "old")
        return target

    def open(self, name: str) -> Path:
        """The folder of a part, without what a process left that was killed as it noted that it saw it whole.

        Raises:
            IndexDamagedError: If it is missing or damaged.
        """
        target = self.directory / name
        sweep(target)
        if wrong := damage(target):
            raise IndexDamagedError(f"The index part {target} is missing or damaged ({wrong}).", hint=REBUILD)
        return target

    def siblings(self, prefix: str) -> list[Path]:
        """Intact parts whose names begin alike, sorted."""
        return [path for path in sorted(self.directory.glob(f"{prefix}*")) if _intact(path)]


def load_array(path: Path) -> npt.NDArray[Any]:
    """Memory-map an array.

    Raises:
        IndexDamagedError: If the file is damaged.
    """
    try:
        array: npt.NDArray[Any] = np.load(path, mmap_mode="r", allow_pickle=False)
    except (OSError, ValueError, EOFError) as error:
        raise IndexDamagedError(f"The index file {path} cannot be read: {error}.", hint=REBUILD) from error
    return array


def _seal(folder: Path) -> None:
    seals.seal(folder / _LIST, folder, _files(folder))


def damage(folder: Path, *, thorough: bool = False) -> str:
    """What is wrong with a part: the files that are missing or changed; nothing where it is whole."""
    try:
        return ", ".join(seals.damaged(folder / _LIST, folder, thorough=thorough))
    except (OSError, ValueError, TypeError):
        return _LIST


def has_checksums(folder: Path) -> bool:
    """Whether a part knows more than the sizes of its files; those of earlier versions do not."""
    return bool(seals.read(folder / _LIST))


def _intact(folder: Path) -> bool:
    return not damage(folder)


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _replace(new: Path, target: Path, aside: Path) -> None:
    """Move a damaged part aside and the new one in; another process may win, with the same content."""
    try:
        if target.exists():
            target.rename(aside)
        new.rename(target)
    except OSError:
        if not _intact(target):
            raise
