"""A workspace: one folder with the graph, the search index, the postings and the manifest.

Readers take a snapshot; the one writer at a time works on a new generation of the graph and commits by
replacing the manifest, so that a failed or killed write leaves everything as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any, TypeVar

from skillgraph import disk, halves
from skillgraph.errors import DiskFullError, InputError, NotFoundError
from skillgraph.languages.sentences import error_of
from skillgraph.model import Mapping
from skillgraph.workspace.state import manifest as manifests
from skillgraph.workspace.state.draft import WorkspaceDraft
from skillgraph.workspace.state.locking import locked
from skillgraph.workspace.state.manifest import Manifest
from skillgraph.workspace.state.snapshot import Snapshot

if TYPE_CHECKING:
    from skillgraph.graph.store import TripleStore
    from skillgraph.graph.working_copy import KeptCopy

Made = TypeVar("Made")


class Workspace:
    """A workspace folder that exists. Use :meth:`create` or :meth:`open`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._snapshot: Snapshot | None = None
        self._cache: dict[Hashable, tuple[object, Any]] = {}
        self._making: dict[Hashable, RLock] = {}
        self._lock = RLock()
        self._kept: KeptCopy | None = None

    @classmethod
    def create(cls, path: Path) -> Workspace:
        """Make an empty workspace, or open the one that is there.

        Raises:
            InputError: If the folder holds other things, or cannot be written.
            OSError: If the disk is full.
        """
        if (path / manifests.NAME).exists():
            return cls.open(path)
        if path.exists() and (not path.is_dir() or not all(map(halves.is_half, path.iterdir()))):
            raise InputError(
                f"{path} exists and is no workspace.", hint="Name a new or empty folder with --workspace."
            )
        try:
            path.mkdir(parents=True, exist_ok=True)
            manifests.write(path, Manifest())
        except OSError as error:
            if disk.is_full(error):
                raise
            raise InputError(
                f"No workspace can be made in {path} ({error.strerror}).",
                hint="Name another folder with --workspace.",
            ) from error
        return cls(path)

    @classmethod
    def open(cls, path: Path) -> Workspace:
        """Open a workspace. It is known by its absolute path, for other processes work in other folders.

        Raises:
            NotFoundError: If there is none.
            InputError: If its manifest cannot be read.
        """
        manifests.read(path)
        return cls(path.absolute())

    @property
    def manifest(self) -> Manifest:
        """What the workspace holds at this moment."""
        return manifests.read(self.path)

    def changed(self) -> float:
        """When a change was committed last, in seconds since 1970."""
        return (self.path / manifests.NAME).stat().st_mtime

    @property
    def index_folder(self) -> Path:
        """Where search indexes are kept."""
        return self.path / "index"

    @property
    def parameter_folder(self) -> Path:
        """Where parameters that were fitted on the user's own texts are kept; they come before ours."""
        return self.path / "parameters"

    def snapshot(self) -> Snapshot:
        """The present state, to read from; the same object for as long as nobody commits a change."""
        with self._lock:
            current = self.manifest
            if self._snapshot is None or self._snapshot.manifest != current:
                self._snapshot = self._read(attempts=3, before=self._snapshot)
            return self._snapshot

    def reuse_mappings(self, before: Snapshot, manifest: Manifest, changed: Iterable[Mapping]) -> None:
        """Give the snapshot of a commit the mappings that the one before it had in memory.

        They need not be read from the graph again then.

        Args:
            before: The state that the commit was made from.
            manifest: What the commit left.
            changed: The records that the commit changed, and nothing else.
        """
        with self._lock:
            after = self.snapshot()
            if after.manifest == manifest:
                after.take_mappings(before, changed)

    def cached(self, key: Hashable, made_from: object, make: Callable[[], Made]) -> Made:
        """An object in memory that is expensive to make, such as a matcher.

        Threads that share the workspace share its objects, and one of them makes each; who asks for another
        object meanwhile does not wait for that, for making may take many seconds.

        Args:
            key: Names the object.
            made_from: What it depends on; if this differs from the last call's, it is made again.
            make: Makes it.
        """
        with self._lock:
            making = self._making.setdefault(key, RLock())
        with making:
            if key not in self._cache or self._cache[key][0] != made_from:
                self._cache[key] = (made_from, make())
            made: Made = self._cache[key][1]
            return made

    def keep_working_copy(self) -> None:
        """Keep the graph open for writing from one commit to the next: for a process that writes often."""
        from skillgraph.graph.working_copy import KeptCopy

        self._kept = self._kept or KeptCopy()

    @contextmanager
    def writing(self, *, wait: float = 0.0) -> Iterator[WorkspaceDraft]:
        """Give a draft; what it holds is committed when the block ends, and forgotten if it fails.

        Args:
            wait: For so many seconds, let another writer end first.

        Raises:
            WorkspaceLockedError: If another process is writing, and does not end in time.
            InputError: If the disk is full; everything is as it was.
        """
        with locked(self.path / "write.lock", wait=wait):
            draft = WorkspaceDraft(self.path, manifest := self.manifest, self._opened(manifest), self._kept)
            try:
                yield draft
                draft.commit()
            except OSError as error:
                if disk.is_full(error):
                    raise _disk_full(error, self.path) from error
                raise
            finally:
                draft.discard()

    def _opened(self, manifest: Manifest) -> TripleStore | None:
        """The graph of a state, if the snapshot at hand has it open."""
        with self._lock:
            held = self._snapshot
        if held is None or manifest.generation is None:
            return None
        return held.store if held.manifest.generation == manifest.generation else None

    def _read(self, *, attempts: int, before: Snapshot | None) -> Snapshot:
        """Open the graph the manifest names; a writer may commit, and collect the old one, in between."""
        manifest = self.manifest
        try:
            opened = _open(self.path, manifest)
        except NotFoundError:
            if attempts == 1 or self.manifest == manifest:
                raise
            return self._read(attempts=attempts - 1, before=before)
        if before is not None:
            opened.take_unchanged(before)
        return opened


def _disk_full(error: OSError, workspace: Path) -> DiskFullError:
    file = disk.file_of(error) or workspace / "graph"  # the graph does not always say which of its files
    return error_of(DiskFullError, "disk-full", file=file, workspace=workspace)


def _open(folder: Path, manifest: Manifest) -> Snapshot:
    """A snapshot whose graph and generation are held for as long as anything refers to the graph."""
    from skillgraph.graph import generations
    from skillgraph.graph.store import in_memory

    if manifest.generation is None:
        return Snapshot(folder, manifest, in_memory())
    return Snapshot(folder, manifest, generations.held(folder / "graph", manifest.generation))
