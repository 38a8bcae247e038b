"""Learns from the labels of a framework which verbs say the same.

The labels of one concept name one skill with several verbs: who *adheres to* rules also *follows* and
*complies with* them, and never *defines* them. Each verb is described by the English verbs of the concepts
whose names it begins, rarer ones counting more; two verbs agree as far as these descriptions do. English
labels are the richest, and describe the verbs of other languages too.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from skillgraph import languages
from skillgraph.errors import InputError
from skillgraph.matching.index.labels import LabelTable
from skillgraph.matching.signals.verbs import Verbs, forms_of
from skillgraph.matching.text.tokens import words

_PIVOT = "en"
_OFTEN = 2
_SELDOM = 0.03
_MOSTLY = 0.6
_BESIDE = 0.4
_LED = 0.5

AGREE = 0.12
"""Verbs whose descriptions have this cosine, or more, agree; one pair of verbs in thirty does."""

Labels = Sequence[Sequence[Sequence[str]]]
"""By concept: the words of each label of several words, the preferred one first."""


def learn_verbs(table: LabelTable, record: Mapping[str, Any]) -> str:
    """Which verbs agree, in every language of the framework that has a file of verbs.

    Args:
        table: The labels, with English ones.
        record: What else to say of them.

    Returns:
        The content of a file, in JSON.

    Raises:
        InputError: If there are no English labels.
    """
    if _PIVOT not in table.lists:
        raise InputError(
            "Verbs are learned from English labels, and there are none.",
            hint="Load the framework in English.",
        )
    labels = {lang: _labels(table, lang) for lang in languages.known("verbs") if lang in table.lists}
    english = Verbs.of(_PIVOT, dict.fromkeys(_english(labels[_PIVOT]), ""))
    pivot = _of_concepts(labels[_PIVOT], english)
    agreement = {_PIVOT: _agreement(pivot, pivot)}
    for lang in labels.keys() - {_PIVOT}:
        verbs = Verbs.of(lang, dict.fromkeys(_translated(labels[lang], pivot, lang), ""))
        agreement[lang] = _agreement(_of_concepts(labels[lang], verbs), pivot)
    lines = ",\n".join(
        f"    {json.dumps(lang)}: {{\n{_lines(agreement[lang])}\n    }}" for lang in sorted(agreement)
    )
    counts = {lang: len(found) for lang, found in sorted(agreement.items())}
    told = json.dumps({**record, "verbs": counts}, ensure_ascii=False)
    return f'{{\n  "record": {told},\n  "agreement": {{\n{lines}\n  }}\n}}\n'


def _lines(agreement: Mapping[str, Sequence[str]]) -> str:
    return ",\n".join(
        f"      {json.dumps(verb)}: {json.dumps(', '.join(others))}" for verb, others in agreement.items()
    )


def _labels(table: LabelTable, lang: str) -> Labels:
    by_concept = table.lists[lang].by_concept(table.matchable)
    return [[said for text in texts if len(said := words(text)) > 1] for texts in by_concept]


def _english(labels: Labels) -> list[str]:
    """Words that begin labels as a gerund of theirs does, and those that mostly do, beside such ones."""
    gerund = languages.read(_PIVOT, "verbs")["gerund"]
    begins: Counter[str] = Counter()
    as_gerund: Counter[str] = Counter()
    every = Counter(word for said in labels for label in said for word in label)
    first = Counter(label[0] for said in labels for label in said)
    firsts = [{label[0] for label in said} for said in labels]
    for words_of, said in zip(firsts, labels, strict=True):
        begins.update(words_of)
        inside = {word for label in said for word in label if word.endswith(gerund)}
        as_gerund.update(word for word in words_of if not inside.isdisjoint(forms_of(word, _PIVOT)))
    sure = {word for word, n in as_gerund.items() if n >= _SELDOM * begins[word]}
    beside = Counter(word for words_of in firsts for word in words_of if words_of & sure - {word})
    return sorted(
        word
        for word, n in begins.items()
        if word in sure
        or (
            first[word] >= _OFTEN
            and first[word] > _MOSTLY * every[word]
            and beside[word] >= _BESIDE * n
            and not word.endswith((gerund, "s"))
        )
    )


def _translated(labels: Labels, pivot: Sequence[frozenset[str]], lang: str) -> list[str]:
    """Words that begin names of concepts whose English names mostly begin with a verb."""
    endings = tuple(languages.read(lang, "verbs")["endings"])
    named = [(said[0][0], bool(verbs)) for said, verbs in zip(labels, pivot, strict=True) if said]
    begins = Counter(word for word, _ in named)
    led = Counter(word for word, by_verb in named if by_verb)
    return sorted(word for word, n in led.items() if word.endswith(endings) and n >= _LED * begins[word])


def _of_concepts(labels: Labels, verbs: Verbs) -> list[frozenset[str]]:
    """The verbs that the labels of each concept begin with; none where its name is a noun."""
    found = []
    for said in labels:
        led = bool(said) and said[0][0] in verbs.forms
        found.append(
            frozenset(_first(label, verbs) for label in said if label[0] in verbs.forms)
            if led
            else frozenset()
        )
    return found


def _first(label: Sequence[str], verbs: Verbs) -> str:
    verb = verbs.forms[label[0]]
    return f"{verb} {label[1]}" if label[1] in verbs.particles else verb


def _agreement(named: Sequence[frozenset[str]], pivot: Sequence[frozenset[str]]) -> dict[str, list[str]]:
    """For each verb those that agree with it."""
    rows = {verb: row for row, verb in enumerate(sorted(frozenset().union(*named)))}
    columns = {verb: column for column, verb in enumerate(sorted(frozenset().union(*pivot)))}
    counts = np.zeros((len(rows), len(columns)))
    frequency = np.zeros(len(columns))
    for verbs, english in zip(named, pivot, strict=True):
        places = [columns[verb] for verb in english]
        frequency[places] += 1
        for verb in verbs:
            counts[rows[verb], places] += 1 / max(1, len(places))
    described = counts * np.log(len(pivot) / frequency)
    described /= np.maximum(np.linalg.norm(described, axis=1, keepdims=True), 1e-9)
    alike = described @ described.T >= AGREE
    names = np.array(list(rows))
    return {
        verb: [other for other in names[alike[row]].tolist() if other != verb] for verb, row in rows.items()
    }
