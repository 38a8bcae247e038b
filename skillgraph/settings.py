"""Settings: every one an environment variable, read once, with its default here.

=========================  ==========================================================================
``SKILLGRAPH_WORKSPACE``   the workspace folder (default ``.skillgraph``)
``SKILLGRAPH_CACHE``       converted encoders (default: the user's cache folder)
``SKILLGRAPH_ENCODER``     an encoder that ``skillgraph train encoder`` made (default: the shipped one)
``SKILLGRAPH_REVIEWER``    who decides on mappings: an ORCID, a mail address or a name (default: nobody)
``SKILLGRAPH_STUDENT``     an encoder that ``skillgraph train student`` made (default: the shipped one)
``SKILLGRAPH_THREADS``     threads for encoders (default: the processors this process may use)
=========================  ==========================================================================
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from skillgraph.errors import InputError

WAIT = 10.0
"""Seconds that a decision waits for another process that is writing."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Where things lie and how much of the machine to use."""

    workspace: Path
    cache: Path
    threads: int
    encoder: Path | None = None
    student: Path | None = None
    reviewer: str = ""

    @classmethod
    def from_environment(cls) -> Settings:
        """Read the environment.

        Raises:
            InputError: If ``SKILLGRAPH_THREADS`` is not a positive whole number.
        """
        return cls(
            workspace=Path(os.environ.get("SKILLGRAPH_WORKSPACE", ".skillgraph")),
            cache=_cache(),
            threads=_threads(),
            encoder=_folder("SKILLGRAPH_ENCODER"),
            student=_folder("SKILLGRAPH_STUDENT"),
            reviewer=os.environ.get("SKILLGRAPH_REVIEWER", ""),
        )


def _folder(variable: str) -> Path | None:
    given = os.environ.get(variable)
    return Path(given) if given else None


def _cache() -> Path:
    if given := os.environ.get("SKILLGRAPH_CACHE"):
        return Path(given)
    import platformdirs

    return Path(platformdirs.user_cache_dir("skillgraph", appauthor=False))


def _threads() -> int:
    given = os.environ.get("SKILLGRAPH_THREADS")
    if given is None:
        return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if not given.isdigit() or int(given) < 1:
        raise InputError(
            f"SKILLGRAPH_THREADS is {given!r}, not a positive whole number.",
            hint="Unset it, or set it to 2, say.",
        )
    return int(given)
