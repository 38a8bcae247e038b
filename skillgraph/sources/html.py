"""Plain text out of HTML, one line for each paragraph, heading and list item."""

from __future__ import annotations

import html
import re

# Only elements that advertisements use: "<5 years" and "List<String>" are not HTML.
_ELEMENTS = (
    "a|abbr|article|aside|b|blockquote|body|br|button|caption|center|code|dd|div|dl|dt|em|figure|font|footer|"
    "form|h[1-6]|head|header|hr|html|i|img|label|li|main|meta|nav|ol|p|pre|script|section|small|span|strong|"
    "style|sub|sup|table|tbody|td|tfoot|th|thead|tr|u|ul"
)
_TAG = re.compile(rf"</?(?:{_ELEMENTS})(?:\s[^<>]*)?/?>", re.IGNORECASE)
_ESCAPED_TAG = re.compile(rf"&lt;/?(?:{_ELEMENTS})(?:\s.{{0,300}}?)?/?&gt;", re.IGNORECASE)

# No part crosses the next "<", so that reading takes time in proportion to the text, however broken it is.
_TOKEN = re.compile(
    r"""<(?P<end>/?)(?P<name>[a-z][a-z0-9]*+)
        (?: [\s/] (?: (?:[^<>"']|"[^"<]*"|'[^'<]*')*+ (?=>) | [^<>]*+ ) )? >""",
    re.IGNORECASE | re.VERBOSE,
)
_DECLARATION = re.compile(r"<[!?][^<>]*>?")

_ENTITY = re.compile(r"&(?:[A-Za-z][A-Za-z0-9]{1,31}|#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6});")
_ENCODINGS = 3
"""How often text may have been encoded, each time over the last."""

_BLOCKS = frozenset(
    ("address", "article", "aside", "blockquote", "body", "br", "caption", "center", "dd", "div", "dl", "dt",
     "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "main",
     "nav", "ol", "p", "pre", "section", "table", "td", "th", "tr", "ul")
)  # fmt: skip
_UNSEEN = frozenset(("noscript", "script", "style", "template", "title"))


def is_html(text: str) -> bool:
    """Whether the text holds at least one tag, plain or escaped once more."""
    return ("<" in text and _TAG.search(text) is not None) or _is_escaped(text)


def clean_html(text: str) -> str:
    """Text as a reader sees it; of text without tags only entities are decoded.

    Block elements, line breaks and table cells become lines; list items begin with ``- ``; scripts and
    styles are dropped; entities are decoded; white space is collapsed.
    """
    if not is_html(text):
        return decode_entities(text)
    # Some feeds escape their HTML once more than needed.
    markup = _without_declarations(text if _TAG.search(text) else html.unescape(text))
    reader = _LineReader()
    position = 0
    for token in _TOKEN.finditer(markup):
        reader.text(markup[position : token.start()])
        reader.tag(token["name"].lower(), ends=bool(token["end"]))
        position = token.end()
    reader.text(markup[position:])
    return "\n".join(reader.finish())


def decode_entities(text: str) -> str:
    """The text with its entities decoded, also those that were encoded again (``&amp;amp;``).

    Only entities with their semicolon are: ``R&D``, ``?a=1&copy=2`` and ``AT&T`` stay.
    """
    for _ in range(_ENCODINGS):
        if "&" not in text:
            break
        text = _ENTITY.sub(_decoded, text)
    return text


def _decoded(entity: re.Match[str]) -> str:
    return html.unescape(entity[0]).replace("\u00ad", "").replace("\u200b", "")


def _is_escaped(text: str) -> bool:
    return "&lt;" in text and _ESCAPED_TAG.search(text) is not None


def _without_declarations(text: str) -> str:
    """Without comments, declarations and CDATA marks."""
    kept: list[str] = []
    position = 0
    while (start := text.find("<!--", position)) >= 0 and (end := text.find("-->", start + 4)) >= 0:
        kept += (text[position:start], " ")
        position = end + 3
    kept.append(text[position:])
    return _DECLARATION.sub(" ", "".join(kept).replace("<![CDATA[", " ").replace("]]>", " "))


class _LineReader:
    """Collects lines in one pass, without building a tree.

    Advertisements come with hundreds of thousands of unclosed elements; tree builders, and the standard
    library's parser on unclosed tags, then take minutes.
    """

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._pieces: list[str] = []
        self._item = False
        self._unseen = 0

    def text(self, text: str) -> None:
        """Take in what stands between two tags."""
        if not self._unseen:
            self._pieces.append(text)

    def tag(self, name: str, *, ends: bool) -> None:
        """Take in a tag."""
        if name in _UNSEEN:
            self._unseen = max(0, self._unseen + (-1 if ends else 1))
        elif name == "li":
            self._break()
            self._item = not ends
        elif name in _BLOCKS:
            self._break()

    def finish(self) -> list[str]:
        """The lines."""
        self._break()
        return self._lines

    def _break(self) -> None:
        line = " ".join(decode_entities("".join(self._pieces)).split())
        self._pieces.clear()
        if line:
            self._lines.append(f"- {line}" if self._item and not line.startswith("- ") else line)
            self._item = False
