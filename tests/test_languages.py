"""Every language has what English has, so that nothing of it is English without anybody having said so."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from skillgraph import languages
from skillgraph.errors import InputError, NotFoundError

ONLY_ENGLISH = {"reliability"}
"""The long report is written in English only so far."""

FILES = sorted(path.stem for path in languages.path("en", "guards").parent.glob("*.toml"))
OTHERS = [lang for lang in languages.known() if lang != "en"]


def keys(tree: object, place: str = "") -> Iterator[str]:
    if isinstance(tree, Mapping):
        for name, one in tree.items():
            yield from keys(one, f"{place}.{name}".lstrip("."))
    else:
        yield f"{place}: {type(tree).__name__}"


@pytest.mark.parametrize("lang", OTHERS)
def test_no_file_and_no_key_of_english_is_missing(lang: str) -> None:
    lacking = {name for name in FILES if lang not in languages.known(name)}
    assert lacking <= ONLY_ENGLISH, f"copy from en to {lang} and translate: {sorted(lacking)}"
    for name in sorted(set(FILES) - lacking):
        english, theirs = (set(keys(languages.read(tag, name))) for tag in ("en", lang))
        assert theirs == english, f"{lang}/{name}: lacks {english - theirs}, adds {theirs - english}"


@pytest.mark.parametrize("lang", OTHERS)
def test_no_file_stands_where_nobody_reads_it(lang: str) -> None:
    assert {path.stem for path in languages.path(lang, "guards").parent.glob("*.toml")} <= set(FILES)


@pytest.mark.parametrize(
    ("lang", "name"),
    [("de", "guards"), ("en", "sonnets"), ("any", "guards"), ("../en", "guards"), ("", "text")],
)
def test_what_is_not_there_is_told_with_what_is(lang: str, name: str) -> None:
    with pytest.raises(NotFoundError, match=rf"{name}.toml for the language") as told:
        languages.read(lang, name)
    assert ("en, fr" in told.value.hint) == (name != "sonnets")


def test_a_new_folder_is_a_language_and_its_faults_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for content, name in (('say_nothing = "der die das"', "text"), ("told = [", "courses")):
        (tmp_path / "de").mkdir(exist_ok=True)
        (tmp_path / "de" / f"{name}.toml").write_text(content, encoding="utf-8")
    monkeypatch.setattr(languages, "_FOLDER", tmp_path)
    for asked in (languages.known, languages.read):
        asked.cache_clear()
    try:
        assert languages.known() == ("de",)
        assert languages.read("de", "text") == {"say_nothing": "der die das"}
        with pytest.raises(InputError, match=r"courses\.toml is not valid TOML"):
            languages.read("de", "courses")
    finally:
        for asked in (languages.known, languages.read):
            asked.cache_clear()


def test_the_words_of_all_languages_are_known_together_the_english_ones_first() -> None:
    titles = languages.together("headings", "postings")["title"]
    assert titles.index("job title") < titles.index("titre du poste")
    assert {"and", "et"} <= languages.words("text", "joining")
    assert languages.by_language("data", "cubes", "period") == {"en": "period", "fr": "période"}


def test_a_word_more_in_any_language_is_another_fingerprint(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = languages.fingerprint.__wrapped__("guards", "names")
    copy = tmp_path / "languages"
    shutil.copytree(Path(languages.__file__).parent, copy)
    monkeypatch.setattr(languages, "_FOLDER", copy)
    assert languages.fingerprint.__wrapped__("guards", "names") == before
    for changed in ("fr/guards.toml", "any/names.toml"):
        with (copy / changed).open("a", encoding="utf-8") as file:
            file.write("# one more\n")
        after = languages.fingerprint.__wrapped__("guards", "names")
        assert after != before
        before = after
