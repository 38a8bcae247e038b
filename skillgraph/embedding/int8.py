"""Stores the weights of an ONNX graph as 8-bit integers with scales; the arithmetic stays in 32-bit floats.

Integer arithmetic would be a third faster on some processors. But its result for a text changes with the
other texts in the batch (the range of activations is taken over all of them) and with the processor (those
without VNNI saturate), by as much as 0.06 in a component; stored integers cost nothing of the kind.
onnxruntime expands the matrices once, when a session is made; of the embeddings, only the rows in use.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt

from skillgraph.embedding.encoder import Untyped

GROUP = 64
"""So many weights of a column share one scale: half the loss of one scale for the whole column, for 3 % of
the size."""

_SMALL = 4_096
"""What has fewer numbers stays as it is."""

Floats = npt.NDArray[np.float32]


def store_as_int8(graph: Path) -> None:
    """Rewrite an ONNX file of 32-bit floats so that large weights are stored as integers."""
    import onnx

    model = onnx.load(graph)
    _convert(model.graph)
    onnx.checker.check_model(model)
    onnx.save(model, graph)


def quantised(weights: Floats) -> tuple[npt.NDArray[np.int8], Floats]:
    """Integers and their scales, symmetric about 0; ``integers * scales`` is nearly ``weights``.

    Args:
        weights: Shape (groups, weights that share a scale, columns).

    Returns:
        Integers of the same shape, and scales of shape (groups, 1, columns).
    """
    scales = np.abs(weights).max(axis=1, keepdims=True) / np.float32(127)
    scales[scales == 0] = 1
    return np.rint(weights / scales).astype(np.int8), scales


def _convert(graph: Untyped) -> None:
    from onnx import numpy_helper

    uses = defaultdict(list)
    for node in graph.node:
        for name in node.input:
            uses[name].append(node)
    kept: list[Untyped] = []
    before: list[Untyped] = []
    instead: dict[str, list[Untyped]] = {}
    for weights in graph.initializer:
        kind = {node.op_type for node in uses[weights.name]}
        array = numpy_helper.to_array(weights)
        if array.dtype != np.float32 or array.ndim != 2 or array.size < _SMALL:
            kept.append(weights)
        elif kind == {"MatMul"}:
            kept += _stored(weights.name, _grouped(array))
            before += list(_expanded(weights.name, array.shape))
        elif kind == {"Gather"}:
            kept += _stored(weights.name, array[:, :, None])
            instead |= {node.output[0]: list(_gathered(node)) for node in uses[weights.name]}
        else:
            kept.append(weights)
    nodes = [new for node in graph.node for new in instead.get(node.output[0], [node])]
    _replace(graph.initializer, kept)
    _replace(graph.node, before + nodes)


def _replace(field: Untyped, content: list[Untyped]) -> None:
    """Fill a repeated field anew; its members are copied first, since emptying it ends them."""
    copies = []
    for part in content:
        copy = type(part)()
        copy.CopyFrom(part)
        copies.append(copy)
    del field[:]
    field.extend(copies)


def _grouped(matrix: Floats) -> Floats:
    """Shape (inputs, outputs) as (groups, weights of a group, outputs)."""
    inputs, outputs = matrix.shape
    size = GROUP if inputs % GROUP == 0 else inputs
    return matrix.reshape(inputs // size, size, outputs)


def _stored(name: str, weights: Floats) -> Iterator[Untyped]:
    from onnx import numpy_helper

    integers, scales = quantised(weights)
    if weights.shape[2] == 1:
        integers, scales = integers[:, :, 0], scales[:, :, 0]
    yield numpy_helper.from_array(integers, f"{name}.integers")
    yield numpy_helper.from_array(scales, f"{name}.scales")


def _expanded(name: str, shape: tuple[int, ...]) -> Iterator[Untyped]:
    """Nodes that make a matrix out of its integers; of constants only, so that they run once."""
    from onnx import TensorProto, helper

    yield helper.make_node("Cast", [f"{name}.integers"], [f"{name}.floats"], to=TensorProto.FLOAT)
    yield helper.make_node("Mul", [f"{name}.floats", f"{name}.scales"], [f"{name}.groups"])
    yield helper.make_node("Constant", [], [f"{name}.shape"], value_ints=list(shape))
    yield helper.make_node("Reshape", [f"{name}.groups", f"{name}.shape"], [name])


def _gathered(node: Untyped) -> Iterator[Untyped]:
    """Nodes that look rows up among the integers, and only then expand them."""
    from onnx import TensorProto, helper

    (name, rows), (output,) = node.input, node.output
    yield helper.make_node("Gather", [f"{name}.integers", rows], [f"{output}.integers"])
    yield helper.make_node("Gather", [f"{name}.scales", rows], [f"{output}.scales"])
    yield helper.make_node("Cast", [f"{output}.integers"], [f"{output}.floats"], to=TensorProto.FLOAT)
    yield helper.make_node("Mul", [f"{output}.floats", f"{output}.scales"], [output])
