"""Which language a text is in."""

from __future__ import annotations

import pytest

from skillgraph.matching.text.language import LanguageDetector


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("Manage a team and write technical reports for clients", "en"),
        ("Gérer une équipe et rédiger des rapports techniques", "fr"),
        ("GÉRER UNE ÉQUIPE ET RÉDIGER DES RAPPORTS", "fr"),
        ("SQL", "en"),
        ("C++", "en"),
        ("", "en"),
        ("123 456", "en"),
        ("issue licences", "en"),
        ("production processes", "en"),
        ("souder de l'acier", "fr"),
        ("\ud800 \x00", "en"),
    ],
)
def test_english_and_french(text: str, lang: str) -> None:
    assert LanguageDetector(["en", "fr"]).detect(text) == lang


def test_only_given_languages_are_answered() -> None:
    text = "Führen Sie ein Team und schreiben Sie Berichte"
    assert LanguageDetector(["en", "fr", "de"]).detect(text) == "de"
    assert LanguageDetector(["en"]).detect(text) == "en"
    assert LanguageDetector(["fr"]).detect(text) == "fr"


def test_languages_the_detector_does_not_know_do_no_harm() -> None:
    assert LanguageDetector(["en", "x-own"]).detect("Manage a team") == "en"
