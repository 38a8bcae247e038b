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


@pytest.mark.parametrize("text", ["Gestion De Compte", "gestion de compte", "GESTION DE COMPTE"])
def test_capitals_mislead_nobody(text: str) -> None:
    assert LanguageDetector(["en", "fr"]).judge(text).lang == "fr"


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("Trabajo en equipo", "es"),
        ("Gestión De Proyectos", "es"),
        ("Gestire il personale dell'ufficio", "it"),
        ("Gestão de projetos", "pt"),
        ("Kundenberatung und Verkauf", "de"),
        ("Kan zelfstandig lasverbindingen maken", "nl"),
        ("Gérer une équipe", "fr"),
        ("Manage a team", "en"),
    ],
)
def test_a_language_that_cannot_be_matched_is_told(text: str, lang: str) -> None:
    assert LanguageDetector(["en", "fr"]).judge(text).lang == lang


def test_an_unsure_text_is_in_the_language_of_those_around_it() -> None:
    detector = LanguageDetector(["en", "fr"])
    french = ["Conduire un chariot élévateur", "Souder des joints métalliques", "Service à la clientèle"]
    english = ["Manage a team of welders", "Write technical reports for clients", "Weld the metal joints"]
    assert detector.judge("Communication").lang == "en"
    assert detector.judge_together([*french, "Communication"]) == ["fr"] * 4
    assert detector.judge_together(["Communication", *english])[0] == "en"
    foreign = [
        "Kundenberatung und Verkauf",
        "Kan zelfstandig lasverbindingen maken",
        "Spreekt vloeiend Duits",
    ]
    assert detector.judge_together(["Projektmanagement", *foreign]) == ["de", "de", "nl", "nl"]


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("patient communication", "en"),
        ("Environmental Protection", "en"),
        ("financial statements", "en"),
        ("Types Of Welding", "en"),
        ("Leadership", "en"),
        ("Teamwork", "en"),
        ("soins", "fr"),
        ("Gestion De Projet", "fr"),
        ("Microbiologie", "fr"),
        ("Sociologie", "fr"),
        ("SECURITE ALIMENTAIRE", "fr"),
        ("Méthode Agile", "fr"),
        ("petite enfance", "fr"),
    ],
)
def test_words_that_one_language_has_tell_a_short_text_even_among_texts_in_another(
    text: str, lang: str
) -> None:
    detector = LanguageDetector(["en", "fr"])
    french = ["Conduire un chariot élévateur", "Souder des joints métalliques", "Service à la clientèle"]
    english = ["Manage a team of welders", "Write technical reports for clients", "Weld the metal joints"]
    others = french if lang == "en" else english
    assert detector.judge(text).lang == lang
    assert detector.judge_together([*others, text, *others])[3] == lang


def test_neighbours_do_not_overrule_a_sure_text() -> None:
    texts = ["Souder des joints métalliques", "Service à la clientèle", "Manage a team and write reports"]
    assert LanguageDetector(["en", "fr"]).judge_together(texts) == ["fr", "fr", "en"]
