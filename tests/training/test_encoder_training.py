"""Training an encoder: what it draws, what it makes small, and a whole run that can be cut short."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from skillgraph.cli.app import app
from skillgraph.embedding import load_encoder
from skillgraph.embedding.onnxmodel import OnnxModel
from skillgraph.errors import InputError
from skillgraph.matching.evaluation.evaluation import GoldRow
from skillgraph.model import Concept
from skillgraph.progress import Progress
from skillgraph.settings import Settings
from skillgraph.training.encoder import EncoderJob, EncoderRecipe, train
from skillgraph.training.encoder.examples import Draw, Example, gold_examples
from skillgraph.training.encoder.negatives import mistakes, siblings
from skillgraph.training.encoder.space import ConceptSpace
from tests.support.tiny_model import tiny_model

RECIPE = EncoderRecipe(rounds=2, warmup=2, text_batch=4, other_batch=4, label_batch=4, learning_rate=1e-3)
GOLD = {
    "gold": [
        GoldRow("You will manage musical staff", frozenset({"x:1"})),
        GoldRow("weld steel", frozenset({"x:2", "x:3"})),
        GoldRow("souder des tuyaux en acier", frozenset({"x:3"}), "fr"),
        GoldRow("nothing of the kind", frozenset()),
        GoldRow("unknown", frozenset({"x:unknown"})),
    ]
}


def _concept(number: int, label: str, *alternatives: str, fr: str = "", broader: str = "x:0") -> Concept:
    labels = {"en": label, **({"fr": fr} if fr else {})}
    return Concept(
        f"x:{number}",
        pref_labels=labels,
        alt_labels={"en": alternatives},
        descriptions={"en": f"To {label}, whatever it takes."},
        broader=(broader,) if broader else (),
    )


@pytest.fixture
def concepts() -> list[Concept]:
    return [
        _concept(0, "do work", broader=""),
        _concept(1, "manage musical staff", "lead musicians", fr="gérer des musiciens"),
        _concept(2, "weld steel", "steel welding", fr="souder l’acier"),
        _concept(3, "weld pipes", fr="souder des tuyaux"),
        _concept(4, "manage staff"),
    ]


@pytest.fixture
def space(concepts: list[Concept]) -> ConceptSpace:
    return ConceptSpace.from_concepts(concepts)


def test_a_space_knows_neighbours_and_languages(space: ConceptSpace) -> None:
    assert space.main == "en"
    assert space.others == ("fr",)
    assert space.preferred("fr") == [
        "do work",
        "gérer des musiciens",
        "souder l’acier",
        "souder des tuyaux",
        "manage staff",
    ]
    assert space.near[0] == {1, 2, 3, 4}
    assert space.near[2] == {0}
    assert set(space.siblings[2]) == {1, 3, 4}


def test_gold_texts_without_a_known_concept_teach_nothing(space: ConceptSpace) -> None:
    assert gold_examples(GOLD["gold"], space) == [
        Example("You will manage musical staff", (1,), "en"),
        Example("weld steel", (2, 3), "en"),
        Example("souder des tuyaux en acier", (3,), "fr"),
    ]


@given(st.integers())
def test_what_is_drawn_is_about_its_concepts(seed: int) -> None:
    space = ConceptSpace.from_concepts(
        [_concept(0, "do work", broader=""), *(_concept(n, f"skill {n}", f"other {n}") for n in range(1, 6))]
    )
    draw, again = (Draw(space, EncoderRecipe(), Random(seed)) for _ in range(2))
    for example in (draw.label(), draw.sentence()):
        assert example.concepts == tuple(sorted(set(example.concepts)))
        wording = draw.wording(example.concepts[0], example)
        assert wording in space.labels["en"][example.concepts[0]]
        assert wording.casefold() != example.text.casefold() or example.concepts[0] == 0
        number = str(example.concepts[-1] or "work")
        assert number in example.text
    assert again.label() == Draw(space, EncoderRecipe(), Random(seed)).label()


def test_wrong_concepts_are_never_right_nor_next_to_right(space: ConceptSpace) -> None:
    vectors = np.eye(5, dtype=np.float32)
    examples = [Example("a", (2,), "en"), Example("b", (0,), "fr"), Example("c", (1, 3), "en")]
    found = list(mistakes(examples, vectors[[3, 0, 1]], {"en": vectors, "fr": vectors}, space, 5))
    assert found == [[1, 3, 4], [], [2, 4]]
    assert siblings(examples[0], space, Random(1))[0] in {1, 3, 4}


def test_both_focuses_agree_and_look_at_the_words_that_matter() -> None:
    torch = pytest.importorskip("torch", reason="needs skillgraph[train]")
    from skillgraph.matching.signals.focus import focus as in_numpy
    from skillgraph.training.encoder.losses import focus

    generator = np.random.default_rng(1)
    states = generator.standard_normal((2, 6, 8)).astype(np.float32)
    states /= np.linalg.norm(states, axis=2, keepdims=True)
    labels = np.concatenate([states[0, :2], states[1, 2:3]])
    mask = np.array([[1, 1, 1, 1, 1, 1], [1, 1, 1, 0, 0, 0]], dtype=np.float32)
    found = focus(*map(torch.tensor, (states, mask, labels))).numpy()
    expected = [in_numpy(labels, states[0]), in_numpy(labels, states[1, :3])]
    np.testing.assert_allclose(found, expected, atol=1e-5)
    assert found[0, 0] > 0.9
    assert found[1, 2] > 0.9


def test_the_loss_falls_when_right_scores_rise_and_wrong_ones_fall() -> None:
    torch = pytest.importorskip("torch", reason="needs skillgraph[train]")
    from skillgraph.training.encoder.losses import contrast

    right = torch.tensor([[True, True, False, False], [False, False, False, True]])
    ignored = torch.tensor([[False, False, True, False], [False, False, False, False]])
    scores = torch.tensor([[0.5, 0.4, 0.9, 0.3], [0.1, 0.2, 0.3, 0.4]])

    def loss(row: int, column: int, change: float) -> float:
        changed = scores.clone()
        changed[row, column] += change
        return float(contrast(changed, right, ignored, 0.05))

    before = loss(0, 0, 0.0)
    assert loss(0, 0, 0.1) < before < loss(0, 3, 0.1)
    assert loss(0, 2, 0.1) == pytest.approx(before), "parents and children are left out"
    assert loss(1, 3, 0.1) < before


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_model(tmp_path_factory.mktemp("base"))


@pytest.fixture
def job(base: Path, concepts: list[Concept]) -> EncoderJob:
    return EncoderJob("test@1", concepts, GOLD, {"held": GOLD["gold"][:3]}, RECIPE, base=base, threads=1)


class _KilledError(Exception):
    """Stands for the end of the process."""


def _die_in(stage: str) -> Progress:
    def progress(current: str, done: int, total: int) -> None:
        if current == stage and done == 1:
            raise _KilledError

    return progress


def _quiet(stage: str, done: int, total: int) -> None:
    pass


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")
def test_a_killed_run_goes_on_and_ends_with_the_same_weights(job: EncoderJob, tmp_path: Path) -> None:
    straight = train(job, tmp_path / "straight", _quiet)
    with pytest.raises(_KilledError):
        train(job, tmp_path / "killed", _die_in("round 2 of 2"))
    with pytest.raises(InputError, match="another recipe, seed"):
        train(replace(job, seed=8), tmp_path / "killed", _quiet)
    stages: list[str] = []
    resumed = train(job, tmp_path / "killed", lambda stage, *_: stages.append(stage))
    assert "round 1 of 2" not in stages
    assert resumed.fingerprint == straight.fingerprint
    assert resumed.graph.read_bytes() == straight.graph.read_bytes()
    names = {"MODEL_CARD.md", "encoder.json", "model.onnx", "tokenizer.json"}
    assert {path.name for path in resumed.folder.iterdir()} == names
    with pytest.raises(InputError, match="holds an encoder already"):
        train(job, tmp_path / "killed", _quiet)


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")
def test_the_command_trains_an_encoder_that_the_workspace_can_use(base: Path, tmp_path: Path) -> None:
    turtle = tmp_path / "skills.ttl"
    turtle.write_text(_TURTLE, encoding="utf-8")
    gold = tmp_path / "gold.jsonl"
    rows = [{"text": f"able to {verb} steel", "uris": ["http://x.test/weld"]} for verb in "abcdefghij"]
    gold.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    output = tmp_path / "encoder"
    at = ["--workspace", str(tmp_path / "ws")]
    _run(["init", *at])
    _run(["taxonomy", "load", str(turtle), "--name", "test", "--version", "1", *at])
    command = ["train", "encoder", "--split", str(gold), "--output", str(output), "--rounds", "1"]
    said = _run([*command, "--seed", "3", "--base", str(base), "--framework", "test", *at])
    assert f"SKILLGRAPH_ENCODER={output}" in said
    assert OnnxModel.open(output).languages == frozenset({"en"})
    card = (output / "MODEL_CARD.md").read_text(encoding="utf-8")
    assert "| `gold` | 2 |" in card
    assert "Seed 3;" in card
    encoder = load_encoder("skills", Settings(tmp_path, tmp_path, 1, encoder=output))
    assert encoder.encode(["weld steel"]).shape == (1, 64)


_TURTLE = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix x: <http://x.test/> .
x:scheme a skos:ConceptScheme .
x:weld a skos:Concept ; skos:inScheme x:scheme ; skos:prefLabel "weld steel"@en ; skos:altLabel "welding"@en .
x:lead a skos:Concept ; skos:inScheme x:scheme ; skos:prefLabel "manage musical staff"@en .
"""


def _run(arguments: list[str]) -> str:
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.output
    return result.output
