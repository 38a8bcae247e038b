"""Teaching the multilingual encoder: its weights, the terms it learns from, and a whole small run."""

from __future__ import annotations

import struct
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from skillgraph.embedding import TokenEncoder
from skillgraph.embedding.encoder import normalise_rows
from skillgraph.embedding.onnxmodel import OnnxModel
from skillgraph.embedding.transformer import TransformerEncoder
from skillgraph.errors import InputError
from skillgraph.matching.evaluation.evaluation import GoldRow
from skillgraph.model import Concept
from skillgraph.training.polyglot import PolyglotJob, PolyglotRecipe, train
from skillgraph.training.polyglot.job import LabelVectors
from skillgraph.training.polyglot.terms import Terms, read_terms
from skillgraph.training.polyglot.vocabulary import pieces_in, tokenizer
from skillgraph.training.polyglot.weights import BaseWeights, read_weights

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")

WIDTH, HEADS, INNER, LAYERS, POSITIONS = 32, 2, 64, 2, 40
LETTERS = "abcdefghijklmnopqrstuvwxyzéü"
PIECES = ("<s>", "<pad>", "</s>", "<unk>", "▁", *LETTERS, "▁weld", "▁steel", "▁souder", "ßß", "漢")
RECIPE = PolyglotRecipe(
    layers=1,
    gold=50.0,
    main_gold=50.0,
    labels=50.0,
    main_preferred=50.0,
    main_alternative=50.0,
    terms=50.0,
    sentences=20,
    batch=8,
    sorted_steps=2,
    learning_rate=3e-3,
    warmup=2,
    first_labels=4,
    text_tokens=24,
    max_tokens=POSITIONS,
)
CONCEPTS = [
    Concept(f"x:{number}", pref_labels={"en": first, "fr": french}, alt_labels={"en": (other,)})
    for number, first, other, french in (
        (1, "manage staff", "lead people", "gérer le personnel"),
        (2, "weld steel", "steel welding", "souder"),
        (3, "bake bread", "baking", "cuire le pain"),
        (4, "count money", "accounts", "compter"),
    )
]
GOLD = {
    "gold": [
        GoldRow("you will weld steel", frozenset({"x:2"})),
        GoldRow("faire du pain", frozenset({"x:3"}), "fr"),
        GoldRow("compter et gérer", frozenset({"x:1", "x:4"}), "fr"),
    ]
}
TERMS = {"de": Terms("de", {"brot backen": frozenset({"x:3"}), "lost": frozenset({"x:9"})}, {})}


def _quiet(stage: str, done: int, total: int) -> None:
    pass


def _packed(values: npt.NDArray[np.float32]) -> bytes:
    """Blocks of 32 weights as the package writes them: eight steps to each side of 0."""
    blocks = values.reshape(-1, 32)
    scales = (np.abs(blocks).max(axis=1, keepdims=True) / 7).astype("<f2")
    steps = (np.rint(blocks / np.maximum(scales, 1e-4)) + 8).astype(np.uint8)
    halves = steps[:, :16] | steps[:, 16:] << 4
    return np.concatenate([scales.view(np.uint8), halves], axis=1).tobytes()


def _tensors() -> dict[str, npt.NDArray[np.float32]]:
    random = np.random.default_rng(5)

    def drawn(*shape: int) -> npt.NDArray[np.float32]:
        return random.normal(0, 0.2, shape).astype(np.float32)

    found = {"emb.word": drawn(len(PIECES), WIDTH), "emb.pos": drawn(POSITIONS, WIDTH)}
    found |= {"emb.type": drawn(2, WIDTH), "emb.ln.w": np.ones(WIDTH, np.float32)}
    found["emb.ln.b"] = np.zeros(WIDTH, np.float32)
    for layer in range(LAYERS):
        for part, shape in {"q": (32, 32), "k": (32, 32), "v": (32, 32), "ao": (32, 32)}.items():
            found |= {f"l{layer}.{part}.w": drawn(*shape), f"l{layer}.{part}.b": drawn(shape[0])}
        found |= {f"l{layer}.fi.w": drawn(INNER, WIDTH), f"l{layer}.fi.b": drawn(INNER)}
        found |= {f"l{layer}.fo.w": drawn(WIDTH, INNER), f"l{layer}.fo.b": drawn(WIDTH)}
        for part in ("aln", "oln"):
            found |= {f"l{layer}.{part}.w": np.ones(WIDTH, np.float32), f"l{layer}.{part}.b": drawn(WIDTH)}
    return found


def _file() -> bytes:
    """A small model in the package's form."""
    spelled = [piece.encode() for piece in PIECES]
    ends = np.concatenate([[0], np.cumsum(list(map(len, spelled)))]).astype("<u4")
    scores = np.where([len(piece) > 1 for piece in PIECES], -2.0, -6.0).astype("<f4")
    head = b"E5S1" + struct.pack("<I", 1)
    head += struct.pack("<7ifi", WIDTH, LAYERS, HEADS, INNER, len(PIECES), POSITIONS, 2, 1e-12, 32)
    head += struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, int(ends[-1]))
    head += ends.tobytes() + scores.tobytes() + b"".join(spelled) + struct.pack("<iI", 0, 0)
    tensors = _tensors()
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


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> BaseWeights:
    path = tmp_path_factory.mktemp("weights") / "e5-small-q4.bin"
    path.write_bytes(_file())
    return read_weights(path)


@pytest.fixture(scope="module")
def job(base: BaseWeights) -> PolyglotJob:
    random = np.random.default_rng(3)
    vectors = [normalise_rows(random.normal(size=(4, 16)).astype(np.float32)) for _ in range(4)]
    vectors[3][1] = 0  # a concept without a French label
    return PolyglotJob(
        "test@1",
        CONCEPTS,
        {"en": LabelVectors(*vectors[:2]), "fr": LabelVectors(*vectors[2:])},
        "teacher",
        base,
        gold=GOLD,
        held_out=GOLD,
        terms=TERMS,
        recipe=RECIPE,
    )


@pytest.fixture(scope="module")
def trained(job: PolyglotJob, tmp_path_factory: pytest.TempPathFactory) -> OnnxModel:
    return train(job, tmp_path_factory.mktemp("polyglot"), _quiet)


def test_weights_of_four_bits_are_read_as_they_were_written(base: BaseWeights) -> None:
    assert (base.width, base.heads, base.inner, base.layers) == (WIDTH, HEADS, INNER, LAYERS)
    assert base.pieces == PIECES
    tensors = _tensors()
    np.testing.assert_array_equal(base.tensor("l1.q.b"), tensors["l1.q.b"])
    found = base.tensor("l1.fi.w").reshape(INNER, WIDTH)
    assert np.abs(found - tensors["l1.fi.w"]).max() < 0.08


@pytest.mark.parametrize("content", [b"", b"E5S1", b"something else", _file()[:200]])
def test_a_file_that_is_none_is_named(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "weights.bin"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"weights\.bin"):
        read_weights(path)


def test_the_vocabulary_keeps_what_texts_need_and_letters(base: BaseWeights) -> None:
    kept = pieces_in(base, ["weld steel"])
    pieces = [base.pieces[row] for row in kept]
    assert pieces[:4] == ["<s>", "<pad>", "</s>", "<unk>"]
    assert {"▁weld", "▁steel", "é", "ü"} <= set(pieces)
    assert not {"▁souder", "漢"} & set(pieces)
    cut = tokenizer(base, kept)
    assert cut.encode("  weld\u00a0 steel").tokens == ["<s>", "▁weld", "▁steel", "</s>"]
    assert "<unk>" not in cut.encode("souder").tokens


_HEAD = "Mapping project name,Test\nClassification 1 Language,{}\n,,\n"
_NAMES = (
    "Classification 1 URI,Classification 1 PrefLabel,Classification 2 ID,"
    "Classification 2 PrefLabel,Mapping relation,Editorial note"
)


@pytest.mark.parametrize(
    ("lang", "rows"),
    [
        (
            "de",
            [
                'x:1,"führen","K 1","Leitung",skos:closeMatch,',
                'x:2,"führen","K 1","Leitung",skos:broadMatch,',
            ],
        ),
        (
            "sv;",
            ['"x:1,""führen"",K 1,Leitung,skos:exactMatch,";', "x:2,führen,K 1,Leitung,skos:narrowMatch,;"],
        ),
    ],
)
def test_both_forms_of_mappings_are_read(lang: str, rows: list[str], tmp_path: Path) -> None:
    unmapped = "x:3,backen,K 2,Backen,no relation,"
    path = tmp_path / "terms.csv"
    end = ";" if lang.endswith(";") else ""
    content = _HEAD.format(lang) + "\n".join([_NAMES + end, *rows, unmapped, "x:4,short"])
    path.write_text(content, encoding="utf-8-sig")
    found = read_terms(path)
    both = frozenset({"x:1", "x:2"})
    assert found == Terms(lang.rstrip(";"), {"Leitung": both}, {"führen": both})


def test_a_file_of_terms_without_headings_is_named(tmp_path: Path) -> None:
    path = tmp_path / "terms.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"terms\.csv has no row"):
        read_terms(path)
    with pytest.raises(InputError, match="cannot be read"):
        read_terms(tmp_path / "absent.csv")


def test_texts_come_to_lie_nearest_to_their_concepts(job: PolyglotJob, trained: OnnxModel) -> None:
    encoder = TransformerEncoder(trained, name="polyglot", languages=trained.languages)
    assert isinstance(encoder, TokenEncoder)
    assert encoder.space == "teacher" != encoder.fingerprint
    assert sorted(encoder.languages or ()) == ["de", "en", "fr"]
    texts = ["weld steel", "cuire le pain", "brot backen", "gérer le personnel"]
    concepts = sum(one.centroids for one in job.vectors.values())
    assert (encoder.encode(texts) @ np.asarray(concepts).T).argmax(axis=1).tolist() == [1, 2, 2, 0]


def test_what_a_text_gives_depends_on_the_text_alone(trained: OnnxModel) -> None:
    encoder = TransformerEncoder(trained, name="polyglot", languages=trained.languages)
    texts = ["weld steel", "", "compter et gérer le personnel et cuire le pain", "漢", "x" * 400]
    together = encoder.encode_tokens(texts)
    for place, text in enumerate(texts):
        alone = encoder.encode_tokens([text])
        np.testing.assert_array_equal(together.vectors[place], alone.vectors[0])
        np.testing.assert_array_equal(together.of(place), alone.tokens)


def test_the_same_seed_gives_the_same_weights(job: PolyglotJob, trained: OnnxModel, tmp_path: Path) -> None:
    again = train(job, tmp_path / "same", _quiet)
    assert again.fingerprint == trained.fingerprint
    other = train(replace(job, seed=8), tmp_path / "other", _quiet)
    assert other.fingerprint != trained.fingerprint
    with pytest.raises(InputError, match="holds an encoder already"):
        train(job, tmp_path / "same", _quiet)
    card = (again.folder / "MODEL_CARD.md").read_text(encoding="utf-8")
    assert "multilingual-e5-small (MIT)" in card
    assert "de, 2 terms" in card
