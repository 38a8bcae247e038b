"""A workspace: one folder with the graph, the search index, the postings and the manifest.

Readers take a snapshot; the one writer at a time works on a new generation of the graph and commits by
replacing the manifest, so that a failed or killed write leaves everything as it was.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from skillgraph.errors import InputError, WorkspaceLockedError
from skillgraph.workspace import manifest as manifests
from skillgraph.workspace.draft import Draft
from skillgraph.workspace.manifest import Manifest
from skillgraph.workspace.snapshot import Snapshot


class Workspace:
    """A workspace folder that exists.

    Args:
        path: The folder. Use :meth:`create` or :meth:`open`.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._snapshot: Snapshot | None = None

    @classmethod
    def create(cls, path: Path) -> Workspace:
        """Make an empty workspace, or open the one that is there.

        Raises:
            InputError: If the folder holds other things, or cannot be written.
        """
        if (path / manifests.NAME).exists():
            return cls.open(path)
        if path.exists() and (not path.is_dir() or any(path.iterdir())):
            raise InputError(f"{path} exists and is no workspace.", hint="Name a new or empty folder with --workspace.")
        try:
            path.mkdir(parents=True, exist_ok=True)
            manifests.write(path, Manifest())
        except OSError as error:
            raise InputError(
                f"No workspace can be made in {path} ({error.strerror}).", hint="Name another folder with --workspace."
            ) from error
        return cls(path)

    @classmethod
    def open(cls, path: Path) -> Workspace:
        """Open a workspace.

        Raises:
            NotFoundError: If there is none.
            InputError: If its manifest cannot be read.
        """
        manifests.read(path)
        return cls(path)

    @property
    def manifest(self) -> Manifest:
        """What the workspace holds at this moment."""
        return manifests.read(self.path)

    @property
    def index_folder(self) -> Path:
        """Where search indexes are kept."""
        return self.path / "index"

    def snapshot(self) -> Snapshot:
        """The present state, to read from; the same object for as long as nobody commits a change."""
        for _ in range(3):  # a writer may commit and collect between reading the manifest and opening the graph
            current = self.manifest
            if self._snapshot is not None and self._snapshot.manifest == current:
                return self._snapshot
            try:
                self._snapshot = Snapshot(self.path, current, self._open_graph(current))
            except FileNotFoundError:
                continue
            return self._snapshot
        raise InputError(
            f"The graph of {self.path} (generation {self.manifest.generation}) is missing.",
            hint="Restore the workspace from a copy, or make a new one.",
        )

    @contextmanager
    def writing(self) -> Iterator[Draft]:
        """Give a draft; what it holds is committed when the block ends, and forgotten if it fails.

        Raises:
            WorkspaceLockedError: If another process is writing.
        """
        with self._lock():
            draft = Draft.begin(self.path, self.manifest)
            try:
                yield draft
                manifest = draft.publish()
            except BaseException:
                draft.discard()
                raise
            manifests.write(self.path, manifest)
            draft.collect(manifest)

    def _open_graph(self, manifest: Manifest):  # noqa: ANN202
        raise NotImplementedError

    @contextmanager
    def _lock(self) -> Iterator[None]:
        import portalocker

        path = self.path / "write.lock"
        try:
            with portalocker.Lock(path, mode="a", timeout=0, flags=portalocker.LOCK_EX | portalocker.LOCK_NB):
                yield
        except portalocker.LockException as error:
            raise WorkspaceLockedError(
                f"Another process is writing to the workspace {self.path}.", hint="Wait for it to end and try again."
            ) from error
