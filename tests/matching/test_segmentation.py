"""Sentences and items of real-looking texts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillgraph.matching.text.segmentation import sentences

PIECES = st.sampled_from(
    [
        *("word", "C++", "e.g.", "R.N.", "1.", "2)", "•", "- ", "  ", "   ", "\n", "\t", ". ", "; ", "! "),
        *("? ", "… ", "« ", " »", "É", "a", "Z", " ", "\u00a0", "Node.js", "3.5", "N.Y.", "and", "or", "*"),
        *(
            "skills.Then",
            "done!Next",
            ": - ",
            " - ",
            "1) ",
            "2) ",
            "a) ",
            "b) ",
            "Tools: ",
            "SQL, ",
            " | ",
            "\u202f: ",
        ),
    ]
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Manage staff. Write reports.", ["Manage staff.", "Write reports."]),
        ("• Weld steel\n• Read plans", ["Weld steel", "Read plans"]),
        ("- Weld steel\n– Read plans\n* Cut", ["Weld steel", "Read plans", "Cut"]),
        ("1. Weld steel\n2) Read plans\n(3) Cut", ["Weld steel", "Read plans", "Cut"]),
        (
            "to the following:    1.  Prepare surfaces.  2.   Mix paint.",
            ["to the following:", "Prepare surfaces.", "Mix paint."],
        ),
        ("Skills\tPython\tSQL", ["Skills", "Python", "SQL"]),
        ("Painter    Apply plaster", ["Painter", "Apply plaster"]),
        ("review vouchers; train staff; report", ["review vouchers;", "train staff;", "report"]),
        ("Tools, e.g. Python, i.e. code. Next one", ["Tools, e.g. Python, i.e. code.", "Next one"]),
        ("A registered nurse (R.N.) In N.Y. City", ["A registered nurse (R.N.) In N.Y. City"]),
        ("Report to Dr. Smith. Teach.", ["Report to Dr. Smith.", "Teach."]),
        ("M/WBE rules, C++ and Node.js. Also 3.5 years", ["M/WBE rules, C++ and Node.js.", "Also 3.5 years"]),
        ("Savez-vous ? Écrire « bien ». À toi !", ["Savez-vous ?", "Écrire « bien ».", "À toi !"]),
        ("Lire ; écrire", ["Lire ;", "écrire"]),
        ("well-known and/or on-site", ["well-known and/or on-site"]),
        ("experience – academic or not – in sales", ["experience – academic or not – in sales"]),
        ("Strong skills.Experience in sales", ["Strong skills.", "Experience in sales"]),
        ("Join us today!ABOUT ACME", ["Join us today!", "ABOUT ACME"]),
        ("Use ASP.Net, Vue.Js and U.S.Navy rules", ["Use ASP.Net, Vue.Js and U.S.Navy rules"]),
        ("Write to jane.Doe@example.org now", ["Write to jane.Doe@example.org now"]),
        ("Duties: - weld - cut - read plans", ["Duties:", "weld", "cut", "read plans"]),
        ("Weld steel. - Read plans; - Cut", ["Weld steel.", "Read plans;", "Cut"]),
        ("- Weld steel - Read plans - Cut", ["Weld steel", "Read plans", "Cut"]),
        ("Tasks: 1) weld 2) read plans 3) cut", ["Tasks:", "weld", "read plans", "cut"]),
        ("You 1. weld. 2. cut. Done.", ["You", "weld.", "cut.", "Done."]),
        ("At level 2. Then 3) of the annex", ["At level 2.", "Then 3) of the annex"]),
        ("Tools: Python, R, SQL and Tableau", ["Tools:", "Python,", "R,", "SQL and Tableau"]),
        ("Excel, Word, Outlook, Teams, Access", ["Excel,", "Word,", "Outlook,", "Teams,", "Access"]),
        ("Plan, design and deliver courses.", ["Plan, design and deliver courses."]),
        ("without regard to race, color, religion, sex", ["without regard to race, color, religion, sex"]),
        ("Excel | Word | Teams", ["Excel", "Word", "Teams"]),
        ("first aid|time management|C++", ["first aid", "time management", "C++"]),
        ("Min. 5 ans, p. ex. en usine. Fin", ["Min. 5 ans, p. ex. en usine.", "Fin"]),
        (
            "Exigences\u00a0: lire\u202f; « écrire\u00a0».\u00a0Souder\u00a0!",
            ["Exigences\u00a0: lire\u202f;", "« écrire\u00a0».", "Souder\u00a0!"],
        ),
        ("", []),
        ("\n \n---\n***\n• \n", []),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


def letters(text: str) -> str:
    return "".join(filter(str.isalpha, text))


@given(st.one_of(st.text(), st.lists(PIECES).map("".join)))
def test_every_letter_stays_in_order(text: str) -> None:
    assert letters("".join(sentences(text))) == letters(text)


@given(st.one_of(st.text(), st.lists(PIECES).map("".join)))
def test_no_word_is_cut(text: str) -> None:
    words = text.split()
    for sentence in sentences(text):
        for word in sentence.split():
            assert any(word in whole for whole in words)
    assert all(sentence == sentence.strip() for sentence in sentences(text))


@given(st.lists(st.from_regex(r"[A-Z][a-z]{2,8}( [a-z]{2,8}){0,3}", fullmatch=True), min_size=1, max_size=5))
def test_list_items_come_apart(items: list[str]) -> None:
    for mark in ("• ", "- ", "1. ", ""):
        assert sentences("\n".join(mark + item for item in items)) == items


def test_a_large_text_takes_linear_time() -> None:
    assert len(sentences("Manage staff. " * 100_000)) == 100_000
    assert sentences("a." * 1_000_000) == ["a." * 1_000_000]
    assert sentences(" " * 2_000_000 + ";" * 100_000) == []
