"""A write in the making: nothing of it is seen before it is committed."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from skillgraph.workspace.state import manifest as manifests
from skillgraph.workspace.state import table_parts as parts
from skillgraph.workspace.state.manifest import FOLDER, Manifest, PartRecord, TableRecord, with_record

if TYPE_CHECKING:
    from skillgraph.graph.generations import Generation
    from skillgraph.graph.store import TripleStore
    from skillgraph.graph.working_copy import KeptCopy


class WorkspaceDraft:
    """The next state of a workspace.

    Change ``manifest`` and ``store``, and write parts of tables; then :meth:`commit`.

    Args:
        folder: The workspace, locked for writing.
        manifest: Its present state.
        opened: The graph of that state, where it is open for reading already.
        kept: Where the process keeps the copy of the graph that it writes to.
    """

    def __init__(
        self,
        folder: Path,
        manifest: Manifest,
        opened: TripleStore | None = None,
        kept: KeptCopy | None = None,
    ) -> None:
        self.manifest = manifest
        self._before = manifest
        self._folder = folder
        self._opened = opened
        self._kept = kept
        self._stack = ExitStack()
        self._generation: Generation | None = None
        self._committed = False

    @property
    def store(self) -> TripleStore:
        """A copy of the graph to write to; made when it is first asked for."""
        if self._generation is None:
            from skillgraph.graph import generations

            begun = generations.begin(
                self._folder / "graph", self.manifest.generation, opened=self._opened, kept=self._kept
            )
            self._generation = self._stack.enter_context(begun)
        return self._generation.store

    @property
    def posting_folder(self) -> Path:
        """Where the parts of tables lie; those that the manifest does not name in the end are removed."""
        return self._folder / FOLDER

    def postings_of(self, name: str) -> TableRecord:
        """The table of a source of postings; an empty one where it is new."""
        return next((one for one in self.manifest.postings if one.name == name), TableRecord(name))

    def set_postings(self, record: TableRecord) -> None:
        """Put a source's table in place of its earlier one."""
        self.manifest = replace(self.manifest, postings=with_record(self.manifest.postings, record))

    def set_mentions(self, record: TableRecord) -> None:
        """Put a table of mentions in place of its earlier one."""
        self.manifest = replace(self.manifest, mentions=with_record(self.manifest.mentions, record))

    def whole_parts(self, record: TableRecord) -> list[PartRecord]:
        """The parts of a table whose files are as they were written."""
        return [part for part in record.parts if parts.is_whole(self.posting_folder / part.file)]

    def save(self) -> None:
        """Make the tables of the draft the workspace's state; its graph follows with :meth:`commit`."""
        manifests.write(self._folder, self.manifest)

    def commit(self) -> None:
        """Make the draft the workspace's state: publish the graph, then replace the manifest.

        A draft that changed nothing writes nothing.
        """
        if self._generation is None and self.manifest == self._before:
            return
        with self._stack:
            if self._generation is not None:
                self.manifest = replace(self.manifest, generation=self._generation.publish())
            manifests.write(self._folder, self.manifest)
        self._committed = True
        _collect(self._folder, self.manifest)

    def discard(self) -> None:
        """Forget everything that was not committed, its files too."""
        self._stack.close()
        if not self._committed:
            _collect_parts(self._folder, manifests.read(self._folder))


def _collect(folder: Path, manifest: Manifest) -> None:
    """Remove what no state needs any more; call it with the workspace locked."""
    from skillgraph.graph import generations

    generations.collect(folder / "graph", {manifest.generation} if manifest.generation else set())
    _collect_parts(folder, manifest)


def _collect_parts(folder: Path, manifest: Manifest) -> None:
    used = {part.file for record in (*manifest.postings, *manifest.mentions) for part in record.parts}
    root = folder / FOLDER
    for path in sorted(root.rglob("*"), reverse=True):  # half-written files of killed writers too
        if path.is_dir():
            if not any(path.iterdir()):
                path.rmdir()
        elif _part_of(path.relative_to(root).as_posix()) not in used:
            path.unlink(missing_ok=True)


def _part_of(name: str) -> str:
    """The part that a file belongs to: itself, or that of sketches."""
    return f"{name.rpartition('.sketch')[0]}.parquet" if name.endswith(".npy") else name
