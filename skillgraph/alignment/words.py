"""The words, English and French, that people write for relations and decisions."""

from __future__ import annotations

import unicodedata

from skillgraph.errors import InputError
from skillgraph.model import Action, Predicate

_RELATIONS = {
    "exact": Predicate.EXACT,
    "close": Predicate.CLOSE,
    "broad": Predicate.BROAD,
    "broader": Predicate.BROAD,
    "narrow": Predicate.NARROW,
    "narrower": Predicate.NARROW,
    "related": Predicate.RELATED,
    "exacte": Predicate.EXACT,
    "proche": Predicate.CLOSE,
    "generique": Predicate.BROAD,
    "specifique": Predicate.NARROW,
    "associee": Predicate.RELATED,
}
_ACTIONS = {
    "accept": Action.ACCEPT,
    "accepted": Action.ACCEPT,
    "yes": Action.ACCEPT,
    "change": Action.CHANGE,
    "reject": Action.REJECT,
    "rejected": Action.REJECT,
    "no": Action.REJECT,
    "no term": Action.NO_TERM,
    "accepter": Action.ACCEPT,
    "oui": Action.ACCEPT,
    "modifier": Action.CHANGE,
    "changer": Action.CHANGE,
    "rejeter": Action.REJECT,
    "non": Action.REJECT,
    "aucun terme": Action.NO_TERM,
}


def predicate_named(words: str) -> Predicate:
    """The SKOS relation that a word or a CURIE names.

    Raises:
        InputError: If none is named so.
    """
    plain = _plain(words)
    for predicate in Predicate:
        if plain == predicate.value.casefold():
            return predicate
    if plain not in _RELATIONS:
        raise InputError(
            f"{words!r} is no relation.",
            hint="Write exact, close, broad, narrow or related "
            "(exacte, proche, générique, spécifique, associée).",
        )
    return _RELATIONS[plain]


def action_named(words: str) -> Action:
    """The decision that a word names.

    Raises:
        InputError: If none is named so.
    """
    found = _ACTIONS.get(_plain(words).replace("-", " "))
    if found is None:
        raise InputError(
            f"{words!r} is no decision.",
            hint="Write accept, change, reject or no-term (accepter, modifier, rejeter, aucun terme).",
        )
    return found


def _plain(words: str) -> str:
    """Words without case, accents and needless white space."""
    letters = (sign for sign in unicodedata.normalize("NFKD", words) if not unicodedata.combining(sign))
    return " ".join("".join(letters).casefold().split())
