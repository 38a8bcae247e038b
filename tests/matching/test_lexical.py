"""Words, terms and TF-IDF, against scikit-learn."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer

from skillgraph.errors import IndexMissingError
from skillgraph.matching.index.lexical import Analyser, TermSpace, Vectoriser, fit
from skillgraph.matching.reasons.evidence import shared_words
from skillgraph.matching.text.tokens import fold, normalised, stem, surface_words, without_qualifier, words

LABELS = [
    ["manage musical staff", "direct musicians"],
    ["weld steel", "join steel parts with steel rods"],
    ["write technical reports"],
    [],
    ["c", "a of"],
]
QUERIES = ["weld steel with steel rods", "write musical reports", "nothing known here", "", "c"]


@pytest.mark.parametrize(("low", "high"), [(3, 5), (2, 5), (2, 2)])
def test_characters_weigh_as_in_scikit_learn(low: int, high: int) -> None:
    vectoriser, rows = fit(Analyser(low, high), LABELS)
    oracle = TfidfVectorizer(analyzer="char_wb", ngram_range=(low, high), sublinear_tf=True)
    expected = oracle.fit_transform([" ".join(texts) for texts in LABELS])
    _same(vectoriser, rows, oracle, expected)


def test_words_weigh_as_in_scikit_learn() -> None:
    vectoriser, rows = fit(Analyser(), LABELS)
    oracle = TfidfVectorizer(
        analyzer=lambda texts: [term for text in texts for term in Analyser().terms(text)], sublinear_tf=True
    )
    expected = oracle.fit_transform(LABELS)
    order = [oracle.vocabulary_[term] for term in vectoriser.vocabulary]
    np.testing.assert_allclose(rows.toarray(), expected.toarray()[:, order], atol=1e-6)


def _same(vectoriser: Vectoriser, rows: object, oracle: TfidfVectorizer, expected: object) -> None:
    order = [oracle.vocabulary_[term] for term in vectoriser.vocabulary]
    assert sorted(order) == list(range(len(order))) == list(range(len(oracle.vocabulary_)))
    np.testing.assert_allclose(rows.toarray(), expected.toarray()[:, order], atol=1e-6)  # type: ignore[attr-defined]
    queries = oracle.transform(QUERIES).toarray()[:, order]
    np.testing.assert_allclose(vectoriser.transform(QUERIES).toarray(), queries, atol=1e-6)


def test_no_term_spans_two_labels() -> None:
    vectoriser, _ = fit(Analyser(), [["manage staff", "weld steel"]])
    assert set(vectoriser.vocabulary) == {"manage", "staff", "manage staff", "weld", "steel", "weld steel"}


def test_a_saved_space_reads_back(tmp_path: Path) -> None:
    space = TermSpace.from_labels(Analyser(3, 5), LABELS)
    space.save(tmp_path / "char")
    again = TermSpace.open(tmp_path / "char")
    np.testing.assert_array_equal(again.rows.toarray(), space.rows.toarray())
    np.testing.assert_array_equal(
        again.vectoriser.transform(QUERIES).toarray(), space.vectoriser.transform(QUERIES).toarray()
    )


def test_a_damaged_space_is_named(tmp_path: Path) -> None:
    TermSpace.from_labels(Analyser(), LABELS).save(tmp_path / "word")
    (tmp_path / "word" / "terms.json").write_text("{}")
    with pytest.raises(IndexMissingError, match="damaged"):
        TermSpace.open(tmp_path / "word")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("C++, C# and .NET (Node.js)", ["c++", "c#", "and", ".net", "node.js"]),
        ("R&D for M/WBE firms", ["r&d", "for", "m", "wbe", "firms"]),
        ("l'électricité d’État", ["l", "electricite", "d", "etat"]),
        ("skills.Experience in e-mail", ["skills", "experience", "in", "e", "mail"]),
        ("管理 音乐", ["管理", "音乐"]),
        ("…!? 😀", []),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_surface_words_keep_their_spelling() -> None:
    assert surface_words("Rédiger en C#") == ["Rédiger", "en", "C#"]


@given(st.text())
def test_folding_is_stable(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert normalised(normalised(text)) == normalised(text)


@given(st.text(alphabet=st.characters(categories=["Ll"]), min_size=1))
def test_a_stem_is_a_beginning(word: str) -> None:
    assert stem(word)
    assert word.startswith(stem(word))


def test_stems_join_the_forms_of_a_word() -> None:
    assert len({stem(word) for word in ("manage", "manages", "managed", "managing", "manager")}) == 1
    assert len({stem(word) for word in ("database", "databases")}) == 1


def test_shared_words_are_those_of_the_label() -> None:
    text = "Managing the databases of a bank, and rediger"
    assert shared_words(text, "manage a Database of reports") == ("manage", "Database")
    assert shared_words(text, "Rédiger") == ("Rédiger",)
    assert shared_words(text, "of the and") == ()


def test_notes_in_brackets() -> None:
    assert without_qualifier("Java (computer programming)") == "Java"
    assert without_qualifier("plain") == "plain"
