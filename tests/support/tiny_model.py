"""A transformer of one layer with random weights, for tests of what trains, converts and runs real ones."""

from __future__ import annotations

import importlib
import string
from pathlib import Path

import pytest

from skillgraph.embedding.encoder import Untyped

_MARKERS = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
_WORDS = ("manage", "musical", "staff", "weld", "steel", "pipes")


def tiny_model(folder: Path) -> Path:
    """Save the model in ``folder`` as sentence-transformers does; the same one every time.

    The test is skipped where the ``train`` extra is not installed.
    """
    for needed in ("onnxscript", "sentence_transformers"):
        pytest.importorskip(needed, reason="needs skillgraph[train]")
    torch: Untyped = importlib.import_module("torch")
    transformers: Untyped = importlib.import_module("transformers")
    library: Untyped = importlib.import_module("sentence_transformers")
    torch.manual_seed(1)
    plain = folder / "plain"
    _tokenizer(transformers).save_pretrained(plain)
    sizes = {"hidden_size": 64, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 128}
    config = transformers.BertConfig(vocab_size=2_200, max_position_embeddings=128, **sizes)
    transformers.BertModel(config).save_pretrained(plain)
    library.SentenceTransformer(str(plain), device="cpu").save(str(folder / "tiny"))
    return folder / "tiny"


def _tokenizer(transformers: Untyped) -> Untyped:
    from tokenizers import BertWordPieceTokenizer

    letters = [mark + letter for letter in string.ascii_lowercase for mark in ("", "##")]
    words = [*_MARKERS, *_WORDS, *letters]
    pieces = BertWordPieceTokenizer({word: number for number, word in enumerate(words)})
    names = {f"{name.strip('[]').lower()}_token": name for name in _MARKERS}
    wrapped = transformers.PreTrainedTokenizerFast
    return wrapped(tokenizer_object=pieces._tokenizer, model_max_length=32, **names)
