"""Loading a framework over one of the same name and version: nothing goes without being asked for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from skillgraph.errors import InputError
from skillgraph.workspace import Workspace
from skillgraph.workspace.loading import load_framework

HEAD = """@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
<{base}> a skos:ConceptScheme ; skos:prefLabel "Tiny"@en {version}.
"""

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a small scheme: labels by the ends of URIs, and more statements."""

    def made(
        name: str, labels: dict[str, str], more: str = "", base: str = "http://c.example/s", version: str = ""
    ) -> Path:
        said = f'; owl:versionInfo "{version}" ' if version else ""
        lines = [HEAD.format(base=base, version=said)]
        lines += [
            f"<{base}/{end}> a skos:Concept ; skos:inScheme <{base}> ; skos:prefLabel {label} ."
            for end, label in labels.items()
        ]
        path = tmp_path / f"{name}.ttl"
        path.write_text("\n".join([*lines, more.replace("BASE", base)]), encoding="utf-8")
        return path

    return made


LABELS = {"a": '"weld"@en', "b": '"weld pipes"@en', "c": '"cook"@en'}
LINKS = "<BASE/b> skos:broader <BASE/a> . <BASE/b> skos:related <BASE/c> ."


def _bytes(workspace: Workspace) -> dict[str, bytes]:
    paths = sorted(path for path in workspace.path.rglob("*") if path.is_file())
    return {str(path): path.read_bytes() for path in paths}


def _labels(workspace: Workspace) -> dict[str, dict[str, str]]:
    record = workspace.manifest.framework()
    return {c.uri[-1]: dict(c.pref_labels) for c in workspace.snapshot().concepts(record)}


@pytest.mark.parametrize("version", ["", "2"])
def test_another_publisher_of_the_same_name_is_refused(empty: Workspace, write: Write, version: str) -> None:
    load_framework(empty, [write("one", LABELS, version=version)])
    other = write("two", LABELS, base="http://d.example/s", version=version)
    before = _bytes(empty)
    with pytest.raises(InputError, match=r"<http://c.example/s>.*<http://d.example/s>") as refused:
        load_framework(empty, [other])
    assert "--name" in refused.value.hint
    assert _bytes(empty) == before
    load_framework(empty, [other], name="other")
    assert empty.manifest.framework_names() == ["other", "s"]


@pytest.mark.parametrize(
    ("labels", "more", "said"),
    [
        ({"a": '"weld"@en', "b": '"weld pipes"@en'}, LINKS, "1 concept"),
        ({"a": '"weld"@en'}, "", "2 concepts, 1 related relation"),
        (LABELS, "<BASE/b> skos:related <BASE/c> .", "1 place in the hierarchy"),
        (LABELS, "<BASE/b> skos:broader <BASE/a> .", "1 related relation"),
        (
            {"a": '"schweißen"@de', "b": '"pipes"@en'},
            "",
            "1 place in the hierarchy, 1 preferred label in en, 1 c",
        ),
    ],
)
def test_a_load_that_would_take_something_away_needs_replace(
    empty: Workspace, write: Write, labels: dict[str, str], more: str, said: str
) -> None:
    load_framework(empty, [write("whole", LABELS, LINKS)])
    smaller, before = write("smaller", labels, more), _bytes(empty)
    with pytest.raises(InputError, match=said) as refused:
        load_framework(empty, [smaller])
    assert "--replace" in refused.value.hint
    assert _bytes(empty) == before
    loaded = load_framework(empty, [smaller], replaces=True)
    assert said in loaded.note
    assert set(_labels(empty)) == set(labels)


TEXTS = """<BASE/a> skos:altLabel "fuse"@en, "join"@en, "braser"@fr ; skos:definition "Joins metal."@en .
<BASE/b> skos:prefLabel "souder"@fr ; skos:broader <BASE/a> , <BASE/c> ."""


@pytest.mark.parametrize(
    ("gone", "said"),
    [
        ('skos:altLabel "fuse"@en, "join"@en, "braser"@fr ;', "1 list of alternative labels in en"),
        ('; skos:definition "Joins metal."@en', "1 definition in en"),
        ('skos:prefLabel "souder"@fr ;', "1 preferred label in fr"),
        ("<BASE/a> , ", "1 place in the hierarchy"),
    ],
)
def test_texts_and_second_places_do_not_go_unsaid(
    empty: Workspace, write: Write, gone: str, said: str
) -> None:
    french = {**LABELS, "d": '"cuire"@fr'}
    load_framework(empty, [write("whole", french, TEXTS)])
    before = _bytes(empty)
    with pytest.raises(InputError, match=f"would remove {said}"):
        load_framework(empty, [write("smaller", french, TEXTS.replace(gone, ""))])
    assert _bytes(empty) == before
    fewer = TEXTS.replace('"fuse"@en, ', "").replace("Joins metal.", "Joins metals.")
    assert load_framework(empty, [write("mended", french, fewer)]).note == ""


def test_a_language_alone_is_added(empty: Workspace, write: Write) -> None:
    load_framework(empty, [write("whole", LABELS, LINKS)])
    french = write("french", {"a": '"souder"@fr', "c": '"cuire"@fr', "d": '"brazing"@fr'})
    for _ in range(2):  # the same file again changes nothing
        loaded = load_framework(empty, [french])
        labels = _labels(empty)
        assert labels["a"] == {"en": "weld", "fr": "souder"}
        assert labels["b"] == {"en": "weld pipes"}
        assert labels["d"] == {"fr": "brazing"}
        assert loaded.counts["related"] == 1
        assert "nothing was removed" in loaded.note
    record = empty.manifest.framework()
    by_uri = {concept.uri: concept for concept in empty.snapshot().concepts(record)}
    assert by_uri["http://c.example/s/b"].broader == ("http://c.example/s/a",)
    assert [file.name for file in record.files] == ["whole.ttl", "french.ttl"]


def test_the_same_files_load_again(empty: Workspace, write: Write) -> None:
    whole = write("whole", LABELS, LINKS)
    first = load_framework(empty, [whole])
    assert load_framework(empty, [whole]).counts == first.counts
    assert load_framework(empty, [write("more", LABELS | {"d": '"braze"@en'}, LINKS)]).note == ""
