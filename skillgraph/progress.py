"""How long-running work reports how far it is."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[str, int, int], None]
"""Called with the stage of a long work, how much is done, and how much there is."""


def no_progress(stage: str, done: int, total: int) -> None:
    """Ignores progress, where nobody watches."""
