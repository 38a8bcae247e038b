"""A write in the making: nothing of it is seen before it is committed."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from skillgraph.model import Mention, Posting
from skillgraph.workspace import manifest as manifests
from skillgraph.workspace import tables
from skillgraph.workspace.manifest import Manifest

if TYPE_CHECKING:
    from skillgraph.graph.generations import Generation
    from skillgraph.graph.store import OxigraphTripleStore


class Draft:
    """The next state of a workspace.

    Change ``manifest`` and ``store``, and add tables; then :meth:`commit`.

    Args:
        folder: The workspace, locked for writing.
        manifest: Its present state.
        opened: The graph of that state, where it is open for reading already.
    """

    def __init__(self, folder: Path, manifest: Manifest, opened: OxigraphTripleStore | None = None) -> None:
        self.manifest = manifest
        self._before = manifest
        self._folder = folder
        self._opened = opened
        self._stack = ExitStack()
        self._generation: Generation | None = None

    @property
    def store(self) -> OxigraphTripleStore:
        """A copy of the graph to write to; made when it is first asked for."""
        if self._generation is None:
            from skillgraph.graph import generations

            begun = generations.begin(self._folder / "graph", self.manifest.generation, opened=self._opened)
            self._generation = self._stack.enter_context(begun)
        return self._generation.store

    def write_table(
        self, kind: type[Posting] | type[Mention], values: Iterable[Posting] | Iterable[Mention]
    ) -> tuple[str, int]:
        """Write a Parquet file under a name that no other state uses.

        Returns:
            The file's name, for the manifest, and how many values it holds.
        """
        name = f"{kind.__name__.lower()}s-{uuid4().hex[:12]}.parquet"
        return name, tables.write(self._folder / "postings" / name, kind, values)  # type: ignore[type-var]

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
        _collect(self._folder, self.manifest)

    def discard(self) -> None:
        """Forget everything."""
        self._stack.close()


def _collect(folder: Path, manifest: Manifest) -> None:
    """Remove what no state needs any more; call it with the workspace locked."""
    from skillgraph.graph import generations

    generations.collect(folder / "graph", {manifest.generation} if manifest.generation else set())
    used = {record.file for record in (*manifest.postings, *manifest.mentions)}
    if (folder / "postings").is_dir():
        for path in (folder / "postings").iterdir():  # half-written files of killed writers too
            if path.name not in used:
                path.unlink(missing_ok=True)
