"""What JSON says of pay, experience and education, where a board or schema.org makes objects of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from skillgraph.sources.key_names import glued
from skillgraph.sources.paths import plain_texts

PAY: Mapping[str, tuple[str, ...]] = {
    "salary_min": ("minvalue", "min", "from", "minimum", "low", "salaryfrom", "minamount", "minimumrange"),
    "salary_max": ("maxvalue", "max", "to", "maximum", "high", "salaryto", "maxamount", "maximumrange"),
    "salary_unit": (
        "unittext", "unitcode", "unit", "interval", "period", "frequency", "per", "rateintervalcode",
    ),
    "salary_currency": ("currency", "currencycode", "salarycurrency"),
    "salary": ("value", "text", "label", "description", "amount", "libelle", "display", "formatted"),
}  # fmt: skip
"""Which keys of an object hold what of pay, as `glued` writes them."""

_EDUCATION = ("credentialCategory", "educationalLevel", "niveauLibelle", "name", "description")
_MONTHS = ("monthsOfExperience", "required_experience_in_months")


def pay_texts(value: object) -> dict[str, list[str]]:
    """The texts of each field of pay in a schema.org ``MonetaryAmount``, a board's object, or plain words."""
    if isinstance(value, list):
        return pay_texts(value[0]) if value else {}
    if not isinstance(value, dict):
        return {"salary": list(plain_texts(value))}
    nodes = [value, *(inner for inner in value.values() if isinstance(inner, dict))]
    found = {name: list(_first_of(nodes, keys)) for name, keys in PAY.items()}
    return {name: texts for name, texts in found.items() if texts}


def experience_texts(value: object) -> Iterator[str]:
    """What is asked for, in words; ``monthsOfExperience`` is a number of months."""
    for one in value if isinstance(value, list) else [value]:
        months = next((one[key] for key in _MONTHS if key in one), None) if isinstance(one, dict) else None
        yield from plain_texts(one) if months is None else (f"{text} months" for text in plain_texts(months))


def education_texts(value: object) -> Iterator[str]:
    """The kinds of credentials that are asked for, or words about them."""
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, dict):
            yield from plain_texts(next((one[key] for key in _EDUCATION if key in one), None))
        else:
            yield from plain_texts(one)


def _first_of(nodes: list[dict[str, object]], keys: tuple[str, ...]) -> Iterator[str]:
    for key in keys:
        for node in nodes:
            for name, value in node.items():
                if glued(name) == key and not isinstance(value, dict | list):
                    texts = list(plain_texts(value))
                    if texts:
                        yield from texts
                        return
