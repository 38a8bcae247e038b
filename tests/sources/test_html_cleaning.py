from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillgraph.sources.html import clean_html


@pytest.mark.parametrize(
    "text",
    ["", "Five  years\n\n- C++ & Java", "x < 5 and y > 3", "List<String> or <none>", "R&D", "a <b"],
)
def test_plain_text_is_untouched(text: str) -> None:
    assert clean_html(text) == text


@pytest.mark.parametrize(
    ("html", "lines"),
    [
        ("<p>One\n two</p><p>three</p>", ["One two", "three"]),
        ("One<br>two<br/><br />three", ["One", "two", "three"]),
        ("<ul><li>a</li><li> <p>b</p> </li><li></li><li>c</li></ul>d", ["- a", "- b", "- c", "d"]),
        ("<ul><li>a</li><li> </li></ul><h4>Next</h4>", ["- a", "Next"]),
        ("<ul><li>a<ul><li>b</li></ul></li></ul>", ["- a", "- b"]),
        ("<h3>R&amp;D&nbsp;lab</h3><b>caf&eacute;</b>s", ["R&D lab", "cafés"]),
        ("<p>a</p><script>x < 1</script><style>p {}</style><!-- no -->b", ["a", "b"]),
        ("<table><tr><td>a</td><td>b</td></tr></table>", ["a", "b"]),
        ("&lt;p&gt;One&lt;/p&gt;&lt;p&gt;R&amp;amp;D&lt;/p&gt;", ["One", "R&D"]),
        ("<?xml version='1.0'?><p>a</p>", ["a"]),
        ("<!DOCTYPE html><p>a</p><![if !mso]>b<![endif]><!-- c <b> -->", ["a", "b"]),
        ("<p><![CDATA[a]]></p><![ <p>b", ["a", "b"]),
        ("<a title='x > y' href=\"a>b\">a</a><br class=x>b<img alt='\"' />c <p a='>d", ["a", "bc", "d"]),
        ("<p>unclosed <b>bold", ["unclosed bold"]),
    ],
)
def test_html_becomes_lines(html: str, lines: list[str]) -> None:
    assert clean_html(html).split("\n") == lines


@pytest.mark.parametrize("piece", ["<div>", "<ul><li>", "<p><!--", "<b a='", "<p", "<![", "<script>", "</"])
def test_broken_html_of_any_size_ends(piece: str) -> None:
    clean_html("<p>a</p>" + piece * (500_000 // len(piece)))


@given(
    st.lists(
        st.sampled_from(["<", "<!", "<![", "<!--", "-->", "]]>", "<?", "<p>", "</", "a", " ", '"', "=", "&#"])
    )
)
def test_no_markup_is_an_error(pieces: list[str]) -> None:
    clean_html("<p>" + "".join(pieces))


@given(st.lists(st.text(alphabet="ab <>&;'\"", max_size=20)))
def test_escaped_text_survives(paragraphs: list[str]) -> None:
    from html import escape

    html = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs)
    expected = [line for line in (" ".join(paragraph.split()) for paragraph in paragraphs) if line]
    assert clean_html(html).split("\n") == (expected or [""])


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("R&amp;D", "R&D"),
        ("R&amp;amp;D", "R&D"),
        ("l&#8217;atelier", "l’atelier"),
        ("?a=1&copy=2", "?a=1&copy=2"),
    ],
)
def test_entities_are_decoded_without_any_tag(text: str, seen: str) -> None:
    assert clean_html(text) == seen
