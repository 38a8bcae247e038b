"""Reads what is paid for a job, as people write it: amounts, the time they are for, and the currency.

Each function raises ``ValueError`` with a reason that a problem report can quote.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from skillgraph import languages

UNITS = ("hour", "day", "week", "month", "year")
"""The times that pay is for."""

_WORDS = languages.together("values", "pay")
_ENDS = {
    name: rf"(?:{'|'.join(sorted(words, key=len, reverse=True))})"
    for name, words in languages.together("values", "pay_ends").items()
}
_UNIT = re.compile(
    "|".join(rf"(?P<{unit}>(?<![a-z])(?:{'|'.join(_WORDS[unit])})(?![a-z]))" for unit in UNITS)
)
_UNIT_CODES: Mapping[str, str] = {
    "hur": "hour",
    "wee": "week",
    "mon": "month",
    "ann": "year",
    "pa": "year",
    "ph": "hour",
}
"""UN/CEFACT's, which schema.org uses, and those of American federal agencies."""
_ODD = re.compile(rf"(?<![a-z])(?:{'|'.join(_WORDS['odd'])})")
_NOTHING = frozenset(languages.together("values", "postings")["unsaid"])

_CODES = (
    "CAD", "USD", "EUR", "GBP", "AUD", "NZD", "CHF", "JPY", "CNY", "INR", "MXN", "BRL", "ZAR", "SEK", "NOK",
    "DKK", "PLN", "CZK", "HUF", "SGD", "HKD", "AED", "ILS", "KRW", "TRY",
)  # fmt: skip
_SPACES = " \u00a0\u202f"
_NUMBER = rf"\d{{1,3}}(?:[{_SPACES},.'’]\d{{3}})+(?:[.,]\d{{1,2}})?(?!\d)|\d+(?:[.,]\d+)?"
_MONEY = rf"(?:(?<![a-z])(?:ca?|us|a)\$|\$|£|€|(?<![a-z])(?:{'|'.join(map(str.lower, _CODES))}))"


def _amount(name: str) -> str:
    return rf"(?:{_MONEY}\s?)?(?P<{name}>{_NUMBER})(?P<{name}_thousands>\s?k(?![a-z]))?\s?(?:\$|£|€)?"


_BETWEEN = (
    rf"\s*(?:[a-z/ .]{{0,12}}?\s)?(?:[\-\u2013\u2014~]|/(?=\s?(?:\$|£|€)?\d)|{_ENDS['between']}(?![a-z]))\s*"
)
_RANGE = re.compile(_amount("low") + _BETWEEN + _amount("high"))
_ONE = re.compile(_amount("amount"))
_SIGNED = re.compile(rf"{_MONEY}|\d\s?k(?![a-z])")
_PAID = re.compile(rf"{_MONEY}|\dk(?![a-z])|{_UNIT.pattern}")
"""What tells an amount of money from any other number."""

_AS_PROGRAMS_WRITE = re.compile(r"\d+\.\d+")
"""Has a point before its decimals, however many: 26.104 is no 26,104."""

_MOST = re.compile(rf"(?<![a-z]){_ENDS['most']}[\s:]*$")
_LEAST = re.compile(rf"(?<![a-z]){_ENDS['least']}[\s:]*$")

_SYMBOLS: Mapping[str, str] = {
    "£": "GBP", "€": "EUR", "euro": "EUR", "euros": "EUR", "Euro": "EUR", "Euros": "EUR",
    "CA$": "CAD", "C$": "CAD", "US$": "USD", "A$": "AUD",
}  # fmt: skip
_CURRENCY = re.compile(r"(?<![A-Z])([A-Z]{3})(?![A-Z])|((?:CA|C|US|A)\$|£|€|(?<=\s)[Ee]uros?\b)")
_LENGTH = re.compile(rf"\d\s*(?:(?:{'|'.join(_WORDS['hour'])})s?\s*(?:/|per|par|a|an|each)?\s*)?$")
"""Before a time: a number, or hours of it, which make it one of work and not of pay."""
_MOST_PAID = 1e12
_LONGEST = 2_000
"""Characters of a text that is looked through for pay."""


@dataclass(frozen=True, slots=True)
class Pay:
    """What is paid, from ``low`` to ``high`` for one ``unit`` of time; ``None`` or empty where not said."""

    low: float | None = None
    high: float | None = None
    unit: str = ""
    currency: str = ""


def parse_pay(text: str) -> Pay:
    """What a text says of pay: ``$69,693 to $86,541 annually``, ``20 à 25 $ l'heure``, ``up to 50k``.

    Raises:
        ValueError: If it names no amount, or a lower one last.
    """
    text = text[:_LONGEST]
    if _says_nothing(text):
        return Pay()
    plain = _plain(text)
    low, high, end = _amounts(plain, text)
    if low is not None and high is not None and low > high:
        raise ValueError(f"{_short(text)} has its higher amount first")
    return Pay(low, high, _unit_near(plain, end), currency_in(text))


def parse_amount(text: str) -> float | None:
    """One amount, such as ``52,524.00``, ``$65k`` or ``65 000``; ``None`` where nothing is said.

    Raises:
        ValueError: If it is none, or not above 0.
    """
    if _says_nothing(text):
        return None
    match = _ONE.fullmatch(_plain(text[:_LONGEST]))
    if not match:
        raise ValueError(f"{_short(text)} is no amount")
    if _AS_PROGRAMS_WRITE.fullmatch(text.strip()):
        return _within(float(text), text)
    return _value(match, "amount", text)


def parse_pay_unit(text: str) -> str:
    """One of `UNITS`, from ``Annual``, ``per hour``, ``YEAR``, ``par semaine``; empty where nothing is said.

    Raises:
        ValueError: If it is none.
    """
    if _says_nothing(text):
        return ""
    plain = _plain(text)
    if plain in _UNIT_CODES:
        return _UNIT_CODES[plain]
    found = None if _ODD.search(plain) else _UNIT.search(plain)
    if found is None or found.lastgroup is None:
        raise ValueError(f"{_short(text)} is none of {', '.join(UNITS)}")
    return found.lastgroup


def parse_currency(text: str) -> str:
    """The ISO 4217 code; empty where nothing is said, and for a plain ``$``, which is of several countries.

    Raises:
        ValueError: If it is no currency.
    """
    if _says_nothing(text) or text.strip() == "$":
        return ""
    code = text.strip().upper()
    if code in _SYMBOLS or re.fullmatch("[A-Z]{3}", code):
        return _SYMBOLS.get(code, code)
    raise ValueError(f"{_short(text)} is no currency such as CAD")


def _amounts(plain: str, text: str) -> tuple[float | None, float | None, int]:
    """The lowest and the highest amount, and where they end."""
    if match := _first_paid(_RANGE, plain):
        # "55-65k" are thousands both, and so is no "900 to 1k".
        thousands = match["high_thousands"] and float(_decimal(match["low"])) < float(_decimal(match["high"]))
        return _value(match, "low", text, thousands=bool(thousands)), _value(match, "high", text), match.end()
    match = _first_paid(_ONE, plain) or _ONE.search(plain)
    if not match or not (match[0] == plain or _PAID.search(plain)):
        raise ValueError(f"{_short(text)} names no amount")
    amount, before = _value(match, "amount", text), plain[: match.start()]
    low = None if _MOST.search(before) else amount
    high = None if _LEAST.search(before) or plain[match.end() :].startswith("+") else amount
    return low, high, match.end()


def _first_paid(amounts: re.Pattern[str], plain: str) -> re.Match[str] | None:
    """The first amounts with a sign of money, where there is one: ``40 h/week at $25`` is no pay of 40."""
    found = list(amounts.finditer(plain))
    signed = [match for match in found if _SIGNED.search(match[0])]
    elsewhere = any(_SIGNED.search(match[0]) for match in _ONE.finditer(plain))
    return next(iter(signed or ([] if elsewhere else found)), None)


def _value(match: re.Match[str], name: str, text: str, *, thousands: bool = False) -> float:
    value = float(_decimal(match[name]))
    return _within(value * 1000 if thousands or match[f"{name}_thousands"] else value, text)


def _within(value: float, text: str) -> float:
    if not 0 < value < _MOST_PAID:
        raise ValueError(f"{_short(text)} is no pay")
    return value


def _decimal(number: str) -> str:
    """A number with a point before its decimals, and nothing between thousands.

    >>> _decimal("65,598.50"), _decimal("1 200,5"), _decimal("1.500"), _decimal("65,000")
    ('65598.50', '1200.5', '1500', '65000')
    """
    last = re.search(r"[.,](\d{1,2}|\d{4,})$", number)
    whole = number[: last.start()] if last else number
    return re.sub(r"\D", "", whole) + (f".{last[1]}" if last else "")


def _unit_near(plain: str, end: int) -> str:
    """The time that is named first after the amounts, else before them; empty where it is an odd one.

    A number before it makes it a length of time, as in ``40 hours per week`` and ``sur 12 mois``.
    """
    for part in (plain[end:], plain[:end]):
        for found in _UNIT.finditer(part):
            before = part[: found.start()]
            if not _LENGTH.search(before):
                return "" if _ODD.search(before[-6:]) else str(found.lastgroup)
    return ""


def currency_in(text: str) -> str:
    """The code of the first currency that a text names; empty where it names none, or only a plain ``$``."""
    found = (code if code in _CODES else _SYMBOLS.get(sign, "") for code, sign in _CURRENCY.findall(text))
    return next(filter(None, found), "")


def _says_nothing(text: str) -> bool:
    return not text.strip() or re.sub(r"[\W_]+", " ", _plain(text)).strip() in _NOTHING


def _plain(text: str) -> str:
    """Small letters without accents; signs stay."""
    letters = unicodedata.normalize("NFKD", text)
    return "".join(char for char in letters if not unicodedata.combining(char)).casefold().strip()


def _short(text: str) -> str:
    return repr(text if len(text) <= 40 else text[:39] + "…")
