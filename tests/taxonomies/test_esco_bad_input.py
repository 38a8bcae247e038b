"""Each thing that can be wrong with a bundle has its sentence."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from skillgraph.errors import InputError, ProblemLog
from skillgraph.taxonomies import read_esco
from skillgraph.taxonomies.esco import bundle

Make = Callable[..., Path]
SKILL = "http://data.europa.eu/esco/skill/"


def failure(path: Path, **options: object) -> InputError:
    with pytest.raises(InputError) as caught:
        read_esco([path], problems=ProblemLog(), **options)  # type: ignore[arg-type]
    assert caught.value.hint
    return caught.value


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty"),
        (b"\r\n\n", "is empty"),
        ("conceptUri,preferredLabel\nx,é\n".encode("latin-1"), ":2: the text is not UTF-8 (byte 0xE9)"),
        ("conceptUri,preferredLabel\n".encode("utf-16"), ":1: the text is not UTF-8 (UTF-16)"),
        (b"conceptUri;preferredLabel\nx;y\n", "is separated by semicolons, not by commas"),
        (b"conceptUri\tpreferredLabel\nx\ty\n", "is separated by tabs, not by commas"),
        (b"conceptUri,label\nx,y\n", "has no column preferredLabel; it has conceptUri, label"),
        (b"<html><body>Not found</body></html>", "has no column conceptUri, preferredLabel"),
        (b"conceptUri,preferredLabel\n", "holds no skills"),
        (b'conceptUri,preferredLabel\nx,"never closed\n\n', ":2: a quoted cell is opened here and never"),
        (b'"concept" Uri,preferredLabel\n', ":1: the header is not comma-separated"),
        (b"conceptUri,preferredLabel\rx,y\r", ":1: the header is not comma-separated"),
    ],
)
def test_a_skills_table_that_cannot_be_read(make_zip: Make, content: bytes, sentence: str) -> None:
    message = failure(make_zip({"skills_en.csv": content})).message
    assert "skills_en.csv" in message
    assert sentence in message


def test_a_bundle_without_skills_says_which_file_is_missing(make_zip: Make, small: dict[str, str]) -> None:
    del small["skills_en.csv"]
    error = failure(make_zip(small))
    assert "no skills table" in error.message
    assert "skills_en.csv" in error.hint


def test_a_language_that_is_not_there_names_those_that_are(make_zip: Make, small: dict[str, str]) -> None:
    small["skills_fr.csv"] = small["skills_en.csv"]
    assert "no texts in de; it has en, fr" in failure(make_zip(small), languages=["fr", "de"]).message


def test_a_path_that_is_not_there(tmp_path: Path) -> None:
    assert "is not there" in failure(tmp_path / "esco.zip").message


def test_no_path_at_all() -> None:
    with pytest.raises(InputError, match="No file"):
        read_esco([], problems=ProblemLog())


def test_an_empty_folder(tmp_path: Path) -> None:
    assert "no skills table" in failure(tmp_path).message


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(make_zip: Make, small: dict[str, str]) -> None:
    path = make_zip(small)
    path.chmod(0)
    assert "cannot be read" in failure(path).message


def test_a_read_error_of_the_system_is_named(
    make_zip: Make, small: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_arguments: object, **_options: object) -> None:
        raise PermissionError(13, "Permission denied")

    path = make_zip(small)
    monkeypatch.setattr(zipfile, "ZipFile", refuse)
    assert "cannot be read (Permission denied)" in failure(path).message


@pytest.mark.parametrize("keep", [0, 3, 0.5, 0.98])
def test_a_truncated_zip(make_zip: Make, small: dict[str, str], keep: float) -> None:
    path = make_zip(small)
    data = path.read_bytes()
    path.write_bytes(data[: int(keep * len(data)) if isinstance(keep, float) else keep])
    assert "not a zip file, or it is cut off" in failure(path).message


def test_a_zip_with_damaged_bytes(make_zip: Make, small: dict[str, str]) -> None:
    path = make_zip({"skills_en.csv": small["skills_en.csv"]})
    data = bytearray(path.read_bytes())
    middle = len("skills_en.csv") + 60
    data[middle : middle + 20] = bytes(20)
    path.write_bytes(bytes(data))
    assert "damaged" in failure(path).message


def test_a_zip_under_another_name_is_still_a_zip(make_zip: Make, small: dict[str, str]) -> None:
    path = make_zip(small, "esco-1.2.0.download")
    assert len(read_esco([path], problems=ProblemLog()).concepts) == 8


@pytest.mark.parametrize(
    "name",
    [
        "../skills_en.csv",
        "a/../../skills_en.csv",
        "/etc/skills_en.csv",
        "..\\skills_en.csv",
        "C:\\skills_en.csv",
    ],
)
def test_names_that_climb_out_of_the_zip(make_zip: Make, small: dict[str, str], name: str) -> None:
    assert "unsafe name" in failure(make_zip({name: small["skills_en.csv"]})).message


def test_a_bomb_is_noticed_by_its_ratio_before_it_is_all_read(make_zip: Make) -> None:
    row = f"{SKILL}1,{'a' * 10_000}\n"
    path = make_zip({"skills_en.csv": "conceptUri,preferredLabel\n" + row * 3_000})
    assert "times its packed size" in failure(path).message


def test_a_bundle_may_not_unpack_without_end(
    make_zip: Make, small: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bundle, "MAX_TOTAL_BYTES", 700)
    assert "unpack to more than" in failure(make_zip(small)).message


def test_a_zip_with_very_many_files(
    make_zip: Make, small: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bundle, "_MAX_MEMBERS", 3)
    assert "holds 10 files" in failure(make_zip(small)).message


def test_a_line_without_end(make_zip: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("skillgraph.taxonomies.esco.rows._MAX_LINE_BYTES", 1_000)
    path = make_zip({"skills_en.csv": "conceptUri,preferredLabel\n" + "a" * 2_000})
    assert ":2: the line is longer" in failure(path).message


def test_control_characters_are_a_problem_of_the_row(make_zip: Make) -> None:
    problems = ProblemLog()
    text = f"conceptUri,preferredLabel\n{SKILL}1,we\x00ld\x07\n{SKILL}2,\x01bad\n"
    framework = read_esco([make_zip({"skills_en.csv": text})], problems=problems)
    assert [concept.label() for concept in framework.concepts] == ["weld", "bad"]
    assert [problem.line for problem in problems] == [2, 3]
    assert "control characters" in next(iter(problems)).reason


def test_rows_that_do_not_fit_are_reported_and_the_rest_loads(make_zip: Make) -> None:
    rows = [
        "conceptUri,preferredLabel,status",
        f"{SKILL}1,one,released,,",
        f"{SKILL}2,two, and more,released",
        f'{SKILL}3,"thr"ee,released',
        f"{SKILL}4",
        "",
        ",five,released",
        f"{SKILL}6,six,released",
    ]
    problems = ProblemLog()
    framework = read_esco([make_zip({"skills_en.csv": "\n".join(rows)})], problems=problems)
    assert [concept.uri.removeprefix(SKILL) for concept in framework.concepts] == ["1", "4", "6"]
    assert [(problem.line, problem.field) for problem in problems] == [
        (3, ""),
        (4, ""),
        (7, "conceptUri"),
        (None, "preferredLabel"),
    ]


def test_an_encrypted_zip(make_zip: Make, small: dict[str, str]) -> None:
    path = make_zip({"skills_en.csv": small["skills_en.csv"]})
    data = bytearray(path.read_bytes())
    central = data.index(b"PK\x01\x02")
    data[6] |= 1
    data[central + 8] |= 1
    path.write_bytes(bytes(data))
    assert "is encrypted" in failure(path).message
