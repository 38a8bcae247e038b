"""Generations of the graph: folders that never change once published.

A writer works on a copy of the current generation and publishes it as ``gen-00000N``, which shares the files
of the copy through hard links; which one is current is for the caller to remember (the workspace's manifest),
so that the graph and everything else change in one step. Readers hold a shared lock on ``gen-00000N.lock``
as long as they have the folder open; what no process holds and nobody wants to keep is collected.

One writer at a time: the caller locks the workspace.
"""

from __future__ import annotations

import os
import re
import shutil
import weakref
from collections.abc import Iterator, Set
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO

from skillgraph import seals
from skillgraph.errors import InputError, NotFoundError
from skillgraph.graph import working_copy
from skillgraph.graph.locks import locked, take
from skillgraph.graph.store import OxigraphTripleStore, TripleStore
from skillgraph.graph.working_copy import KeptCopy, WorkingCopy

_NAME = re.compile(r"gen-\d{6,}")


class Generation:
    """A generation being written: its ``name``, and its ``store`` until it is published."""

    def __init__(
        self, folder: Path, name: str, lock: IO[bytes], copy: WorkingCopy, current: str | None
    ) -> None:
        self.name = name
        self.store = copy.store
        self.published = False
        self._current = current
        self._folder = folder
        self._lock = lock

    def publish(self) -> str:
        """Put everything on disk, in a folder that does not change from now on.

        Returns:
            The name for the caller to remember as the current one.
        """
        self.store.backup(self._folder / self.name)
        _sync(self._folder / self.name)
        _seal(self._folder, self.name, self._current)
        take(self._lock, exclusive=False)
        self.published = True
        return self.name


@contextmanager
def begin(
    folder: Path, current: str | None, *, opened: TripleStore | None = None, kept: KeptCopy | None = None
) -> Iterator[Generation]:
    """Start a generation that holds what ``current`` holds, or nothing.

    Leave the block without :meth:`Generation.publish` and it is as if nothing had happened. Leftovers of
    killed writers are collected first.

    Args:
        folder: Where the generations are.
        current: The name of the one to start from.
        opened: The same, where it is open for reading already; that saves opening it.
        kept: Where the process keeps its working copy; without it, the copy goes when the block ends.

    Raises:
        NotFoundError: If the current generation is not there.
    """
    folder.mkdir(parents=True, exist_ok=True)
    collect(folder, keep={current} if current else set())
    name = _next(folder, current)
    with locked(folder, name, exclusive=True) as lock:
        copy = _copy(folder, current, opened, kept)
        generation = Generation(folder, name, lock, copy, current)
        try:
            yield generation
        finally:
            if kept is not None and generation.published:
                kept.keep(copy, name)
            else:
                copy.remove()
            if not generation.published:
                _remove(folder, name)


@contextmanager
def opened(folder: Path, name: str) -> Iterator[TripleStore]:
    """A published generation, for reading, held against collection.

    Raises:
        NotFoundError: If it is not there (any more): read the pointer to the current one again.
    """
    with hold(folder, name):
        check(folder, name)
        with OxigraphTripleStore.open_read_only(folder / name) as store:
            yield store


def held(folder: Path, name: str) -> TripleStore:
    """A published generation, for reading, held against collection as long as anything refers to it.

    Raises:
        NotFoundError: If it is not there (any more): read the pointer to the current one again.
    """
    with ExitStack() as holding:
        holding.enter_context(hold(folder, name))
        check(folder, name)
        store = OxigraphTripleStore.open_read_only(folder / name)
        weakref.finalize(store, holding.pop_all().close)
    return store


@contextmanager
def hold(folder: Path, name: str) -> Iterator[None]:
    """Keep a generation from being collected, without opening it.

    Raises:
        NotFoundError: If it is not there.
    """
    if not (folder / name).is_dir():
        raise _missing(folder, name)
    with ExitStack() as stack:
        with suppress(FileNotFoundError):  # collected this moment
            stack.enter_context(locked(folder, name, exclusive=False))
        if not (folder / name).is_dir():
            raise _missing(folder, name)
        yield


def collect(folder: Path, keep: Set[str]) -> tuple[str, ...]:
    """Remove the generations that are not in ``keep`` and that no process has open.

    Returns:
        The names of those removed.
    """
    removed = []
    for name in sorted(_names(folder) - keep):
        with suppress(BlockingIOError), locked(folder, name, exclusive=True, wait=False):
            _remove(folder, name)
            removed.append(name)
    for name in _names(folder, working_copy.NAME):
        with suppress(BlockingIOError), locked(folder, name, exclusive=True, wait=False):
            working_copy.remove(folder, name)
    return tuple(removed)


def check(folder: Path, name: str, *, thorough: bool = False) -> None:
    """See that the files of a generation hold what was published; those of earlier versions have no sums.

    Args:
        folder: Where the generations are.
        name: Which one.
        thorough: Whether files that look as they did are read too.

    Raises:
        InputError: If a file is missing or changed; the message names it.
    """
    try:
        wrong = seals.damaged(_sums(folder, name), folder / name, thorough=thorough)
    except FileNotFoundError:
        return
    except (ValueError, TypeError) as error:
        raise InputError(
            f"The checksums {_sums(folder, name)} of the graph are damaged.",
            hint="Restore the file from a copy, or remove it: the graph is read without checksums then.",
        ) from error
    if wrong:
        raise InputError(
            f"The graph {folder / name} is damaged: {', '.join(wrong)} is not what was written.",
            hint="Restore the workspace from a copy, or make another with `skillgraph init`, and load again.",
        )


def _seal(folder: Path, name: str, current: str | None) -> None:
    """Write down what the files hold, all but the store's own diary; those of ``current`` are known."""
    kept = [path for path in sorted((folder / name).iterdir()) if not path.name.startswith(("LOG", "LOCK"))]
    known = seals.read(_sums(folder, current)) if current else None
    seals.seal(_sums(folder, name), folder / name, kept, known=known)


def _sums(folder: Path, name: str) -> Path:
    return folder / f"{name}.sums"


def _names(folder: Path, kind: re.Pattern[str] = _NAME) -> set[str]:
    """Every generation, or working copy, that left something: a folder, half of one, or only its lock."""
    if not folder.is_dir():
        return set()
    return {match.group() for path in folder.iterdir() if (match := kind.match(path.name))}


def _next(folder: Path, current: str | None) -> str:
    taken = {*_names(folder), current or "gen-000000"}
    return f"gen-{max(int(name.removeprefix('gen-')) for name in taken) + 1:06d}"


def _copy(
    folder: Path, current: str | None, opened: TripleStore | None, kept: KeptCopy | None
) -> WorkingCopy:
    """A copy of a generation: that at hand, or one from a read-only handle, for others may be reading it."""
    if current is None:
        return WorkingCopy(folder, None)
    if not (folder / current).is_dir():
        raise _missing(folder, current)
    check(folder, current)
    if at_hand := kept and kept.take(current):
        return at_hand
    origin = opened if isinstance(opened, OxigraphTripleStore) else None
    return WorkingCopy(folder, origin or OxigraphTripleStore.open_read_only(folder / current))


def _remove(folder: Path, name: str) -> None:
    """Remove a generation whose lock is held exclusively, the lock last."""
    for path in (folder / name, folder / f"{name}.rebuild", folder / f"{name}.tmp"):  # .tmp: half a backup
        shutil.rmtree(path, ignore_errors=True)
    for path in (folder / f"{name}.nt", _sums(folder, name), folder / f"{name}.lock"):
        path.unlink(missing_ok=True)


def _missing(folder: Path, name: str) -> NotFoundError:
    return NotFoundError(
        f"The graph {name} is not in {folder}.",
        hint="Run the command again; if that does not help, build the workspace again with skillgraph init.",
    )


def _sync(folder: Path) -> None:
    """Have the files of a folder, and its names, on disk (folders cannot be opened on Windows).

    Files with a second name are tables, which the store puts on disk when it has written them.
    """
    new = [path for path in folder.iterdir() if path.stat().st_nlink == 1]
    paths = new if os.name == "nt" else [*new, folder, folder.parent]
    for path in paths:
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
