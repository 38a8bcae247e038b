"""What an answer can be narrowed by: what its credentials say of themselves, each with how many say it."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from skillgraph.errors import InputError

if TYPE_CHECKING:
    from skillgraph.model import Credential


class Facet(StrEnum):
    """What credentials are chosen by; in the order in which they are offered."""

    ISSUER = "issuer"
    LANG = "lang"
    FIELD = "field"
    DELIVERY = "delivery"
    LEVEL = "level"
    ASSESSMENT = "assessment"
    """A kind of assessment that the credential has, whatever else it has."""
    HOURS = "hours"
    """So many hours of learning at most; what does not state them is left out."""
    COST = "cost"
    """As the issuer writes it."""
    CREDIT = "credit"
    """``yes``: it counts for credits, or can stand on a transcript."""


CHOSEN_BY: Final = tuple(one for one in Facet if one not in (Facet.ISSUER, Facet.LANG))
"""The facets that conditions name; issuer and language are asked for by themselves."""

LENGTHS: Final = (8, 20, 40, 80, 160, 400)
"""Hours that are offered as the most that one has time for."""


@dataclass(frozen=True, slots=True)
class CredentialCondition:
    """Only credentials with this value. Conditions on one facet are alternatives."""

    facet: Facet
    value: str

    @classmethod
    def parse(cls, text: str) -> CredentialCondition:
        """Read ``FIELD=VALUE``.

        Raises:
            InputError: If the text has another form, the field is unknown, or hours are no number.
        """
        name, separator, value = (part.strip() for part in text.partition("="))
        known = ", ".join(CHOSEN_BY)
        if not (separator and value):
            raise InputError(
                f"{text[:80]!r} is not of the form FIELD=VALUE.", hint=f"Write delivery=online, say; {known}."
            )
        if name not in CHOSEN_BY:
            raise InputError(
                f"Credentials cannot be chosen by {name[:40]!r}.", hint=f"The fields are {known}."
            )
        if name == Facet.HOURS and _hours(value) is None:
            raise InputError(f"hours={value[:40]} is no number of hours.", hint="Write hours=40, say.")
        return cls(Facet(name), value)

    def holds(self, credential: Credential) -> bool:
        """Whether a credential has the value; case aside."""
        if self.facet is Facet.HOURS:
            most = _hours(self.value) or 0.0
            return credential.duration_hours is not None and credential.duration_hours <= most
        return self.value.casefold() in map(str.casefold, values_of(credential, self.facet))


def meets(
    credential: Credential, conditions: Iterable[CredentialCondition], *, but: Facet | None = None
) -> bool:
    """Whether a credential has, of each facet that is named (``but`` for one), a value that is asked for."""
    held: dict[Facet, bool] = {}
    for one in conditions:
        if one.facet is not but:
            held[one.facet] = held.get(one.facet, False) or one.holds(credential)
    return all(held.values())


def values_of(credential: Credential, facet: Facet) -> tuple[str, ...]:
    """What a credential says; nothing where it does not say it, or says a number."""
    from skillgraph.matching.text.language import language_of  # takes numpy with it

    match facet:
        case Facet.ASSESSMENT:
            said = [one.kind for one in credential.assessments]
        case Facet.CREDIT:
            counts = bool(credential.credits) or credential.transcriptable is True
            said = ["yes"] if counts else []
        case Facet.LANG:
            said = [language_of(credential.lang)]
        case Facet.HOURS:
            said = []
        case _:
            said = [str(getattr(credential, facet.value))]
    return tuple(dict.fromkeys(one.strip() for one in said if one.strip()))


def counted(facet: Facet, credentials: Sequence[Credential]) -> Mapping[str, int]:
    """How many credentials say each value, the commonest first; of hours, how many take so many at most.

    Values that differ in case only are one, written as it is first.
    """
    if facet is Facet.HOURS:
        return _by_length(credentials)
    written: dict[str, str] = {}
    found: Counter[str] = Counter()
    for credential in credentials:
        keys = {one.casefold(): one for one in values_of(credential, facet)}
        found.update(keys.keys())
        written = keys | written
    ordered = sorted(found.items(), key=lambda one: (-one[1], one[0]))
    return {written[key]: n for key, n in ordered}


def _by_length(credentials: Sequence[Credential]) -> Mapping[str, int]:
    """The lengths that tell some of the credentials from others."""
    hours = [one.duration_hours for one in credentials if one.duration_hours is not None]
    found: dict[str, int] = {}
    for most in LENGTHS:
        n = sum(one <= most for one in hours)
        if n and n not in found.values():
            found[str(most)] = n
    return found


def _hours(value: str) -> float | None:
    """A number of hours; ``None`` where it is none."""
    try:
        read = float(value)
    except ValueError:
        return None
    return read if math.isfinite(read) and read >= 0 else None
