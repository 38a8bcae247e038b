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

_BLOCKS = re.compile(
    "(address|article|aside|blockquote|body|caption|center|dd|div|dl|dt|figcaption|figure|footer|form|h[1-6]|"
    "header|hr|li|main|nav|ol|p|pre|section|table|td|th|tr|ul)$"
)
_UNSEEN = ("head", "noscript", "script", "style", "template", "title")

# Control characters have been cleaned away before, so these cannot occur in the text.
_BREAK, _ITEM, _ITEM_END = "\x1e", "\x1f", "\x1d"


def is_html(text: str) -> bool:
    """Whether the text holds at least one tag, plain or escaped once more."""
    return ("<" in text and _TAG.search(text) is not None) or _is_escaped(text)


def clean_html(text: str) -> str:
    """Text as a reader sees it; text without tags comes back untouched.

    Block elements, line breaks and table cells become lines; list items begin with ``- ``; scripts and
    styles are dropped; entities are decoded; white space is collapsed.
    """
    if not is_html(text):
        return text
    from bs4 import BeautifulSoup

    # Some feeds escape their HTML once more than needed.
    source = html.unescape(text) if not _TAG.search(text) else text
    soup = BeautifulSoup(re.sub(r"<\?xml[^>]*>", "", source), "html.parser")
    for element in soup.find_all(_UNSEEN):
        element.decompose()
    for element in soup.find_all("br"):
        element.replace_with(_BREAK)
    for element in soup.find_all(_BLOCKS):
        is_item = element.name == "li"
        element.insert(0, _ITEM if is_item else _BREAK)
        element.append(_ITEM_END if is_item else _BREAK)
    return _lines(soup.get_text())


def _is_escaped(text: str) -> bool:
    return "&lt;" in text and _ESCAPED_TAG.search(text) is not None


def _lines(marked: str) -> str:
    lines: list[str] = []
    item = False
    for piece in re.split(f"([{_BREAK}{_ITEM}{_ITEM_END}])", marked):
        if piece in (_ITEM, _ITEM_END):
            item = piece == _ITEM
        elif line := " ".join(piece.split()):
            lines.append(f"- {line}" if item and not line.startswith("- ") else line)
            item = False
    return "\n".join(lines)
