"""Sentences of errors: the same in every language, and all of them used."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Iterator, Mapping
from pathlib import Path
from string import Formatter

import pytest

import skillgraph
from skillgraph import languages
from skillgraph.errors import NotFoundError
from skillgraph.languages.sentences import FILE, Sentence, error_of, said_in, sentence

OTHERS = [lang for lang in languages.known(FILE) if lang != "en"]
FREE = {"reason"}
"""Values that a language may leave out: what they say is in English only."""


def sentences(tree: object, place: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(tree, Mapping):
        for name, one in tree.items():
            yield from sentences(one, f"{place}.{name}".lstrip("."))
    else:
        yield place, str(tree)


ENGLISH = dict(sentences(languages.read("en", FILE)))


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("lang", OTHERS)
def test_every_sentence_has_the_same_places_in_every_language(lang: str) -> None:
    theirs = dict(sentences(languages.read(lang, FILE)))
    wrong = {name for name, text in ENGLISH.items() if places(text) - FREE != places(theirs[name]) - FREE}
    assert wrong == set()
    assert [name for name, text in theirs.items() if bool(text) != bool(ENGLISH[name])] == []


def test_details_and_hints_are_whole_sentences() -> None:
    for lang in languages.known(FILE):
        for name, text in sentences(languages.read(lang, FILE)):
            if text and name.startswith(("error.", "refused.")):
                assert text.endswith((".", "…", "?", "}")), (lang, name)
                assert text[0].isupper() or text[0] in "`{c", (lang, name)


def test_every_sentence_is_used() -> None:
    """Those whose names are put together in the program are listed with what they are put together of."""
    root = Path(skillgraph.__file__).parent
    code = "\n".join(
        path.read_text(encoding="utf-8")
        for folder in (root, root.parent / "api" / "skillgraph_api")
        for path in folder.rglob("*.py")
    )
    made_of = ("query-", "reconcile-", "index-", "key-", "busy-", "address-", "form-")
    for name in {name.split(".")[1] for name in ENGLISH if name.startswith(("error.", "refused."))}:
        assert f'"{name}"' in code or f'.{name}"' in code or name.startswith(made_of), name


def test_a_sentence_is_a_text_that_knows_the_other_languages() -> None:
    said = sentence("error.mapping-unknown.detail", name="x{y}")
    assert said == "There is no mapping 'x{y}'."
    assert said_in(said, "fr") == "Il n’y a pas de correspondance 'x{y}'."
    assert said_in(said, "en") is said
    assert said_in("Somebody said so.", "fr") is None
    assert said_in(said, "tlh") is None
    for again in (copy.deepcopy(said), pickle.loads(pickle.dumps(said))):
        assert isinstance(again, Sentence)
        assert said_in(again, "fr") == said_in(said, "fr")


def test_what_a_sentence_holds_is_said_in_the_same_language() -> None:
    inner = sentence("word.key", name="e652")
    assert "the key e652 is" in sentence("refused.client-rate", who=inner, most=3)
    assert "la clé e652 est" in (said_in(sentence("refused.client-rate", who=inner, most=3), "fr") or "")
    lost = Sentence("word.key", {"name": Sentence("word.key", {"name": 1})})
    assert said_in(lost, "tlh") is None


def test_an_error_has_both_of_its_sentences() -> None:
    error = error_of(NotFoundError, "framework-unknown", name="onet", loaded=sentence("word.none"))
    assert error.message == "The framework onet is not loaded (loaded: none)."
    assert said_in(error.message, "fr") == "Le référentiel onet n’est pas chargé (chargés : aucun)."
    assert said_in(error.hint, "fr")
