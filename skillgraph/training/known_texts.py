"""Texts of which every skill is known, with what the rankings of each and of its clauses say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from skillgraph.errors import InputError
from skillgraph.matching.advertisements import Advertisement
from skillgraph.matching.evaluation.evaluation import GoldRow
from skillgraph.matching.evaluation.outcomes import row_contexts
from skillgraph.matching.judging.part_model import feature_rows
from skillgraph.matching.matcher import Matcher
from skillgraph.matching.parts import Parted, rank_parts
from skillgraph.matching.signals.signal_types import EXACT
from skillgraph.matching.types import NO_CONTEXT, Context

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]

FOLDS = 10


class KnownText(NamedTuple):
    """A text of which every skill is known.

    Attributes:
        sentences: What is matched.
        concepts: URIs of all its skills.
        agreed: Those that more than one reader noted.
        group: Texts of one group are held out together.
        context: What it belongs to.
    """

    sentences: Sequence[str]
    concepts: frozenset[str]
    agreed: frozenset[str]
    group: str
    context: Context = NO_CONTEXT


class RankedSentence(NamedTuple):
    """A sentence with its rankings, and the number of the text that it is of."""

    owner: int
    parted: Parted


class Rows(NamedTuple):
    """What the trees look at, one row for each concept of each sentence.

    Attributes:
        features: Shape (rows, features).
        right: Whether the concept is one of the text's skills.
        owners: The number of the text.
        concepts: Their URIs.
    """

    features: Floats
    right: npt.NDArray[np.bool_]
    owners: Whole
    concepts: Sequence[str]


def of_advertisements(advertisements: Iterable[Advertisement]) -> list[KnownText]:
    """Advertisements, each held out by itself."""
    return [KnownText(one.sentences, one.concepts, one.agreed, one.id) for one in advertisements]


def of_outcomes(rows: Iterable[GoldRow], lang: str) -> list[KnownText]:
    """The outcomes in a language; those of one credential are held out together, and are its context."""
    spoken = [row for row in rows if row.lang in ("", lang)]
    contexts = row_contexts(spoken)
    return [
        KnownText(
            (row.text,),
            row.uris,
            row.uris,
            row.posting or str(number),
            contexts.get(row.text, NO_CONTEXT),
        )
        for number, row in enumerate(spoken)
    ]


def signals_of(matcher: Matcher, lang: str) -> tuple[str, ...]:
    """The signals of the profile; which label matched exactly is told by the confidence."""
    weights = matcher.model(lang).parameters.weights
    names: set[str] = {EXACT, *weights}
    return tuple(sorted(names))


def ranked_texts(matcher: Matcher, texts: Sequence[KnownText], lang: str) -> list[RankedSentence]:
    """The sentences of all texts, each with its rankings."""
    owners = [owner for owner, one in enumerate(texts) for _ in one.sentences]
    sentences = (sentence for one in texts for sentence in one.sentences)
    found = rank_parts(matcher, sentences, lang=lang)
    return [RankedSentence(owner, parted) for owner, parted in zip(owners, found, strict=True)]


def rows_of(
    ranked: Iterable[RankedSentence], texts: Sequence[KnownText], signals: Sequence[str], *, standing: bool
) -> Rows:
    """The rows of all sentences, in their order.

    Raises:
        InputError: If there are none.
    """
    features: list[Floats] = []
    right: list[bool] = []
    owners: list[int] = []
    concepts: list[str] = []
    for owner, parted in ranked:
        if parted.found:
            found = list(parted.found.values())
            features.append(feature_rows(found, len(parted.clauses), signals, standing=standing))
            right += [uri in texts[owner].concepts for uri in parted.found]
            owners += [owner] * len(found)
            concepts += parted.found
    if not features:
        raise InputError("No text could be matched.", hint="Name their language.")
    return Rows(np.concatenate(features), np.array(right), np.array(owners), concepts)


def folds_of(texts: Sequence[KnownText], seed: int | None = None) -> Whole:
    """The fold of each text; those of one group share theirs.

    Args:
        texts: Any.
        seed: Shuffles the groups before they are dealt to the folds; ``None`` leaves them in their order.
    """
    groups = list(dict.fromkeys(one.group for one in texts))
    if seed is not None:
        np.random.default_rng(seed).shuffle(groups)
    fold_of = {group: number % FOLDS for number, group in enumerate(groups)}
    return np.array([fold_of[one.group] for one in texts], dtype=np.int64)
