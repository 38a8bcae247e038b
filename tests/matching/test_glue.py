"""Sentences that lost the line break between them come apart, and names stay whole."""

from __future__ import annotations

import csv
import re
import time
from pathlib import Path

import pytest

from skillgraph.matching.text.segmentation import sentences


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Work under pressureExcellent skills", ["Work under pressure", "Excellent skills"]),
        ("For our client:Work on site", ["For our client:", "Work on site"]),
        ("Two years of experience.Knowledge of law", ["Two years of experience.", "Knowledge of law"]),
        ("Tools (saws etc)Operating a lathe", ["Tools (saws etc)", "Operating a lathe"]),
        ("Use of HTML5Write reports", ["Use of HTML5", "Write reports"]),
        ("Gestion de la qualitéÉvaluer les risques", ["Gestion de la qualité", "Évaluer les risques"]),
        ("Know JavaScriptStrong skills", ["Know JavaScript", "Strong skills"]),
        ("Microsoft OutlookStrong writing", ["Microsoft Outlook", "Strong writing"]),
        ("Duties: o Weld metal o Cut metal", ["Duties:", "Weld metal", "Cut metal"]),
        ("1.Weld metal 2.Cut metal", ["Weld metal", "Cut metal"]),
        ("Weld metal · Cut metal", ["Weld metal", "Cut metal"]),
    ],
)
def test_sentences_glued_together_come_apart(text: str, parts: list[str]) -> None:
    assert sentences(text) == parts


@pytest.mark.parametrize(
    "name",
    [
        *("JavaScript", "PowerPoint", "LinkedIn", "QuickBooks", "iPhone", "eBay", "PhD", "GmbH", "MySQL"),
        *("McDonald", "SharePoint", "GoldLeaf", "jQuery", "TeamViewer", "Node.js", "NaCl"),
        *("https://Example.com/JobPage?Id=AbcDef", "Jean.Dupont@myFirm.com", "2.0.1", "@myCompany"),
    ],
)
def test_names_and_addresses_stay_whole(name: str) -> None:
    assert sentences(f"You use {name} daily") == [f"You use {name} daily"]


def test_nothing_but_bullets_is_lost(shared: Path) -> None:
    with (shared / "data" / "postings" / "emscad_200.csv").open(encoding="utf-8", newline="") as stream:
        texts = [row["description"] + "\n" + row["requirements"] for row in csv.DictReader(stream)]
    for text in texts:
        assert _letters("".join(sentences(text))) == _letters(text)


@pytest.mark.parametrize("unit", ["aBc", "PowerPoint", "a@b.", "wordAnother", "o A", "www."])
def test_long_unbroken_texts_take_no_long_time(unit: str) -> None:
    started = time.monotonic()
    sentences(unit * 20_000)
    assert time.monotonic() - started < 10


def _letters(text: str) -> str:
    return re.sub(r"[\W\d_]|(?<!\w)o(?!\w)|(?<!\w)[a-z][.)]", "", text)
