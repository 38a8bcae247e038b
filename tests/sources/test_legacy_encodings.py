"""Texts of Windows, DOS and the old Macintosh are told apart by the words that they give, or refused."""

from __future__ import annotations

import io
import time
from pathlib import Path

import pytest

from skillgraph.errors import InputError, ProblemLog
from skillgraph.sources import read_credentials, read_postings
from skillgraph.sources.encodings import decode
from skillgraph.sources.legacy_encodings import legacy_encoding

FRENCH = "Évaluer l'état de santé à l'hôpital ; être à l'écoute des élèves, où que ce soit, français compris"
TEXTS = [
    FRENCH,
    FRENCH.upper(),
    "Souder;Collège;Évaluer l'état de santé",
    "École;Gérer",
    "Résumé, naïve, Montréal",
    "Prepare crème brûlée",
    "Gestion des équipes créées à Trois-Rivières",
]
NOT_IN_DOS = [
    "L’élève évalue « l’état » d’une œuvre – à l’école… ",
    "The manager’s “plan” – and so on…",
    "Excel™ and Word®",
    "• Weld\n• Cut",
    "L’école, l’élève",
]


@pytest.mark.parametrize("encoding", ["cp1252", "cp850", "mac_roman"])
@pytest.mark.parametrize("text", TEXTS)
def test_the_encoding_is_the_one_in_which_the_text_has_words(text: str, encoding: str) -> None:
    problems = ProblemLog()
    assert decode(text.encode(encoding), Path("a.csv"), problems=problems) == text
    assert [one.reason.rsplit(" ", 1)[1] for one in problems] == [encoding]


@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman"])
@pytest.mark.parametrize("text", NOT_IN_DOS)
def test_quotes_dashes_and_signs_tell_it_too(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding), Path("a.csv"), problems=ProblemLog()) == text


@pytest.mark.parametrize(
    "text",
    ["20 °C", "steel of 3 m²", "£100", "1\u00a0000 $", "Señor", "für Schüler", "cost—benefit", "2010–2015"],
)
def test_a_single_sign_is_read_as_windows_writes_it(text: str) -> None:
    assert legacy_encoding(io.BytesIO(text.encode("cp1252"))) == "cp1252"


@pytest.mark.parametrize(
    ("text", "encoding"), [("Сварка металла и резка", "cp1251"), ("Συγκόλληση μετάλλων", "cp1253")]
)
def test_what_gives_words_in_none_is_refused_in_a_sentence(text: str, encoding: str) -> None:
    with pytest.raises(InputError, match=r"a\.csv:1: is not UTF-8 .* make no words") as told:
        decode(text.encode(encoding), Path("a.csv"), problems=ProblemLog())
    assert "CSV UTF-8" in told.value.hint


def test_utf8_with_a_broken_byte_is_no_other_encoding() -> None:
    assert legacy_encoding(io.BytesIO("santé, élève, été".encode() + b" caf\xc3")) == "cp1252"


@pytest.mark.parametrize("encoding", ["cp850", "mac_roman"])
def test_sheets_and_postings_keep_their_letters(tmp_path: Path, encoding: str) -> None:
    sheet, jobs = tmp_path / "sheet.csv", tmp_path / "jobs.csv"
    sheet.write_bytes("Titre;Émetteur;Résultat\nSoins;Cégep;Évaluer l'état de santé\n".encode(encoding))
    jobs.write_bytes("titre;employeur;description\nSoudeur;Métal;Évaluer l'état\n".encode(encoding))
    problems = ProblemLog()
    (credential,) = read_credentials(sheet, problems=problems)
    (posting,) = read_postings(jobs, problems=problems)
    assert (credential.issuer, credential.outcomes[0].text) == ("Cégep", "Évaluer l'état de santé")
    assert (posting.employer, posting.description) == ("Métal", "Évaluer l'état")
    assert sum(f"the file was read as {encoding}" in str(one) for one in problems) == 2


def test_the_signs_at_the_edges_of_chunks_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("skillgraph.sources.legacy_encodings._CHUNK", 1)
    assert legacy_encoding(io.BytesIO(FRENCH.encode("cp850"))) == "cp850"


def test_a_large_file_is_judged_in_seconds() -> None:
    began = time.process_time()
    assert legacy_encoding(io.BytesIO(FRENCH.encode("mac_roman") * 100_000)) == "mac_roman"
    assert time.process_time() - began < 20
