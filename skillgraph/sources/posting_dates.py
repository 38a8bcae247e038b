"""The day on which a posting appeared, held against what it says of its end and against the calendar."""

from __future__ import annotations

import datetime

from skillgraph.sources.fields import Place
from skillgraph.sources.values import parse_date


def posted(text: str, closes: str, place: Place) -> str:
    """The day of a posting as ``YYYY-MM-DD``; empty where it cannot be, which is reported.

    A day that lies behind the last one to apply, or more than a day in the future, is a mistake of which
    nobody can tell what was meant: it would count in a period that it is not of.

    Args:
        text: What the source says of the day.
        closes: What it says of the last day to apply.
        place: Where.
    """
    day = place.parsed("date", text, parse_date, "")
    end = _end(closes)
    if day and end and end < day:
        place.problem("date", f"{day} lies behind the end of the posting, {end}; left empty")
        return ""
    if day > _tomorrow():
        place.problem("date", f"{day} lies in the future; left empty")
        return ""
    return day


def _end(closes: str) -> str:
    """The last day; empty where it is no date, such as *until filled*: it is only compared."""
    try:
        return parse_date(closes)
    except ValueError:
        return ""


def _tomorrow() -> str:
    """A day later than here, for it may be so elsewhere."""
    return (datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=1)).date().isoformat()
