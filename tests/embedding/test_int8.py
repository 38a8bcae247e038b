"""Weights as integers: near what they were, a quarter of the size, and the same arithmetic."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from skillgraph.embedding.int8 import quantised, store_as_int8


@given(
    arrays.arrays(
        np.float32,
        arrays.array_shapes(min_dims=3, max_dims=3, max_side=8),
        elements=st.floats(-100, 100, width=32),
    )
)
def test_no_weight_moves_by_more_than_half_a_step(weights: np.ndarray) -> None:
    integers, scales = quantised(weights)
    assert integers.dtype == np.int8
    assert scales.shape == (weights.shape[0], 1, weights.shape[2])
    assert (np.abs(integers * scales - weights) <= scales * 0.5001 + 1e-30).all()


def _graph(path: Path, embeddings: np.ndarray, weights: np.ndarray) -> None:
    onnx = pytest.importorskip("onnx", reason="needs skillgraph[train]")
    make, numbers = onnx.helper, onnx.TensorProto
    nodes = [
        make.make_node("Gather", ["embeddings", "ids"], ["rows"]),
        make.make_node("MatMul", ["rows", "weights"], ["product"]),
        make.make_node("Add", ["product", "bias"], ["out"]),
    ]
    constants = {"embeddings": embeddings, "weights": weights, "bias": np.ones(weights.shape[1], np.float32)}
    inputs = [make.make_tensor_value_info("ids", numbers.INT64, ["n"])]
    outputs = [make.make_tensor_value_info("out", numbers.FLOAT, ["n", weights.shape[1]])]
    kept = [onnx.numpy_helper.from_array(array, name) for name, array in constants.items()]
    graph = make.make_graph(nodes, "test", inputs, outputs, kept)
    onnx.save(make.make_model(graph, opset_imports=[make.make_opsetid("", 20)], ir_version=10), path)


def _run(path: Path, ids: np.ndarray) -> np.ndarray:
    import onnxruntime

    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    found: np.ndarray = session.run(None, {"ids": ids})[0]
    return found


@pytest.mark.parametrize("inputs", [128, 100])
def test_a_graph_computes_nearly_the_same_at_a_quarter_of_the_size(tmp_path: Path, inputs: int) -> None:
    generator = np.random.default_rng(1)
    embeddings = generator.standard_normal((200, inputs), dtype=np.float32)
    weights = generator.standard_normal((inputs, 96), dtype=np.float32)
    path = tmp_path / "model.onnx"
    _graph(path, embeddings, weights)
    ids, size = np.arange(200), path.stat().st_size
    before = _run(path, ids)
    store_as_int8(path)
    after = _run(path, ids)
    assert path.stat().st_size < 0.3 * size
    cosines = (before * after).sum(1) / np.linalg.norm(before, axis=1) / np.linalg.norm(after, axis=1)
    assert cosines.min() > 0.999
