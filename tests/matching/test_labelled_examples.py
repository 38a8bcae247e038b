"""Texts whose concepts are known pull others like them to these concepts, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skillgraph.embedding import load_encoder
from skillgraph.embedding.dummy import DummyEncoder
from skillgraph.errors import InputError
from skillgraph.matching import Matcher, Profile
from skillgraph.matching.evaluation.evaluation import GoldRow
from skillgraph.matching.index.arithmetic import on_grid
from skillgraph.matching.index.labels import LabelTable
from skillgraph.matching.signals.labelled_examples import EXAMPLES_FOLDER, LabelledExamples, load_examples
from skillgraph.settings import Settings
from skillgraph.training.labelled_examples import gather_examples
from tests.support.small_framework import BASE, CONCEPTS, CountingEncoders, build

ODD = "tend the kiln until the glaze sets"
TABLE = LabelTable.from_concepts(CONCEPTS)
WORDS = st.lists(st.sampled_from(["weld", "data", "teach", "music", "steel"]), min_size=1, max_size=4)
NAMES = st.sets(st.sampled_from(["weld", "db", "teach", "gone"]), min_size=1)


def rows(*texts: tuple[str, str], lang: str = "en") -> list[GoldRow]:
    return [GoldRow(text, frozenset({BASE + name}), lang) for text, name in texts]


def student(encoders: CountingEncoders) -> LabelledExamples:
    return gather_examples({"mine": rows((ODD, "weld"), ("SQL", "sql"))}, encoders("student"), "en")


@pytest.fixture
def parameters(tmp_path: Path) -> Path:
    """A folder of parameters in which one odd text is known to mean welding."""
    student(CountingEncoders()).save(tmp_path / "parameters" / EXAMPLES_FOLDER)
    return tmp_path / "parameters"


def suggested(matcher: Matcher, text: str, lang: str = "en") -> dict[str, tuple[int, float]]:
    """Where each concept is suggested, and how near a known text of it is."""
    found = next(iter(matcher.match([text], k=20, lang=lang))).suggestions
    return {
        one.uri.removeprefix(BASE): (place, one.evidence.signals.get("student.known", 0.0))
        for place, one in enumerate(found)
    }


@pytest.mark.parametrize("profile", list(Profile))
def test_a_text_that_is_known_means_what_it_meant(tmp_path: Path, parameters: Path, profile: Profile) -> None:
    index = build(tmp_path / "index", CountingEncoders(), profile)
    found = suggested(Matcher(index, profile=profile, parameters=parameters), ODD)
    plain = Matcher(index, profile=profile)
    before = suggested(plain, ODD)
    assert found["weld"][0] < before["weld"][0]
    assert found["weld"][1] == pytest.approx(1, abs=0.001)
    assert found["staff"][1] == 0
    assert {cosine for _, cosine in before.values()} == {0}, "what ships is of another encoder"
    assert plain.fingerprint != Matcher(index, profile=profile, parameters=parameters).fingerprint


def test_who_judges_a_fit_does_not_see_the_answer(tmp_path: Path, parameters: Path) -> None:
    index = build(tmp_path / "index", CountingEncoders())
    judging = Matcher(index, profile=Profile.FAST, parameters=parameters, leave_one_out=True)
    assert max(cosine for _, cosine in suggested(judging, ODD).values()) < 0.9


def test_a_language_has_its_own(tmp_path: Path, parameters: Path) -> None:
    index = build(tmp_path / "index", CountingEncoders())
    found = suggested(Matcher(index, profile=Profile.FAST, parameters=parameters), ODD, "fr")
    assert {cosine for _, cosine in found.values()} == {0}


@given(st.lists(st.tuples(WORDS, NAMES), max_size=6), WORDS)
@settings(max_examples=60)
def test_the_nearest_is_the_largest_cosine(
    texts: Sequence[tuple[list[str], set[str]]], asked: list[str]
) -> None:
    encoder = DummyEncoder()
    gold = [GoldRow(" ".join(said), frozenset(BASE + name for name in names), "en") for said, names in texts]
    space = LabelledExamples.encoded(gold, encoder, {}).arranged(TABLE, "en")
    query = encoder.encode([" ".join(asked)])
    every = np.arange(TABLE.matchable)[None]
    found = space.nearest(every, on_grid(query))[0]
    for place, uri in enumerate(TABLE.uris[: TABLE.matchable]):
        means = [row.text for row in gold if uri in row.uris]
        truth = float((encoder.encode(means) @ query[0]).max()) if means else 0.0
        assert found[place] == pytest.approx(truth, abs=0.01)


def test_what_is_saved_reads_back_and_grows(tmp_path: Path) -> None:
    first = student(CountingEncoders())
    first.save(tmp_path / EXAMPLES_FOLDER)
    again = LabelledExamples.open(tmp_path / EXAMPLES_FOLDER)
    assert again.fingerprint == first.fingerprint
    yours = {"yours": rows(("souder", "weld"), lang="")}
    more = gather_examples(yours, CountingEncoders()("student"), "fr", before=again)
    more.save(tmp_path / EXAMPLES_FOLDER)
    grown = LabelledExamples.open(tmp_path / EXAMPLES_FOLDER)
    assert (list(grown.langs), grown.record) == (["en", "en", "fr"], {"mine": "2 texts", "yours": "1 texts"})
    other = gather_examples({"yours": rows(("x", "weld"))}, DummyEncoder(dimensions=32), "en", before=again)
    assert len(other.concepts) == 1, "vectors of another encoder cannot stand beside these"


@pytest.mark.parametrize("damage", ["vectors.npy", "known.json"])
def test_damaged_ones_are_named(tmp_path: Path, damage: str) -> None:
    student(CountingEncoders()).save(tmp_path / EXAMPLES_FOLDER)
    (tmp_path / EXAMPLES_FOLDER / damage).write_bytes(b"{}")
    with pytest.raises(InputError, match=r"known texts in .* cannot be used"):
        LabelledExamples.open(tmp_path / EXAMPLES_FOLDER)


def test_a_changed_byte_of_a_vector_is_noticed(tmp_path: Path) -> None:
    student(CountingEncoders()).save(tmp_path / EXAMPLES_FOLDER)
    path = tmp_path / EXAMPLES_FOLDER / "vectors.npy"
    content = path.read_bytes()
    path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    with pytest.raises(InputError, match=r"vectors\.npy does not hold"):
        LabelledExamples.open(tmp_path / EXAMPLES_FOLDER)


def test_nothing_to_know_is_refused() -> None:
    with pytest.raises(InputError, match="No text has a concept"):
        gather_examples({"none": [GoldRow("about us", frozenset())]}, DummyEncoder(), "en")


def test_what_ships_is_of_the_encoder_that_ships_and_holds_no_words() -> None:
    shipped = load_examples()
    assert shipped.encoder == load_encoder("student", Settings.from_environment()).fingerprint
    assert set(shipped.langs) == {"en", "fr"}
    assert sum(int(said.split()[0]) for said in shipped.record.values()) == len(shipped.concepts)
    assert all(
        uri.startswith("http://data.europa.eu/esco/skill/") for uris in shipped.concepts for uri in uris
    )
    assert json.dumps(shipped.record).count("texts") == len(shipped.record)
