"""What a training that was cut short goes on from: the state after its last whole round."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from skillgraph.embedding.encoder import Untyped
from skillgraph.errors import InputError
from skillgraph.files import write_bytes

FILE = "checkpoint.pt"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The state between two rounds.

    Attributes:
        run: Hash of recipe, seed, data and the model it started from.
        rounds: How many are done.
        model: Weights.
        optimizer: State of the optimizer.
        record: What was measured so far.
    """

    run: str
    rounds: int
    model: Mapping[str, Untyped]
    optimizer: Mapping[str, Any]
    record: Mapping[str, Any]

    def save(self, folder: Path) -> None:
        """Write it in one step; to memory first, for torch does not say of a disk that it is full."""
        import torch

        content = io.BytesIO()
        torch.save({name: getattr(self, name) for name in self.__slots__}, content)
        write_bytes(folder / FILE, content.getbuffer())

    @classmethod
    def open(cls, folder: Path, run: str) -> Checkpoint | None:
        """The checkpoint in a folder; ``None`` where there is none.

        Raises:
            InputError: If it cannot be read, or is one of another run.
        """
        import torch

        path = folder / FILE
        if not path.is_file():
            return None
        try:
            found = cls(**torch.load(path, weights_only=True))
        except (OSError, RuntimeError, ValueError, TypeError, EOFError) as error:
            raise InputError(f"{path} cannot be read.", hint="Delete it and start again.") from error
        if found.run != run:
            raise InputError(
                f"{path} comes from a run with another recipe, seed, model or other data.",
                hint="Delete it, or give another folder with --output.",
            )
        return found

    @staticmethod
    def remove(folder: Path) -> None:
        """Delete the checkpoint of a run that is done."""
        (folder / FILE).unlink(missing_ok=True)
