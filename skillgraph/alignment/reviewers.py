"""Who a reviewer is: an ORCID, an address, a URL or a name, as an agent."""

from __future__ import annotations

import re

from skillgraph.errors import InputError
from skillgraph.model import Agent

_ORCID = re.compile(r"(?:https?://orcid\.org/|orcid:)?(\d{4}-\d{4}-\d{4}-\d{3}[\dX])/?", re.IGNORECASE)
_MAIL = re.compile(r"(?:mailto:)?([^\s@<>:/]+@[^\s@<>:/]+\.[^\s@<>:/]+)")
_NAMED = re.compile(r"(?P<name>[^<>]*?)\s*<(?P<id>[^<>\s]+)>")
_HINT = (
    "Say who decides with --as, or set SKILLGRAPH_REVIEWER: an ORCID, a mail address, a name, "
    "or a name with one of them: 'Ana Pérez <0000-0002-1825-0097>'."
)


def reviewer(words: str) -> Agent:
    """The agent that ``0000-0002-1825-0097``, ``ana@example.org``, ``Ana`` or ``Ana <…>`` names.

    Raises:
        InputError: If there are no words, or an ORCID's last digit is not the one its others ask for.
    """
    words = " ".join(words.split())
    if not words:
        raise InputError("Nobody is named who decides.", hint=_HINT)
    named = _NAMED.fullmatch(words)
    if named:
        identifier = _identifier(named["id"])
        if not identifier:
            raise InputError(f"{named['id']!r} is no ORCID, mail address or URL.", hint=_HINT)
        return Agent(identifier, named["name"])
    identifier = _identifier(words)
    return Agent(identifier) if identifier else Agent("", words)


def _identifier(words: str) -> str:
    """The IRI of an ORCID, a mail address or a URL; empty for anything else."""
    if orcid := _ORCID.fullmatch(words):
        return f"https://orcid.org/{_checked(orcid[1].upper())}"
    if mail := _MAIL.fullmatch(words):
        return f"mailto:{mail[1]}"
    return words if re.fullmatch(r"https?://\S+|urn:\S+", words) else ""


def _checked(orcid: str) -> str:
    """The ORCID, if its check character is right (ISO 7064, MOD 11-2)."""
    digits = orcid.replace("-", "")
    total = 0
    for digit in digits[:-1]:
        total = (total + int(digit)) * 2
    rest = (12 - total % 11) % 11
    if digits[-1] != ("X" if rest == 10 else str(rest)):
        raise InputError(f"{orcid} is not an ORCID: its last character is wrong.", hint="Check its digits.")
    return orcid
