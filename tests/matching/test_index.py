"""The index on disk: shared, rebuilt only where needed, never trusted when it does not fit."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from skillgraph.embedding import Encoder
from skillgraph.embedding.dummy import DummyEncoder
from skillgraph.errors import IndexMissingError, InputError
from skillgraph.matching import Index, Matcher, Profile
from skillgraph.model import Concept, ConceptKind, FrameworkId
from tests.support.small_framework import CONCEPTS, SMALL, CountingEncoders, build, skill


def reopen(directory: Path, profile: Profile = Profile.FAST, *, source: str | None = None) -> Index:
    return Index.open(directory, framework=SMALL, profile=profile, encoders=CountingEncoders(), source=source)


def test_a_student_is_compared_with_the_labels_of_its_teacher(
    tmp_path: Path, encoders: CountingEncoders
) -> None:
    index = build(tmp_path, encoders)
    assert encoders.encoded["student"] == 0
    assert encoders.encoded["skills"] == len({t for one in index.labels.lists.values() for t in one.texts})
    assert not list((tmp_path / "parts").glob("student*"))
    assert index.dense("student", "en") is index.dense("skills", "en")
    assert index.has_dense("student", "fr")
    assert not index.has_dense("student", "de")


def test_a_student_may_encode_labels_itself(tmp_path: Path, encoders: CountingEncoders) -> None:
    index = Index.build(
        CONCEPTS, framework=SMALL, directory=tmp_path, profile=Profile.FAST, encoders=encoders, teachers={}
    )
    assert encoders.encoded["skills"] == 0
    assert encoders.encoded["student"] == len({t for one in index.labels.lists.values() for t in one.texts})
    opened = reopen(tmp_path)
    assert opened.fingerprint(Profile.FAST) == index.fingerprint(Profile.FAST)
    (result,) = Matcher(opened, profile=Profile.FAST).match(["weld steel"], lang="en")
    assert result.suggestions[0].label == "weld steel"


def test_labels_of_another_student_are_refused(tmp_path: Path, encoders: CountingEncoders) -> None:
    """Even where both students have one teacher."""

    def retrained(name: str) -> Encoder:
        encoder = DummyEncoder(dimensions=64, name=name)
        encoder.fingerprint += " again" * (name == "student")
        return encoder

    Index.build(
        CONCEPTS, framework=SMALL, directory=tmp_path, profile=Profile.FAST, encoders=encoders, teachers={}
    )
    again = Index.open(tmp_path, framework=SMALL, profile=Profile.FAST, encoders=retrained)
    with pytest.raises(IndexMissingError, match="other weights of student"):
        again.encoder("student")


def test_a_student_of_another_teacher_is_refused(tmp_path: Path) -> None:
    def foreign(name: str) -> Encoder:
        return DummyEncoder(dimensions=32 if name == "student" else 64, name=name)

    with pytest.raises(InputError, match="student was made for another skills") as caught:
        Index.build(CONCEPTS, framework=SMALL, directory=tmp_path, profile=Profile.FAST, encoders=foreign)
    assert "SKILLGRAPH_STUDENT" in caught.value.hint


def test_answers_of_another_student_are_other_answers(tmp_path: Path, encoders: CountingEncoders) -> None:
    def retrained(name: str) -> Encoder:
        encoder = DummyEncoder(dimensions=64, name=name)
        encoder.fingerprint += " again" * (name == "student")
        return encoder

    built = build(tmp_path, encoders)
    again = Index.open(tmp_path, framework=SMALL, profile=Profile.FAST, encoders=retrained)
    assert again.fingerprint(Profile.FAST) != built.fingerprint(Profile.FAST)
    assert list(Matcher(again, profile=Profile.FAST).match(["weld steel"], lang="en"))


def test_a_built_index_opens_and_gives_the_same_answers(tmp_path: Path, encoders: CountingEncoders) -> None:
    built = Matcher(build(tmp_path, encoders), profile=Profile.FAST)
    opened = Matcher(reopen(tmp_path), profile=Profile.FAST)
    texts = ["weld steel plates", "gérer une base", "SQL"]
    assert list(built.match(texts)) == list(opened.match(texts))


def test_nothing_is_encoded_twice(tmp_path: Path, encoders: CountingEncoders) -> None:
    build(tmp_path, encoders)
    first = dict(encoders.encoded)
    build(tmp_path, encoders)
    assert dict(encoders.encoded) == first


def test_the_other_profile_adds_its_own_part_only(tmp_path: Path, encoders: CountingEncoders) -> None:
    build(tmp_path, encoders)
    skills = encoders.encoded["skills"]
    build(tmp_path, encoders, Profile.PRECISE)
    assert encoders.encoded["skills"] == skills
    assert 0 < encoders.encoded["use"] <= skills
    assert reopen(tmp_path, Profile.FAST) is not None
    assert reopen(tmp_path, Profile.PRECISE) is not None


def test_building_fast_again_keeps_what_precise_needs(tmp_path: Path, encoders: CountingEncoders) -> None:
    build(tmp_path, encoders, Profile.PRECISE)
    build(tmp_path, encoders, Profile.FAST)
    assert reopen(tmp_path, Profile.PRECISE).has_dense("skills", "en")


def test_another_version_encodes_new_labels_only(tmp_path: Path, encoders: CountingEncoders) -> None:
    build(tmp_path, encoders)
    before = encoders.encoded["skills"]
    newer = (*CONCEPTS, skill("new", "a new skill", "weld steel"))
    index = build(tmp_path, encoders, concepts=newer, framework=FrameworkId("small", "2"))
    assert encoders.encoded["skills"] == before + 1
    assert len(index.labels.lists["en"].texts) == len(reopen(tmp_path).labels.lists["en"].texts) + 2


def test_shared_vectors_land_on_their_labels(tmp_path: Path, encoders: CountingEncoders) -> None:
    build(tmp_path, encoders)
    newer = (skill("aaa", "the first by URI"), *CONCEPTS)
    index = build(tmp_path, encoders, concepts=newer, framework=FrameworkId("small", "2"))
    texts = index.labels.lists["en"].texts
    expected = DummyEncoder(dimensions=64).encode(texts)
    assert abs(index.dense("skills", "en").vectors - expected).max() < 2e-3


def test_the_order_of_concepts_does_not_matter(tmp_path: Path, encoders: CountingEncoders) -> None:
    build(tmp_path, encoders)
    parts = sorted(path.name for path in (tmp_path / "parts").iterdir())
    build(tmp_path, encoders, concepts=CONCEPTS[::-1])
    assert sorted(path.name for path in (tmp_path / "parts").iterdir()) == parts


def test_adding_a_language_leaves_the_others_alone(tmp_path: Path, encoders: CountingEncoders) -> None:
    english = [replace(c, pref_labels={"en": c.label()}) for c in CONCEPTS]
    build(tmp_path, encoders, concepts=english)
    before = encoders.encoded["skills"]
    both = [
        replace(c, pref_labels={"en": c.label(), "de": "neu " + c.label()}, alt_labels={}) for c in CONCEPTS
    ]
    build(tmp_path, encoders, concepts=both)
    assert encoders.encoded["skills"] == before


def test_only_data_is_written(tmp_path: Path, encoders: CountingEncoders) -> None:
    build(tmp_path, encoders, Profile.PRECISE)
    suffixes = {path.suffix for path in tmp_path.rglob("*") if path.is_file()}
    assert suffixes == {".npy", ".json"}


def test_progress_is_told(tmp_path: Path, encoders: CountingEncoders) -> None:
    told: list[tuple[str, int, int]] = []
    Index.build(
        CONCEPTS,
        framework=SMALL,
        directory=tmp_path,
        profile=Profile.FAST,
        encoders=encoders,
        progress=lambda stage, done, total: told.append((stage, done, total)),
    )
    stages = list(dict.fromkeys(stage for stage, _, _ in told))
    assert stages == ["labels", "words en", "words fr", "skills en", "skills fr"]
    assert all(0 <= done <= total for _, done, total in told)


def test_a_missing_index_is_named(tmp_path: Path) -> None:
    with pytest.raises(IndexMissingError, match="no index of small@1"):
        reopen(tmp_path)


def test_an_index_for_another_profile_is_named(tmp_path: Path, encoders: CountingEncoders) -> None:
    build(tmp_path, encoders)
    with pytest.raises(IndexMissingError, match="not built for the precise profile"):
        reopen(tmp_path, Profile.PRECISE)


def test_an_index_of_another_framework_is_named(tmp_path: Path, encoders: CountingEncoders) -> None:
    build(tmp_path, encoders)
    (tmp_path / "small@1.json").rename(tmp_path / "other@1.json")
    with pytest.raises(IndexMissingError, match="is an index of small@1"):
        Index.open(tmp_path, framework=FrameworkId("other", "1"), profile=Profile.FAST, encoders=encoders)


def test_an_older_index_is_named(tmp_path: Path, encoders: CountingEncoders) -> None:
    build(tmp_path, encoders, source="monday")
    assert reopen(tmp_path, source="monday").source == "monday"
    with pytest.raises(IndexMissingError, match="older than the framework"):
        reopen(tmp_path, source="tuesday")


def test_an_index_of_other_weights_is_named(tmp_path: Path, encoders: CountingEncoders) -> None:
    def tuned(name: str) -> Encoder:
        return DummyEncoder(dimensions=32, name=name)

    build(tmp_path, encoders)
    index = Index.open(tmp_path, framework=SMALL, profile=Profile.FAST, encoders=tuned)
    with pytest.raises(IndexMissingError, match="other weights of skills"):
        list(Matcher(index, profile=Profile.FAST).match(["weld steel"], lang="en"))


@pytest.mark.parametrize("pattern", ["skills-*/vectors.npy", "terms*/word/data.npy", "labels*/labels.json"])
@pytest.mark.parametrize("cut", [True, False])
def test_a_damaged_part_is_named_and_built_again(
    tmp_path: Path, encoders: CountingEncoders, pattern: str, cut: bool
) -> None:
    build(tmp_path, encoders)
    file = next((tmp_path / "parts").glob(pattern))
    file.write_bytes(file.read_bytes()[:40]) if cut else file.unlink()
    with pytest.raises(IndexMissingError, match="missing or damaged"):
        reopen(tmp_path)
    build(tmp_path, encoders)
    assert list(Matcher(reopen(tmp_path), profile=Profile.FAST).match(["weld steel"]))


@pytest.mark.parametrize("content", ["", "{", "[]", '{"framework": "small@1"}', '{"x": 1}'])
def test_a_damaged_manifest_is_named(tmp_path: Path, encoders: CountingEncoders, content: str) -> None:
    build(tmp_path, encoders)
    (tmp_path / "small@1.json").write_text(content)
    with pytest.raises(IndexMissingError):
        reopen(tmp_path)
    build(tmp_path, encoders)
    assert reopen(tmp_path).labels.matchable == 11


def test_an_interrupted_build_leaves_the_old_index(tmp_path: Path, encoders: CountingEncoders) -> None:
    build(tmp_path, encoders, source="old")

    def killed(stage: str, done: int, total: int) -> None:
        if stage == "skills en":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Index.build(
            [*CONCEPTS, skill("new", "new")],
            framework=SMALL,
            directory=tmp_path,
            profile=Profile.FAST,
            encoders=encoders,
            progress=killed,
        )
    assert reopen(tmp_path, source="old").labels.matchable == 11


def test_a_framework_without_skills_is_refused(tmp_path: Path, encoders: CountingEncoders) -> None:
    groups = [Concept("http://example.org/g", ConceptKind.SKILL_GROUP, {"en": "group"})]
    with pytest.raises(InputError, match="no skill with a label"):
        build(tmp_path, encoders, concepts=groups)


def test_the_manifest_reads_as_json(tmp_path: Path, encoders: CountingEncoders) -> None:
    build(tmp_path, encoders)
    manifest = json.loads((tmp_path / "small@1.json").read_text())
    assert manifest["framework"] == "small@1"
    assert set(manifest["dense"]) == {"skills"}


def test_cycles_and_unknown_parents_end_the_path(tmp_path: Path, encoders: CountingEncoders) -> None:
    loop = [
        skill("a", "alpha", broader=("b",)),
        skill("b", "beta", broader=("a",)),
        skill("c", "gamma", broader=("nowhere",)),
    ]
    labels = build(tmp_path, encoders, concepts=loop).labels
    assert [labels.broader(position, "en") for position in range(3)] == [("beta",), ("alpha",), ()]
