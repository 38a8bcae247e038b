"""Teaching the multilingual encoder: its weights, the terms it learns from, and a whole small run."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from skillgraph.embedding import TokenEncoder
from skillgraph.embedding.encoder import normalise_rows
from skillgraph.embedding.onnxmodel import OnnxModel
from skillgraph.embedding.transformer import TransformerEncoder
from skillgraph.errors import InputError
from skillgraph.matching.evaluation.evaluation import GoldRow
from skillgraph.model import Concept
from skillgraph.progress import Progress
from skillgraph.training.polyglot import PolyglotJob, PolyglotRecipe, train
from skillgraph.training.polyglot.job import LabelVectors
from skillgraph.training.polyglot.terms import Terms, read_terms
from skillgraph.training.polyglot.vocabulary import pieces_in, tokenizer
from skillgraph.training.polyglot.weights import BaseWeights, read_weights
from tests.support.tiny_e5 import HEADS, INNER, LAYERS, PIECES, POSITIONS, WIDTH, drawn_tensors, tiny_e5

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")

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
    round_steps=3,
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


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> BaseWeights:
    path = tmp_path_factory.mktemp("weights") / "e5-small-q4.bin"
    path.write_bytes(tiny_e5())
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
    tensors = drawn_tensors(LAYERS, POSITIONS)
    np.testing.assert_array_equal(base.tensor("l1.q.b"), tensors["l1.q.b"])
    found = base.tensor("l1.fi.w").reshape(INNER, WIDTH)
    assert np.abs(found - tensors["l1.fi.w"]).max() < 0.08


@pytest.mark.parametrize("content", [b"", b"E5S1", b"something else", tiny_e5()[:200]])
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


class _KilledError(Exception):
    """Stands for the end of the process."""


def _die_after(steps: int) -> Progress:
    def progress(stage: str, done: int, total: int) -> None:
        if stage == "teaching" and done == steps:
            raise _KilledError

    return progress


def test_a_killed_run_goes_on_and_ends_with_the_same_weights(
    job: PolyglotJob, trained: OnnxModel, tmp_path: Path
) -> None:
    with pytest.raises(_KilledError):
        train(job, tmp_path / "killed", _die_after(RECIPE.round_steps * 2 + 1))
    with pytest.raises(InputError, match="another recipe, seed"):
        train(replace(job, seed=8), tmp_path / "killed", _quiet)
    taken: list[int] = []
    resumed = train(
        job, tmp_path / "killed", lambda stage, done, _: taken.append(done) if stage == "teaching" else None
    )
    assert min(taken) == RECIPE.round_steps * 2
    assert resumed.fingerprint == trained.fingerprint
    names = {"MODEL_CARD.md", "encoder.json", "model.onnx", "tokenizer.json"}
    assert {path.name for path in resumed.folder.iterdir()} == names
