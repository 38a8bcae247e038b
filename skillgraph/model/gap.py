"""Why a demanded concept is, or is not, a gap."""

from __future__ import annotations

from enum import StrEnum


class Cause(StrEnum):
    """Why a demanded concept is, or is not, a gap; the order is that of the answer."""

    NO_CREDENTIAL = "no-credential"
    """None is mapped to it, to anything below it or to anything above it."""
    NO_TERM = "no-term"
    """Postings ask for it in words that no concept surely means."""
    ONLY_UNREVIEWED = "only-unreviewed"
    """No person has accepted any of the mappings."""
    PARTLY_COVERED = "partly-covered"
    """Accepted mappings are to something above it, or to some only of what lies below it."""
    COVERED = "covered"
    """Accepted mappings are to it, or to everything directly below it."""
