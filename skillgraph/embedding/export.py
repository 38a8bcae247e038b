"""Turns a sentence-transformers model into an ONNX graph and a tokenizer; needs the ``train`` extra.

The graph goes from token ids to ``vectors`` (the mean of the tokens) and ``tokens`` (each one), all of
length 1. Mean and length are written as matrix products: onnxruntime adds those up in one order, whatever
else is in the batch, which it does not do for sums.
"""

from __future__ import annotations

import logging
import shutil
import warnings
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from skillgraph.embedding.encoder import Untyped
from skillgraph.embedding.onnxmodel import GRAPH, TOKENIZER
from skillgraph.errors import InputError, MissingDependencyError

PROBES = ("manage musical staff", "Experience with SQL and Python, preferably in a bank.", "x")
_TOLERANCE = 1e-4
_LONGEST = 8_192


def load_sentence_transformer(source: Path) -> Untyped:
    """The sentence-transformers model in a folder, on the CPU, in evaluation mode.

    Raises:
        MissingDependencyError: If a library for it is not installed.
    """
    try:
        import onnxscript  # noqa: F401 - torch's exporter needs it, and says so too late
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging as transformers_logging
    except ImportError as error:
        raise missing(error.name or "sentence-transformers") from error
    transformers_logging.disable_progress_bar()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return SentenceTransformer(str(source), device="cpu").eval()


def missing(what: str) -> MissingDependencyError:
    """The error to raise where something of the ``train`` extra is not installed."""
    return MissingDependencyError(
        f"Training and converting transformers needs {what}.",
        hint="Install it with: pip install 'skillgraph[train]'",
    )


def export(model: Untyped, folder: Path) -> None:
    """Write the graph, in 32-bit floats, and the tokenizer of a sentence-transformers model.

    Raises:
        InputError: If the model is more than a transformer and the mean of its tokens.
    """
    tokenize = model.preprocess if hasattr(model, "preprocess") else model.tokenize
    export_graph(_states(model), folder / GRAPH, longest=_LONGEST)
    check_graph(folder / GRAPH, tokenize(list(PROBES)), _reference(model))
    save_tokenizer(model.tokenizer.backend_tokenizer, folder / TOKENIZER)


def save_tokenizer(tokenizer: Untyped, target: Path) -> None:
    """Write it without the padding and truncation that it was last used with."""
    from tokenizers import Tokenizer

    bare = Tokenizer.from_str(tokenizer.to_str())
    bare.no_padding()
    bare.no_truncation()
    bare.save(str(target), pretty=False)


def export_folder(source: Path, folder: Path) -> Untyped:
    """Export the model in the folder ``source``, with the tokenizer file it has; gives the model."""
    model = load_sentence_transformer(source)
    export(model, folder)
    if (source / TOKENIZER).is_file():
        shutil.copyfile(source / TOKENIZER, folder / TOKENIZER)
    return model


def _states(model: Untyped) -> Untyped:
    """A sentence-transformers model as a torch module from ids and mask to token states."""
    import torch

    class States(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, input_ids: Untyped, attention_mask: Untyped) -> Untyped:
            return self.model({"input_ids": input_ids, "attention_mask": attention_mask})["token_embeddings"]

    return States()


def export_graph(states: Untyped, target: Path, *, longest: int) -> None:
    """Write the graph from token ids to vectors.

    Args:
        states: A torch module from ids and mask to token states, shape (texts, tokens, dimensions).
        target: The file.
        longest: Most tokens of a text.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        _export_pooled(states, target, longest)
    _forget_origin(target)


def _export_pooled(states_of: Untyped, target: Path, longest: int) -> None:
    import torch

    class Pooled(torch.nn.Module):
        """The whole pipeline as one graph from token ids to vectors of length 1."""

        def __init__(self) -> None:
            super().__init__()
            self.states_of = states_of

        def forward(self, input_ids: Untyped, attention_mask: Untyped) -> Untyped:
            states = self.states_of(input_ids, attention_mask)
            share = attention_mask.to(states.dtype) / attention_mask.sum(dim=1, keepdim=True)
            mean = share[:, None, :] @ states
            length = (mean @ mean.transpose(1, 2)).sqrt()
            return (mean / length)[:, 0], torch.nn.functional.normalize(states, p=2, dim=2)

    logging.getLogger("torch.onnx").setLevel(logging.ERROR)
    ids = torch.tensor([[101, 2000, 2001, 102], [101, 2000, 102, 0]])
    axes = {
        0: torch.export.Dim("batch", min=1, max=65_536),
        1: torch.export.Dim("length", min=2, max=longest),
    }
    names = ("input_ids", "attention_mask")
    torch.onnx.export(
        Pooled().eval(),
        (ids, (ids > 0).long()),
        str(target),
        dynamo=True,
        input_names=names,
        output_names=["vectors", "tokens"],
        dynamic_shapes=dict.fromkeys(names, axes),
        external_data=False,
        verbose=False,
    )


def _forget_origin(graph: Path) -> None:
    """Drop what says where the graph was made: paths and stack traces, on every node."""
    import onnx

    model = onnx.load(graph)
    del model.metadata_props[:], model.graph.metadata_props[:], model.graph.value_info[:]
    for part in (*model.graph.node, *model.graph.input, *model.graph.output, *model.graph.initializer):
        del part.metadata_props[:]
        part.doc_string = ""
    onnx.save(model, graph)


def check_graph(graph: Path, features: Mapping[str, Untyped], expected: Untyped) -> None:
    """Compare a graph with its original on a few texts.

    Args:
        graph: The file.
        features: Tokens of the texts, as torch tensors.
        expected: Vectors of the original, shape (texts, dimensions).

    Raises:
        InputError: If they differ, so that a model that cannot be converted is never used.
    """
    import onnxruntime

    session = onnxruntime.InferenceSession(str(graph), providers=["CPUExecutionProvider"])
    inputs = {key: features[key].numpy() for key in ("input_ids", "attention_mask")}
    difference = np.abs(session.run(["vectors"], inputs)[0] - expected).max()
    if difference > _TOLERANCE:
        raise InputError(
            f"The converted encoder differs from the original by {difference:.2g}.",
            hint="Use a model of a plain transformer and mean pooling.",
        )


def _reference(model: Untyped) -> Untyped:
    return model.encode(list(PROBES), show_progress_bar=False, normalize_embeddings=True)
