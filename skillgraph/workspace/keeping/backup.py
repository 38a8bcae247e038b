"""Backups: one state of a workspace as one file, also while others write, and a folder from it again.

What a state consists of never changes once it was published, so it is held by hard links for as long as it is
being copied. What the service keeps of its own (`jobs/`) is left out: it is about one run of it.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from skillgraph import __version__, files, halves
from skillgraph.errors import InputError, NotFoundError, WorkspaceLockedError
from skillgraph.workspace.keeping import archive
from skillgraph.workspace.state import manifest as manifests
from skillgraph.workspace.state.locking import locked
from skillgraph.workspace.state.manifest import FOLDER, Manifest
from skillgraph.workspace.state.verifying import verify
from skillgraph.workspace.state.workspace import Workspace

if TYPE_CHECKING:
    from skillgraph.workspace.keeping.archive import Backup

_TRIES = 20
"""Tries to see one state while others write, before they are kept from it for a moment."""

_WAIT = 10.0
"""Seconds to wait for a writer then."""

_DIARY = ("LOG", "LOCK")
"""How the names of files begin that the graph store writes for itself."""


@dataclass(frozen=True, slots=True)
class Restored:
    """A workspace that was made from a backup.

    Attributes:
        workspace: It.
        backup: What the backup held.
        checked: How many parts `skillgraph check` found whole.
    """

    workspace: Workspace
    backup: Backup
    checked: int


def back_up(workspace: Workspace, target: Path) -> Backup:
    """Write the present state to a file, and read it back.

    Others may read and write meanwhile; what they commit after the state was taken is not in the file.

    Args:
        workspace: What to back up.
        target: The zip; it must not exist.

    Raises:
        InputError: If the file exists or lies in the workspace, or the workspace is damaged.
        WorkspaceLockedError: If others change the workspace again and again.
        OSError: If the disk is full; nothing of the file stays then.
    """
    _check_target(workspace, target)
    with halves.half(workspace.path / "backup", Path.mkdir) as folder:
        manifest = _taken(workspace, folder)
        _whole(folder, "A backup of it would be damaged too; `skillgraph check` says what to do.")
        with files.atomic_path(target) as half:
            made = archive.pack(half, folder, version=__version__, generation=manifest.generation)
            with archive.opened(half) as found:
                archive.compare(found, archive.listed(found, target), target)
            if target.exists():
                raise _exists(target)
    return made


def restore(path: Path, target: Path) -> Restored:
    """Make a workspace from a backup, in a new folder.

    Args:
        path: The file of the backup.
        target: The folder; it must not exist, or be empty.

    Raises:
        InputError: If the file is no backup or damaged, or the folder holds something.
        OSError: If the disk is full; nothing of the folder stays then.
    """
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise InputError(f"{target} exists and is not empty.", hint="Name a new folder with --workspace.")
    with archive.opened(path) as found, files.atomic_folder(target) as folder:
        backup = archive.listed(found, path)
        archive.unpack(found, backup, path, folder)
        checked = _whole(folder, "Restore another backup.")
    return Restored(Workspace.open(target), backup, checked)


def _check_target(workspace: Workspace, target: Path) -> None:
    if target.exists():
        raise _exists(target)
    if target.resolve().is_relative_to(workspace.path.resolve()):
        raise InputError(f"{target} lies in the workspace that is backed up.", hint="Name a file elsewhere.")


def _exists(target: Path) -> InputError:
    return InputError(f"{target} exists; a backup replaces nothing.", hint="Name another file.")


def _taken(workspace: Workspace, folder: Path) -> Manifest:
    """Have one state of the workspace in a folder.

    Raises:
        WorkspaceLockedError: If it is never the same from beginning to end.
    """
    for _ in range(_TRIES):
        if (found := _taken_once(workspace, folder)) is not None:
            return found
    with locked(workspace.path / "write.lock", wait=_WAIT):  # who begins to write meanwhile is refused
        if (found := _taken_once(workspace, folder)) is not None:
            return found
    raise WorkspaceLockedError(
        f"The workspace {workspace.path} is changed again and again.", hint="Try again when less is written."
    )


def _taken_once(workspace: Workspace, folder: Path) -> Manifest | None:
    """The state, if it was the same from beginning to end."""
    _empty(folder)
    before = workspace.manifest
    try:
        _take(workspace, before, folder)
    except (FileNotFoundError, NotFoundError) as error:
        if workspace.manifest == before:
            raise InputError(
                f"A part of the workspace {workspace.path} is missing ({error}).",
                hint="`skillgraph check` says what to do.",
            ) from error
        return None
    return before if workspace.manifest == before else None


def _take(workspace: Workspace, manifest: Manifest, folder: Path) -> None:
    """Put what belongs to a state into a folder."""
    from skillgraph.graph import generations

    place = workspace.path
    if manifest.generation:
        with generations.hold(place / "graph", manifest.generation):
            _link_all(place, folder, _graph(place, manifest.generation))
    _link_all(place, folder, _tables(place, manifest))
    for path in _derived(place):
        with suppress(FileNotFoundError):  # it is being made anew; what is whole is seen later
            _link_all(place, folder, [path])
    for path in sorted(place.glob("*.jsonl")):
        (folder / path.name).write_bytes(_whole_lines(path.read_bytes()))
    manifests.write(folder, manifest)


def _graph(place: Path, generation: str) -> Iterator[Path]:
    yield from (path for path in _files(place / "graph" / generation) if not path.name.startswith(_DIARY))
    sums = place / "graph" / f"{generation}.sums"
    if sums.exists():
        yield sums


def _tables(place: Path, manifest: Manifest) -> Iterator[Path]:
    """The parts of the tables, with the sketches beside them."""
    for part in (part for record in (*manifest.postings, *manifest.mentions) for part in record.parts):
        path = place / FOLDER / part.file
        yield path
        yield from path.parent.glob(f"{path.stem}.sketch*.npy")


def _derived(place: Path) -> Iterator[Path]:
    """The index, fitted parameters, published pages, keys, and what was sent to other stores."""
    for name in ("index", "parameters", "pages"):
        yield from _files(place / name)
    yield from (path for path in sorted(place.glob("*.json")) if path.name != manifests.NAME)


def _files(folder: Path) -> Iterator[Path]:
    """The files below a folder, but for those that are being written."""
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if path.is_file() and not hidden:
            yield path


def _link_all(place: Path, folder: Path, paths: Iterable[Path]) -> None:
    for path in paths:
        target = folder / path.relative_to(place)
        target.parent.mkdir(parents=True, exist_ok=True)
        _link(path, target)


def _link(path: Path, target: Path) -> None:
    """Give a file a second name, or a copy where the file system has no second names."""
    try:
        os.link(path, target)
    except FileNotFoundError:
        raise
    except OSError:
        shutil.copyfile(path, target)


def _whole_lines(content: bytes) -> bytes:
    return content[: content.rfind(b"\n") + 1]


def _empty(folder: Path) -> None:
    for path in folder.iterdir():
        halves.remove(path)


def _whole(folder: Path, hint: str) -> int:
    """How many parts a workspace has, all of them whole.

    Raises:
        InputError: If one is damaged.
    """
    found = list(verify(Workspace.open(folder)))
    damaged = [one.part for one in found if one.wrong]
    if damaged:
        raise InputError(
            f"{len(damaged)} of {len(found)} parts are damaged: {', '.join(damaged[:5])}.", hint=hint
        )
    return len(found)
