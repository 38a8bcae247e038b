"""What every training of an encoder begins and ends with: a free folder, and a model moved there at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from skillgraph import halves
from skillgraph.embedding.encoder import Untyped
from skillgraph.embedding.export import PROBES, check_graph, export_graph, save_tokenizer
from skillgraph.embedding.int8 import store_as_int8
from skillgraph.embedding.onnxmodel import GRAPH, MANIFEST, TOKENIZER, OnnxModel
from skillgraph.errors import InputError
from skillgraph.files import write_text
from skillgraph.halves import half
from skillgraph.matching.evaluation.evaluation import GoldRow
from skillgraph.progress import Progress
from skillgraph.training.encoder.checkpoint import Checkpoint
from skillgraph.training.encoder.examples import Example, gold_examples
from skillgraph.training.encoder.space import ConceptSpace

MODEL_CARD = "MODEL_CARD.md"

Gold = Mapping[str, Sequence[GoldRow]]
"""Rows by the name of their file."""


class Network(Protocol):
    """A network of our own that texts go through as token numbers."""

    tokenizer: Untyped
    module: Untyped

    def encode(self, texts: Sequence[str]) -> Any:  # noqa: ANN401 - vectors
        """Vectors of texts."""
        ...


def prepare(output: Path) -> None:
    """Make the folder of an encoder.

    Raises:
        InputError: If it holds an encoder already; what else a training left there goes.
    """
    if (output / MANIFEST).exists():
        Checkpoint.remove(output)
        halves.sweep(output)
        raise InputError(f"{output} holds an encoder already.", hint="Name another folder with --output.")
    output.mkdir(parents=True, exist_ok=True)


def examples_by_file(gold: Gold, space: ConceptSpace) -> dict[str, list[Example]]:
    """The usable examples of each file that has some."""
    found = {name: gold_examples(rows, space) for name, rows in gold.items()}
    return {name: examples for name, examples in found.items() if examples}


def deliver(
    output: Path,
    progress: Progress,
    *,
    write: Callable[[Path], None],
    seal: Callable[[Path, Mapping[str, Any]], OnnxModel],
    describe: Callable[[OnnxModel], tuple[Mapping[str, Any], str]],
) -> OnnxModel:
    """Export beside the target, measure there, and move the manifest in last.

    Args:
        output: Where the model belongs.
        progress: Called before and after the export.
        write: Writes the graph and the tokenizer to a folder.
        seal: Writes the manifest of a folder, with a record in it.
        describe: Measures what was written; gives the record of its manifest and its model card.
    """
    progress("exporting", 0, 1)
    with half(output / "export", Path.mkdir) as folder:
        write(folder)
        record, card = describe(seal(folder, {}))
        progress("exporting", 1, 1)
        seal(folder, record)
        write_text(folder / MODEL_CARD, card)
        for name in (GRAPH, TOKENIZER, MODEL_CARD, MANIFEST):
            (folder / name).replace(output / name)
    return OnnxModel.open(output)


def write_network(network: Network, probes: tuple[Untyped, Untyped], folder: Path, *, longest: int) -> None:
    """Write the graph, with integer weights, and the tokenizer.

    Args:
        network: What was trained.
        probes: Token numbers and mask of the texts on which the graph is compared with it.
        folder: Where to.
        longest: The most tokens of a text.
    """
    expected = network.encode(PROBES)
    export_graph(network.module.eval(), folder / GRAPH, longest=longest)
    inputs = dict(zip(("input_ids", "attention_mask"), probes, strict=True))
    check_graph(folder / GRAPH, inputs, expected)
    store_as_int8(folder / GRAPH)
    save_tokenizer(network.tokenizer, folder / TOKENIZER)


def framework_facts(name: str, space: ConceptSpace, acknowledgement: str) -> dict[str, Any]:
    """What a model card says of the framework."""
    return {
        "name": name,
        "concepts": len(space),
        "labels": {lang: sum(map(len, lists)) for lang, lists in sorted(space.labels.items())},
        "acknowledgement": acknowledgement,
    }


def evenly(texts: Sequence[str], most: int) -> list[str]:
    """So many of some texts at the most, evenly spread."""
    return list(texts[:: max(1, len(texts) // most)][:most])


def megabytes(model: OnnxModel) -> float:
    """The size of a model's graph and tokenizer."""
    return round(sum(one.stat().st_size for one in (model.graph, model.tokenizer)) / 1e6, 1)
