"""Checksums of files that never change, to notice when they did.

A seal is a JSON file beside them: for each its SHA-256, and its size, time and inode when the bytes were last
seen to be right. As long as those three are the same the bytes are not read again; a copy is read once. The
seal has a checksum of its own; those of earlier versions have none.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TypeAlias

from skillgraph import files, sealed_json

Stamp: TypeAlias = tuple[int, int, int]
"""Size in bytes, time of the last change in nanoseconds, inode."""

_UNVERIFIED: Stamp = (-1, -1, -1)

Sums: TypeAlias = Mapping[str, tuple[str, Stamp]]


def seal(target: Path, folder: Path, paths: Iterable[Path], *, known: Sums | None = None) -> None:
    """Write down what the files hold now.

    Args:
        target: The seal.
        folder: What the names in it are relative to.
        paths: The files.
        known: The seal of a folder that some of them are hard links to; those are not read.
    """
    taken = {stamp: digest for digest, stamp in (known or {}).values()}
    sums: dict[str, tuple[str, Stamp]] = {}
    for path in paths:
        stamp = _stamp(path)
        sums[path.relative_to(folder).as_posix()] = (taken.get(stamp) or files.sha256(path), stamp)
    _write(target, sums)


def damaged(target: Path, folder: Path, *, thorough: bool = False) -> list[str]:
    """The sealed files that are missing or hold other bytes than when they were sealed.

    Files sealed by earlier versions, which knew their sizes only, are compared by size.

    Args:
        target: The seal.
        folder: What the names in it are relative to.
        thorough: Whether all bytes are read, also of files that look as they did.

    Raises:
        OSError: If the seal is missing.
        ValueError: If it is damaged.
    """
    said = _said(target)
    sums = {name: _entry(entry) for name, entry in said.items() if not isinstance(entry, int)}
    sized = [name for name, size in said.items() if isinstance(size, int) and _size(folder / name) != size]
    looks = {name: _stamp_or_none(folder / name) for name in sums}
    unseen = [name for name in sums if thorough or looks[name] != sums[name][1]]
    wrong = [name for name in unseen if not _holds(folder / name, sums[name][0])]
    seen = {name: (sums[name][0], look) for name in unseen if name not in wrong and (look := looks[name])}
    seen |= {name: (sums[name][0], _UNVERIFIED) for name in wrong}  # to be read, and found, the next time too
    if any(sums[name] != entry for name, entry in seen.items()):
        with suppress(OSError):  # who may only read, reads the bytes again next time
            _write(target, {**said, **seen})
    return sorted([*sized, *wrong])


def read(target: Path) -> Sums:
    """The sums of a seal; none where it is missing or damaged."""
    try:
        return {name: _entry(entry) for name, entry in _said(target).items() if not isinstance(entry, int)}
    except (OSError, ValueError):
        return {}


def _said(target: Path) -> dict[str, object]:
    said = json.loads(sealed_json.unseal(target.read_bytes()))
    if not isinstance(said, dict) or not said:
        raise ValueError(f"{target} names no file.")
    return said


def _entry(said: object) -> tuple[str, Stamp]:
    match said:
        case [str(digest), [int(size), int(time), int(inode)]]:
            return digest, (size, time, inode)
    raise ValueError(f"{said!r} is no checksum.")


def _write(target: Path, sums: Mapping[str, object]) -> None:
    files.write_bytes(target, sealed_json.seal(json.dumps(sums, indent=1)))


def _stamp(path: Path) -> Stamp:
    found = path.stat()
    return found.st_size, found.st_mtime_ns, found.st_ino


def _stamp_or_none(path: Path) -> Stamp | None:
    try:
        return _stamp(path)
    except OSError:
        return None


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return -1


def _holds(path: Path, digest: str) -> bool:
    try:
        return files.sha256(path) == digest
    except OSError:
        return False
