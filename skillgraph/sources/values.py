"""Reads the small values that people write in cells: dates, yes and no, shares, hours, languages.

Each function raises ``ValueError`` with a reason that a problem report can quote.
"""

from __future__ import annotations

import datetime
import re
import unicodedata

from skillgraph import languages

_FILE = "values"
_MONTHS = {
    begin: number
    for content in languages.every(_FILE)
    for number, begin in enumerate(content["months"], start=1)
}
_YEARS = range(1900, 2101)

_YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?:[T ].*)?$")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})$")
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?:[T ,].*)?$")
_DAY_NAME = re.compile(r"([a-z]+)\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})\b")
_NAME_DAY = re.compile(r"(\d{1,2})(?:er|st|nd|rd|th)?[ -]([a-z]+)\.?,?[ -](\d{4})\b")
_EPOCH = re.compile(r"\d{10}(?:\d{3})?$")

_ANSWERS = languages.together(_FILE, "answers")
_UNITS = languages.together(_FILE, "units")
_LANGUAGES = {name: tag for tag, names in languages.together(_FILE, "languages").items() for name in names}
_TAG = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*$", re.IGNORECASE)

_NUMBER = r"(\d+(?:[.,]\d+)?|[.,]\d+)"
_SHARE = re.compile(_NUMBER + r"\s*(%?)$")
_JOBS = "|".join(languages.together(_FILE, "postings")["vacancies"])
_VACANCIES = re.compile(
    rf"(\d{{1,3}}(?:[ ,.\u00a0\u202f]\d{{3}})+|\d+)(?:[.,]0{{1,2}})?\s*(?:{_JOBS})?", re.IGNORECASE
)
_MOST_VACANCIES = 100_000
"""Of one advertisement; what is more is a number of something else."""
_FREE = re.compile(rf"\b(?:{'|'.join(languages.together(_FILE, 'prices')['free'])})\b", re.IGNORECASE)
_PRICE = re.compile(r"\d{1,3}(?:[ ,.\u00a0\u202f]\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d+(?:[.,]\d{1,2})?(?!\d)")
_CENTS = re.compile(r"[.,](\d{1,2})$")
_HOURS = re.compile(rf"{_NUMBER}\s*(?:{'|'.join(_UNITS['hours'])})?\.?$", re.IGNORECASE)
_WEEKS = re.compile(rf"{_NUMBER}\s*(?:{'|'.join(_UNITS['weeks'])})?\.?$", re.IGNORECASE)
_CREDITS = re.compile(rf"{_NUMBER}\s*(?:{'|'.join(_UNITS['credits'])})?\.?$", re.IGNORECASE)


def parse_date(text: str) -> str:
    """A calendar date as ``YYYY-MM-DD``; a time of day is dropped, empty text stays empty.

    Takes ISO 8601 (also without hyphens), ``2023/5/2``, ``31/12/2023`` and ``12/31/2023`` where only one
    reading is possible, English and French month names, and seconds or milliseconds since 1970.

    Raises:
        ValueError: If it is no date, or one that reads two ways (``03/04/2023``).
    """
    text = text.strip()
    if not text:
        return ""
    year, month, day = _date_parts(text)
    if year not in _YEARS:
        raise ValueError(f"{_short(text)} is not a date between {_YEARS[0]} and {_YEARS[-1]}")
    try:
        return datetime.date(year, month, day).isoformat()
    except ValueError:
        raise ValueError(f"{_short(text)} is not a date in the calendar") from None


def _date_parts(text: str) -> tuple[int, int, int]:
    if match := _YEAR_FIRST.match(text):
        return int(match[1]), int(match[3]), int(match[4])
    if match := _COMPACT.match(text):
        return int(match[1]), int(match[2]), int(match[3])
    if match := _YEAR_LAST.match(text):
        return _year_last(text, int(match[1]), match[2], int(match[3]), int(match[4]))
    if _EPOCH.match(text):
        day = datetime.datetime.fromtimestamp(int(text[:10]), datetime.UTC)
        return day.year, day.month, day.day
    return _named_month(text)


def _year_last(text: str, first: int, separator: str, second: int, year: int) -> tuple[int, int, int]:
    if separator == "." or first > 12 or first == second:
        return year, second, first
    if second > 12:
        return year, first, second
    raise ValueError(f"{_short(text)} reads two ways; write dates as YYYY-MM-DD")


def _named_month(text: str) -> tuple[int, int, int]:
    plain = _plain(text)
    if match := _DAY_NAME.search(plain):
        name, day, year = match[1], match[2], match[3]
    elif match := _NAME_DAY.search(plain):
        day, name, year = match[1], match[2], match[3]
    else:
        raise ValueError(f"{_short(text)} is not a date")
    month = _MONTHS.get(name[:4]) or _MONTHS.get(name[:3])
    if month is None:
        raise ValueError(f"{_short(text)} is not a date")
    return int(year), month, int(day)


def parse_yes_no(text: str) -> bool | None:
    """Yes or no in any of our languages; ``None`` for empty text.

    Raises:
        ValueError: If it is neither.
    """
    if not text.strip():
        return None
    word = _plain(text)
    if word in _ANSWERS["yes"]:
        return True
    if word in _ANSWERS["no"]:
        return False
    raise ValueError(f"{_short(text)} is neither yes nor no")


_LEAST_PER_CENT = 10
"""Below it a number above 1 is more likely a share that is wrong than per cent without their sign."""


def parse_share(text: str) -> float | None:
    """A share from 0 to 1: ``0.9``, ``0,9``, ``90 %`` and ``90`` all mean 0.9; ``None`` for empty text.

    Raises:
        ValueError: If it is no number, outside 0 to 100 per cent, or could be a share too big as well as a
            few per cent (``1.5``).
    """
    text = text.strip()
    if not text:
        return None
    match = _SHARE.match(text)
    if not match:
        raise ValueError(f"{_short(text)} is not a share such as 90 % or 0.9")
    number = _number(match[1])
    if not match[2] and 1 < number < _LEAST_PER_CENT:
        raise ValueError(f"{_short(text)} is more than 1; for per cent write {match[1]} %")
    share = number / 100 if match[2] or number > 1 else number
    if share > 1:
        raise ValueError(f"{_short(text)} is more than 100 %")
    return share


def parse_hours(text: str) -> float | None:
    """Hours as a number, with or without the word; ``None`` for empty text.

    Raises:
        ValueError: If it is not a number of hours.
    """
    return _measure(text, _HOURS, "hours")


def parse_weeks(text: str) -> float | None:
    """Weeks as a number, with or without the word; ``None`` for empty text.

    Raises:
        ValueError: If it is not a number of weeks.
    """
    return _measure(text, _WEEKS, "weeks")


def parse_credits(text: str) -> float | None:
    """Credits as a number, with or without the word; ``None`` for empty text.

    Raises:
        ValueError: If it is not a number of credits.
    """
    return _measure(text, _CREDITS, "credits")


def parse_vacancies(text: str) -> int | None:
    """How many jobs are advertised: ``3``, ``3.0``, ``1,000``, ``3 vacancies``; ``None`` for empty text.

    Raises:
        ValueError: If it is no whole number from 1 on, or more than any advertisement has.
    """
    text = text.strip()
    if not text:
        return None
    match = _VACANCIES.fullmatch(text)
    number = re.sub(r"\D", "", match[1]) if match else ""
    if not number or not 1 <= float(number) <= _MOST_VACANCIES:
        raise ValueError(f"{_short(text)} is no whole number of vacancies from 1 to {_MOST_VACANCIES:,}")
    return int(number)


def _measure(text: str, written: re.Pattern[str], unit: str) -> float | None:
    text = text.strip()
    if not text:
        return None
    match = written.match(text)
    if not match:
        raise ValueError(f"{_short(text)} is not a number of {unit}")
    return _number(match[1])


def parse_lang(text: str) -> str:
    """A language tag (``en``, ``fr-CA``), also from the names of English and French; empty stays empty.

    Raises:
        ValueError: If it is neither.
    """
    plain = _plain(text)
    if plain in _LANGUAGES:
        return _LANGUAGES[plain]
    tag = text.strip().replace("_", "-")
    if tag and not _TAG.match(tag):
        raise ValueError(f"{_short(text)} is not a language tag such as en or fr-CA")
    first, hyphen, rest = tag.partition("-")
    return _LANGUAGES.get(first.lower(), first.lower()) + hyphen + rest


def parse_price(text: str) -> float | None:
    """The amount of a price as people write it, without its currency; ``None`` where no amount is said.

    ``$1,200.50``, ``1 200,50 $`` and ``CAD 120`` are read, *free* and *gratuit* are 0; of several amounts
    the largest counts.
    """
    if _FREE.search(text):
        return 0.0
    return max(map(_amount, _PRICE.findall(text)), default=None)


def split_list(text: str) -> tuple[str, ...]:
    """The parts of a cell between semicolons, without empty and repeated ones."""
    return tuple(dict.fromkeys(part for part in map(str.strip, text.split(";")) if part))


def _number(text: str) -> float:
    return float(text.replace(",", "."))


def _amount(number: str) -> float:
    cents = _CENTS.search(number)
    whole = number[: cents.start()] if cents else number
    return float(re.sub(r"\D", "", whole)) + (float(f"0.{cents[1]}") if cents else 0.0)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii").casefold().strip()


def _short(text: str) -> str:
    return repr(text if len(text) <= 40 else text[:39] + "…")
