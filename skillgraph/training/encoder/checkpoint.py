"""Trains round by round; a training that was cut short goes on from its last whole round."""

from __future__ import annotations

import io
import json
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol

from skillgraph.embedding.encoder import Untyped
from skillgraph.errors import InputError
from skillgraph.files import write_bytes
from skillgraph.matching.index.content_folders import content_hash
from skillgraph.training.encoder.examples import Example

FILE = "checkpoint.pt"


class Stateful(Protocol):
    """What can be put down and taken up again, as modules and optimizers of torch can."""

    def state_dict(self) -> Mapping[str, Any]:
        """What `load_state_dict` goes on from."""
        ...

    def load_state_dict(self, state_dict: Mapping[str, Any], /) -> object:
        """Go on from what `state_dict` gave."""
        ...


def run_hash(parts: Iterable[object]) -> str:
    """Names a run by all that decides what comes out of it, as JSON values."""
    return content_hash(json.dumps(part, sort_keys=True) for part in parts)


def plain(sets: Mapping[str, Sequence[Example]]) -> list[object]:
    """Examples by the name of their file, as JSON values."""
    return [[name, [asdict(example) for example in examples]] for name, examples in sets.items()]


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


@dataclass(frozen=True, slots=True)
class Rounds:
    """The rounds of one run.

    Attributes:
        run: Hash of recipe, seed, data and the model it starts from.
        count: How many there are.
        model: What is trained.
        optimizer: What trains it.
        begin: Called before the first round; gives what was measured by then.
        train: Trains one round, counted from 0; gives its losses.
    """

    run: str
    count: int
    model: Stateful
    optimizer: Stateful
    begin: Callable[[], Mapping[str, Any]]
    train: Callable[[int], Sequence[float]]

    def finish(self, folder: Path) -> dict[str, Any]:
        """Train what is left, with a checkpoint in ``folder`` after each round.

        Returns:
            What `begin` gave, the losses of all rounds, and the minutes they took.

        Raises:
            InputError: If the folder holds the checkpoint of another run, or one that cannot be read.
        """
        begun = Checkpoint.open(folder, self.run)
        if begun:
            self.model.load_state_dict(begun.model)
            self.optimizer.load_state_dict(begun.optimizer)
        record = dict(begun.record if begun else {"losses": [], "minutes": 0.0, **self.begin()})
        for number in range(begun.rounds if begun else 0, self.count):
            started = time.monotonic()
            losses = [round(loss, 4) for loss in self.train(number)]
            record["losses"] = [*record["losses"], *losses]
            record["minutes"] += (time.monotonic() - started) / 60
            model, optimizer = self.model.state_dict(), self.optimizer.state_dict()
            Checkpoint(self.run, number + 1, model, optimizer, record).save(folder)
        return record
