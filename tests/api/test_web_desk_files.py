"""Files at the desk: what cannot be read is told as somebody at a page can act on it, in its language."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from fastapi.testclient import TestClient

FRENCH = "Gérer l’équipe\r\nRédiger des rapports d’activité"
OPTIONS = re.compile(r"--[a-z]+|skillgraph [a-z]+ ")


def sent(client: TestClient, content: bytes, name: str, lang: str = "en") -> tuple[int, str]:
    answer = client.post(f"/{lang}/desk", files={"file": (name, content)})
    return answer.status_code, answer.text.replace("\u00a0", " ")


def notices(page: str) -> str:
    return "\n".join(re.findall(r'<div class="notice".*?</div>', page, flags=re.DOTALL))


def archive(name: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        made.writestr(name, "Manage budgets")
    return stream.getvalue()


REFUSED = [
    (b"colour,size\nred,2\n", "sheet.csv", "Rename that of the outcomes", "Renommez celle des résultats"),
    (b"\n \n", "sheet.csv", "holds nothing but white space", "ne contient que des blancs"),
    (b"", "sheet.csv", "sheet.csv is empty", "sheet.csv est vide"),
    (b"MZ", "book.xlsx", "not an XLSX workbook", "n’est pas un classeur XLSX"),
    (archive("x.txt"), "book.xlsx", "the workbook is damaged", "le classeur est endommagé"),
    (b"{", "badge.json", "not valid JSON", "pas du JSON valide"),
    (b" ", "badge.json", "holds nothing but white space", "ne contient que des blancs"),
    (rb"{\rtf1\ansi Manage budgets}", "list.txt", "is an RTF document", "est un document RTF"),
    (b"%PDF-1.7\nManage budgets", "list.txt", "is a PDF document", "est un document PDF"),
    (archive("word/document.xml"), "list.txt", "copy the text into the box", "copiez le texte dans la boîte"),
    (b"\xd0\xcf\x11\xe0Manage", "list.txt", "is an old Office document", "est un ancien document Office"),
    (b"\x1f\x8bManage", "list.txt", "is a gzip archive", "est une archive gzip"),
    (b"%PDF-1.7\n", "sheet.csv", "is a PDF document", "est un document PDF"),
    (rb"{\rtf1 x}", "badge.json", "is an RTF document", "est un document RTF"),
    (b"\0" * 90, "list.txt", "full of zeros", "rempli de zéros"),
]


@pytest.mark.parametrize(("content", "name", "english", "french"), REFUSED)
def test_what_cannot_be_read_is_told_without_options_in_the_language_of_the_page(
    web_client: TestClient, content: bytes, name: str, english: str, french: str
) -> None:
    for lang, said in (("en", english), ("fr", french)):
        status, page = sent(web_client, content, name, lang)
        told = notices(page)
        assert (status, said in told) == (422, True), told
        assert name in told
        assert OPTIONS.search(told) is None
        assert 'lang="en"' not in told


SHEETS = [
    (b"Course title,What students will learn\nFinance,Manage budgets\n", "was read as it", "lu comme tel"),
    (b"Credential,Outcome,Colour\nFinance,Manage budgets,red\n", "Colour", "ont été ignorées : Colour"),
    (
        b'Credential,Outcome\nFinance,"1. Manage budgets\n2. Write reports"\n',
        "1 cell holds a list",
        "1 cellule contient une liste",
    ),
    ("Credential,Outcome\nFinance,Gérer l’équipe\n".encode("cp1252"), "read as cp1252", "lu en cp1252"),
]


@pytest.mark.parametrize(("content", "english", "french"), SHEETS)
def test_what_is_read_otherwise_is_told_so_too(
    web_client: TestClient, content: bytes, english: str, french: str
) -> None:
    for lang, said in (("en", english), ("fr", french)):
        status, page = sent(web_client, content, "sheet.csv", lang)
        assert (status, 'class="card"' in page) == (200, True)
        assert said in notices(page)
        assert OPTIONS.search(notices(page)) is None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "mac_roman"])
def test_a_text_is_read_in_the_encoding_it_is_in(web_client: TestClient, encoding: str) -> None:
    status, page = sent(web_client, FRENCH.encode(encoding), "list.txt")
    assert status == 200
    assert page.count('class="card"') == 2
    assert f"\n{FRENCH.replace(chr(13), '')}</textarea>" in page.replace("&#39;", "'")


@pytest.mark.parametrize(
    ("lang", "said"), [("en", "Only the file was looked at"), ("fr", "Seul le fichier a été examiné")]
)
def test_a_text_beside_a_file_is_not_passed_over_in_silence(
    web_client: TestClient, lang: str, said: str
) -> None:
    answer = web_client.post(
        f"/{lang}/desk", data={"text": "Weld metal"}, files={"file": ("list.txt", b"Manage budgets")}
    )
    page = answer.text.replace("\u00a0", " ")
    assert answer.status_code == 200
    assert page.count('class="card"') == 1
    assert said in page
    assert "<p>Weld metal</p>" in page
    assert "\nManage budgets</textarea>" in page
    assert said not in web_client.post(f"/{lang}/desk", data={"text": "Weld metal"}).text
