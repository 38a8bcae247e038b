"""Sketches of parts of postings, kept beside them: they save reading all texts to find near-duplicates.

The name of a file of sketches ends with a hash of its bytes, as that of a part does. They may be deleted, and
are made again from the part.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from skillgraph import files
from skillgraph.errors import InputError
from skillgraph.workspace.state import table_parts as parts

if TYPE_CHECKING:
    from skillgraph.matching.near_duplicates import Sketches

PATTERN = "source=*/*.sketch*-*.npy"
"""Where they are below the folder of tables."""

DAMAGED = "The sketches {} are not what was written."
REMEDY = "The next `skillgraph posting load` that needs them makes them again, and says so."


def of_part(part: Path, damaged: list[str]) -> Sketches:
    """The sketches of a part; made where they are missing or damaged.

    Args:
        part: The Parquet file.
        damaged: Takes a sentence for each file that was damaged.
    """
    for path in _kept(part):
        found = _whole(path)
        if found is not None:
            return found
        damaged.append(f"{DAMAGED.format(path)} They were made again.")
    return _made(part)


def stored(part: Path) -> Sketches | None:
    """The sketches of a part, mapped from their file; ``None`` where there are none that can be used."""
    return next((found for path in _kept(part) if (found := _whole(path)) is not None), None)


def _whole(path: Path) -> Sketches | None:
    import numpy as np

    try:
        parts.check(path)
        found: Sketches = np.load(path, mmap_mode="r", allow_pickle=False)
    except (InputError, OSError, ValueError):
        return None
    return found


def move(part: Path, to: Path) -> None:
    """Give the sketches of a part to another one with the same postings."""
    for path in _kept(part):
        path.rename(to.with_name(to.stem + path.name.removeprefix(part.stem)))


def _made(part: Path) -> Sketches:
    import numpy as np

    from skillgraph.matching.near_duplicates import sketches

    made = sketches(parts.read(part))
    content = BytesIO()
    np.save(content, made)
    for older in part.parent.glob(f"{part.stem}.sketch*.npy"):
        older.unlink()
    digest = parts.digest(content.getbuffer())
    files.write_bytes(part.with_name(f"{_prefix(part)}{digest}.npy"), content.getbuffer())
    return made


def _kept(part: Path) -> list[Path]:
    return sorted(part.parent.glob(f"{_prefix(part)}*.npy"))


def _prefix(part: Path) -> str:
    from skillgraph.matching.near_duplicates import VERSION

    return f"{part.stem}.sketch{VERSION}-"
