"""Teaching a student: what it is like before and after, and a whole run that can be cut short."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from skillgraph.cli.app import app
from skillgraph.embedding import TokenEncoder, load_encoder
from skillgraph.embedding.onnxmodel import OnnxModel
from skillgraph.embedding.transformer import TransformerEncoder
from skillgraph.errors import InputError
from skillgraph.matching.evaluation.evaluation import GoldRow
from skillgraph.model import Concept
from skillgraph.progress import Progress
from skillgraph.settings import Settings
from skillgraph.training import student
from skillgraph.training.student import StudentJob, StudentRecipe, train
from tests.support.tiny_model import tiny_model

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")

RECIPE = StudentRecipe(
    rounds=2,
    sentences=12,
    labels=4,
    width=8,
    heads=2,
    hidden=16,
    batch=4,
    near=2,
    drawn=2,
    focused=2,
    warmup=1,
)
LABELS = {
    1: ("manage musical staff", "lead musicians"),
    2: ("weld steel", "steel welding"),
    3: ("weld pipes",),
    4: ("manage staff",),
}
GOLD = {
    "gold": [
        GoldRow("You will manage musical staff", frozenset({"x:1"})),
        GoldRow("weld steel", frozenset({"x:2", "x:3"})),
        GoldRow("souder des tuyaux en acier", frozenset({"x:3"}), "fr"),
        GoldRow("nothing of the kind", frozenset()),
    ]
}
CONCEPTS = [
    Concept(
        f"x:{number}",
        pref_labels={"en": first, "fr": f"faire {first}"},
        alt_labels={"en": tuple(others)},
        broader=("x:4",) if number == 1 else (),
    )
    for number, (first, *others) in LABELS.items()
]


def _quiet(stage: str, done: int, total: int) -> None:
    pass


class _KilledError(Exception):
    """Stands for the end of the process."""


def _die_in(stage: str) -> Progress:
    def progress(current: str, done: int, total: int) -> None:
        if current == stage and done == 1:
            raise _KilledError

    return progress


@pytest.fixture(scope="module")
def teacher(tmp_path_factory: pytest.TempPathFactory) -> OnnxModel:
    """A transformer with random weights, as an encoder that was trained."""
    folder = tmp_path_factory.mktemp("teacher")
    from skillgraph.embedding.export import export_folder

    export_folder(tiny_model(folder), folder)
    return OnnxModel.seal(folder, recipe="test", dimensions=64, max_tokens=32, languages=["en", "fr"])


@pytest.fixture
def job(teacher: OnnxModel) -> StudentJob:
    return StudentJob("test@1", CONCEPTS, teacher, GOLD, {"held": GOLD["gold"][:3]}, RECIPE, threads=1)


@pytest.fixture(scope="module")
def trained(teacher: OnnxModel, tmp_path_factory: pytest.TempPathFactory) -> OnnxModel:
    job = StudentJob("test@1", CONCEPTS, teacher, GOLD, {"held": GOLD["gold"][:3]}, RECIPE, threads=1)
    return train(job, tmp_path_factory.mktemp("student"), _quiet)


def test_a_killed_run_goes_on_and_ends_with_the_same_weights(
    job: StudentJob, trained: OnnxModel, tmp_path: Path
) -> None:
    with pytest.raises(_KilledError):
        train(job, tmp_path, _die_in("round 2 of 2"))
    with pytest.raises(InputError, match="another recipe, seed"):
        train(replace(job, seed=8), tmp_path, _quiet)
    stages: list[str] = []
    resumed = train(job, tmp_path, lambda stage, *_: stages.append(stage))
    assert "round 1 of 2" not in stages
    assert resumed.fingerprint == trained.fingerprint
    assert resumed.graph.read_bytes() == trained.graph.read_bytes()
    names = {"MODEL_CARD.md", "encoder.json", "model.onnx", "tokenizer.json"}
    assert {path.name for path in resumed.folder.iterdir()} == names
    with pytest.raises(InputError, match="holds an encoder already"):
        train(job, tmp_path, _quiet)


def test_a_student_lives_in_the_space_of_its_teacher(teacher: OnnxModel, trained: OnnxModel) -> None:
    student = TransformerEncoder(trained, name="student", languages=trained.languages)
    assert isinstance(student, TokenEncoder)
    assert student.space == teacher.fingerprint != student.fingerprint
    assert OnnxModel.open(trained.folder).space == teacher.fingerprint


def test_a_student_comes_near_its_teacher(job: StudentJob, trained: OnnxModel, tmp_path: Path) -> None:
    taught = train(replace(job, recipe=replace(RECIPE, rounds=20, right=0.0)), tmp_path, _quiet)
    texts = [row.text for row in GOLD["gold"]]
    teacher, least, most = (
        TransformerEncoder(model, name="any", languages=None).encode(texts)
        for model in (job.teacher, trained, taught)
    )
    assert (most * teacher).sum(axis=1).mean() > (least * teacher).sum(axis=1).mean() > 0.5


def test_what_a_text_gives_depends_on_the_text_alone_to_the_last_bit(trained: OnnxModel) -> None:
    student = TransformerEncoder(trained, name="student", languages=trained.languages)
    texts = ["weld steel", "", "You will manage musical staff and weld pipes", "é", "weld steel pipes"]
    together = student.encode_tokens(texts)
    for place, text in enumerate(texts):
        alone = student.encode_tokens([text])
        np.testing.assert_array_equal(together.vectors[place], alone.vectors[0])
        np.testing.assert_array_equal(together.of(place), alone.tokens)


def test_both_focuses_and_distances_agree_with_numpy() -> None:
    torch = pytest.importorskip("torch", reason="needs skillgraph[train]")
    from skillgraph.matching.signals.focus import focus
    from skillgraph.training.student.losses import alike, apart, focus_on

    generator = np.random.default_rng(1)
    states = generator.standard_normal((2, 6, 8)).astype(np.float32)
    states /= np.linalg.norm(states, axis=2, keepdims=True)
    labels = states[:, :3].copy()
    mask = np.array([[1, 1, 1, 1, 1, 1], [1, 1, 1, 0, 0, 0]])
    found = focus_on(*map(torch.tensor, (states, mask, labels))).numpy()
    expected = [focus(labels[0], states[0]), focus(labels[1], states[1, :3])]
    np.testing.assert_allclose(found, expected, atol=1e-5)
    same = torch.tensor(states)
    assert float(alike(same[:, 0], same[:, 0], same, same, torch.tensor(mask))) == pytest.approx(0, abs=1e-6)
    near, far = torch.tensor([[0.9, 0.1]]), torch.tensor([[0.1, 0.9]])
    assert float(apart(near, near, 0.05)) < float(apart(near, far, 0.05))


def test_the_command_teaches_a_student_that_the_workspace_can_use(
    teacher: OnnxModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Ten thousand made sentences, as for the one that ships, take minutes.
    monkeypatch.setattr(
        student, "StudentJob", partial(StudentJob, recipe=replace(StudentRecipe(), sentences=200))
    )
    turtle = tmp_path / "skills.ttl"
    turtle.write_text(_TURTLE, encoding="utf-8")
    gold = tmp_path / "gold.jsonl"
    rows = [{"text": f"able to {verb} steel", "uris": ["http://x.test/weld"]} for verb in "abcdefghij"]
    gold.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    output = tmp_path / "student"
    at = ["--workspace", str(tmp_path / "ws")]
    _run(["init", *at])
    _run(["taxonomy", "load", str(turtle), "--name", "test", "--version", "1", *at])
    command = ["train", "student", "--split", str(gold), "--output", str(output), "--rounds", "1"]
    said = _run([*command, "--seed", "3", "--teacher", str(teacher.folder), "--framework", "test", *at])
    assert f"SKILLGRAPH_STUDENT={output}" in said
    card = (output / "MODEL_CARD.md").read_text(encoding="utf-8")
    assert "| `gold` | 2 |" in card
    assert "Seed 3;" in card
    settings = Settings(tmp_path, tmp_path, 1, encoder=teacher.folder, student=output)
    taught, skills = (load_encoder(name, settings) for name in ("student", "skills"))
    assert taught.space == skills.space
    assert taught.encode(["weld steel"]).shape == (1, 64)


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
