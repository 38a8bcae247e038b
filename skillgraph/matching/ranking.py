"""Ranks the concepts for texts of one language, judges how sure the first are, and says why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from skillgraph.matching.index.index import Index
from skillgraph.matching.index.labels import LabelTable
from skillgraph.matching.judging.abstention import (
    CHARACTERS,
    CUT,
    NO_WORDS,
    no_content,
    too_weak,
    unmatched,
)
from skillgraph.matching.judging.broader_fit import BroaderConcepts
from skillgraph.matching.judging.calibration import DEPTH, features, with_content
from skillgraph.matching.judging.parameters import Parameters
from skillgraph.matching.judging.skill_content import ContentModel, probability
from skillgraph.matching.kinds import TextKind
from skillgraph.matching.profile import Profile
from skillgraph.matching.reasons.evidence import LabelFinder, NearestLabel, shared_words
from skillgraph.matching.reasons.reasons import Explainer, Tokens
from skillgraph.matching.signals.fusion import Fusion, LinearFusion
from skillgraph.matching.signals.labelled_examples import ExampleSpace
from skillgraph.matching.signals.signal_types import EXACT, PHRASE_PREF, first_source
from skillgraph.matching.signals.signals import Scorer, SignalMatrix
from skillgraph.matching.text.courses import no_outcome
from skillgraph.matching.text.guards import GuardedText, finding, review
from skillgraph.matching.text.reading import ReadText, TextReader
from skillgraph.matching.text.tokens import normalised, words
from skillgraph.matching.types import BroaderFit, Evidence, MatchResult, ReasonKind, Suggestion
from skillgraph.model import FrameworkId


@dataclass(frozen=True, slots=True)
class _Options:
    """How many suggestions a text gets, from which confidence on, and whether with reasons."""

    k: int
    limit: float
    explain: bool


class _Named(NamedTuple):
    """What a suggestion says of its concept, whatever the text."""

    uri: str
    label: str
    broader: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Shown:
    """The candidates of each text that are shown, or that those are set against.

    Attributes:
        columns: Of the signal matrix, best first, shape (texts, ranks).
        concepts: Their positions.
        labels: The matching label of each.
        signals: The value of each signal, for each candidate.
    """

    columns: npt.NDArray[np.int64]
    concepts: Sequence[Sequence[int]]
    labels: Sequence[Sequence[NearestLabel]]
    signals: Sequence[Sequence[Sequence[float]]]


@dataclass(frozen=True, slots=True)
class Ranking:
    """Ranked candidates of some texts, before any text is turned into words for people.

    Attributes:
        order: Columns of the signal matrix, best first, shape (texts, ranks).
        features: What confidence is computed from, shape (texts, ranks, features).
        content: Log odds that each text speaks of a skill at all, shape (texts,).
        exact: The exact signals of the ranked candidates, shape (texts, ranks).
    """

    matrix: SignalMatrix
    order: npt.NDArray[np.int64]
    features: npt.NDArray[np.float64]
    content: npt.NDArray[np.float64]
    exact: npt.NDArray[np.float64]

    @property
    def positions(self) -> npt.NDArray[np.int64]:
        """Positions of the concepts, best first, shape (texts, ranks)."""
        return np.take_along_axis(self.matrix.candidates, self.order, 1)


class LanguageModel:
    """Ranks and judges texts of one language.

    Args:
        index: The index of the framework.
        lang: Language of the texts.
        parameters: Weights and calibration.
        fusion: Another fusion than the weighted mean.
        examples: Texts whose concepts are known, by concept; ``None`` for no such signal.
        kind: What the texts are; it tells which numbers of the parameters count.
    """

    def __init__(
        self,
        index: Index,
        lang: str,
        parameters: Parameters,
        *,
        fusion: Fusion | None = None,
        examples: ExampleSpace | None = None,
        kind: TextKind = TextKind.POSTING,
    ) -> None:
        self.lang = lang
        self.parameters = parameters
        self._judging = parameters.of_kind(kind)
        self._kind = kind
        self._index = index
        fast = parameters.profile is Profile.FAST
        self._examples = examples
        self._scorer = Scorer(index, lang, parameters.weights, sketched=fast, examples=examples)
        self._fusion = fusion or LinearFusion(parameters.weights)
        self._finder = _finder(index, self._scorer, parameters)
        self._explainer = Explainer(index, lang)
        self._scheme = str(index.framework)
        self._named: dict[int, _Named] = {}
        introduced = kind is not TextKind.POSTING
        self._reader = TextReader(lang, self._is_label, self._is_written, introduced=introduced)

    def with_parameters(self, parameters: Parameters) -> LanguageModel:
        """The model of the same index and language with other numbers."""
        return LanguageModel(self._index, self.lang, parameters, examples=self._examples, kind=self._kind)

    @property
    def framework(self) -> FrameworkId:
        """Whose concepts are ranked."""
        return self._index.framework

    @property
    def labels(self) -> LabelTable:
        """The concepts and labels of the framework."""
        return self._index.labels

    @property
    def threshold(self) -> float:
        """The fitted confidence from which a text has a match."""
        return self._judging.calibration.threshold

    def uri(self, position: int) -> str:
        """The URI of a concept."""
        return self._index.labels.uris[position]

    def measure(self, texts: Sequence[str]) -> SignalMatrix:
        """The signals of each text's candidates; all are 0 where a text can hold no skill."""
        guarded = [self._guarded(text) for text in texts]
        matrix = self._scorer.measure([text.text for text in guarded])
        exact = matrix.column(EXACT).max(axis=1, initial=0.0)
        matrix.values[[text.holds_nothing(best) for text, best in zip(guarded, exact, strict=True)]] = 0
        self._pass_over([self._read(text) for text in texts], matrix)
        return matrix

    def _pass_over(self, read: Sequence[ReadText], matrix: SignalMatrix) -> None:
        """Take the signals from concepts that a text names only where it says what is not asked for."""
        rows = [row for row, one in enumerate(read) if one.guarded.masked]
        unasked = [read[row].masked() for row in rows]
        for row, (_, _, named) in zip(rows, self._index.phrases.find(unasked), strict=True):
            gone = np.isin(matrix.candidates[row], list(named))
            here = matrix.values[row, :, matrix.names.index(PHRASE_PREF)] > 0
            matrix.values[row, gone & ~here] = 0

    def _read(self, text: str) -> ReadText:
        return self._reader.read(text[:CHARACTERS])

    def _guarded(self, text: str) -> GuardedText:
        return self._read(text).guarded

    def _is_label(self, words_of_text: str) -> bool:
        return bool(self._index.phrases.find([words_of_text])[0][0])

    def _is_written(self, name: str) -> bool:
        return self._index.labels.writes(name, self._index.phrases.find([name])[0][0])

    def rank(self, texts: Sequence[str], k: int = DEPTH) -> Ranking:
        """Rank the concepts for each text; at least ``k`` ranks, where there are as many candidates."""
        matrix = self.measure(texts)
        scores = self._fusion.scores(matrix.names, matrix.values)
        order = np.argsort(-scores, axis=1, kind="stable")[:, : max(k, DEPTH)]
        exact = _doubles(np.take_along_axis(matrix.column(EXACT), order, 1))
        plain = self._fusion.scores(matrix.names, matrix.without(EXACT))
        lengths = [len(words(self._guarded(text).text)) for text in texts]
        ranked = _doubles(np.take_along_axis(plain, order, 1))
        rows = features(ranked, exact, lengths)
        content = self._content(matrix, rows)
        return Ranking(matrix, order, with_content(rows, content), content, exact)

    def _content(self, matrix: SignalMatrix, rows: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Log odds that each text speaks of a skill; 0 without a content model."""
        model = self._content_model
        if model is None:
            return np.zeros(len(matrix.candidates))
        return model.logits(matrix.vectors[model.encoder], rows)

    @cached_property
    def _content_model(self) -> ContentModel | None:
        """The model that separates texts with a skill from others; ``None`` if fitted on another encoder."""
        model = self._judging.content
        known = model is not None and self._scorer.dimensions(model.encoder) == len(model.coefficients)
        return model if known else None

    def match(
        self, texts: Sequence[str], k: int, threshold: float | None = None, *, explain: bool = False
    ) -> list[MatchResult]:
        """Match texts of this language that have letters in them; see `Matcher.match`."""
        ranking = self.rank(texts, k)
        confidences = self._judging.calibration.confidences(ranking.features)
        limit = self._judging.calibration.threshold if threshold is None else threshold
        options = _Options(k, limit, explain)
        shown = self._shown(texts, ranking, options)
        known = np.any(ranking.matrix.values, axis=(1, 2)).tolist()
        content_probability = self._skill_content(ranking.content)
        return [
            self._result(text, row, ranking, confidences[row], options, shown, content_probability[row])
            if known[row]
            else self._unknown(text, ranking.exact[row])
            for row, text in enumerate(texts)
        ]

    def _unknown(self, text: str, exact: npt.NDArray[np.float64]) -> MatchResult:
        """The result of a text for which every signal is 0."""
        withheld, note = finding(self._guarded(text), exact)
        kind = ReasonKind.NO_SKILL_CONTENT if withheld else ReasonKind.UNKNOWN_WORDS
        return unmatched(text, note or NO_WORDS, kind, lang=self.lang)

    def _result(
        self,
        text: str,
        row: int,
        ranking: Ranking,
        raw: npt.NDArray[np.float64],
        options: _Options,
        shown: _Shown,
        content_probability: float | None,
    ) -> MatchResult:
        guarded, exact = self._guarded(text), ranking.exact[row]
        withheld, note = self._finding(text, guarded, exact)
        kind = ReasonKind.NO_SKILL_CONTENT if withheld else None
        confidences = review(raw, exact, guarded)
        suggestions = self._suggestions(text, row, shown, confidences, ranking.matrix, options)
        no_content = withheld or self._below_content_threshold(content_probability)
        fit = self._broader_fit(ranking, row, confidences) if options.explain and not no_content else None
        weak, best = "", suggestions[0].confidence
        if best < options.limit and kind is None:
            weak, kind = (
                self._no_content(content_probability) if no_content else too_weak(best, options.limit, fit)
            )
        cut = CUT if len(text) > CHARACTERS else ""
        reason = " ".join(filter(None, (note, weak, cut)))
        return MatchResult(
            text, self.lang, kind is not None, reason, suggestions, content_probability, kind, fit
        )

    def _finding(self, text: str, guarded: GuardedText, exact: npt.NDArray[np.float64]) -> tuple[bool, str]:
        """Whether the words of a text are reason enough to abstain, and what to tell people."""
        if self._kind is TextKind.OUTCOME and (reason := no_outcome(text, self.lang)):
            return True, reason
        return finding(guarded, exact)

    def _no_content(self, content_probability: float | None) -> tuple[str, ReasonKind]:
        model = self._content_model
        return no_content(content_probability or 0, 0 if model is None else model.threshold)

    def _skill_content(self, logits: npt.NDArray[np.float64]) -> Sequence[float | None]:
        """The probability that each text speaks of a skill; ``None`` without a content model."""
        if self._content_model is None:
            return [None] * len(logits)
        return [round(content_probability, 4) for content_probability in probability(logits).tolist()]

    def _below_content_threshold(self, content_probability: float | None) -> bool:
        """Whether a text holds no skill by the probability that it speaks of one."""
        return (
            content_probability is not None
            and self._content_model is not None
            and content_probability < self._content_model.threshold
        )

    def _broader_fit(
        self, ranking: Ranking, row: int, confidences: npt.NDArray[np.float64]
    ) -> BroaderFit | None:
        """The broader concept that fits, where one is sure enough."""
        model = self.parameters.broader
        if model is None:
            return None
        first = ranking.positions[row, :DEPTH].tolist()
        return self._broader_concepts.fit(model, first, confidences[:DEPTH].tolist(), self.lang)

    def _shown(self, texts: Sequence[str], ranking: Ranking, options: _Options) -> _Shown:
        """What was asked for; where it is explained, the first is set against the second in any case."""
        columns = ranking.order[:, : max(options.k, 2) if options.explain else options.k]
        matrix = ranking.matrix
        positions = np.take_along_axis(matrix.candidates, columns, 1)
        values = _doubles(np.take_along_axis(matrix.values, columns[..., None], 1))
        labels = self._nearest(texts, matrix, positions, ranking.exact[:, : columns.shape[1]])
        return _Shown(columns, positions.tolist(), labels, np.round(values, 4).tolist())

    def _suggestions(
        self,
        text: str,
        row: int,
        shown: _Shown,
        confidences: npt.NDArray[np.float64],
        matrix: SignalMatrix,
        options: _Options,
    ) -> tuple[Suggestion, ...]:
        labels, read = shown.labels[row], self._read(text)
        compared = read.guarded.text
        found = tuple(self._suggested(compared, row, shown, confidences.tolist(), matrix.names))
        if options.explain:
            added = self._fusion.contributions(matrix.names, matrix.values[row, shown.columns[row]]).tolist()
            named = [dict(zip(matrix.names, one, strict=True)) for one in added]
            found = self._explainer.explained(compared, found, labels, named, self._tokens(matrix, row))
            found = tuple(read.explained(one, text) for one in found)
        return found[: options.k]

    def _tokens(self, matrix: SignalMatrix, row: int) -> Tokens | None:
        """The words of a text as the encoder that finds labels sees them, else as any other does."""
        encoder = min(matrix.tokens, key=lambda name: (name != self._finder.encoder, name), default=None)
        if encoder is None:
            return None
        return Tokens(encoder, matrix.tokens[encoder].of(row), matrix.tokens[encoder].offsets(row))

    def _suggested(
        self, text: str, row: int, shown: _Shown, confidences: Sequence[float], names: Sequence[str]
    ) -> Iterator[Suggestion]:
        candidates = zip(
            shown.concepts[row], confidences, shown.labels[row], shown.signals[row], strict=False
        )
        for position, confidence, label, measured in candidates:
            named, shared = self._about(position), shared_words(text, label.text)
            signals = dict(zip(names, measured, strict=True))
            yield Suggestion(
                uri=named.uri,
                label=named.label,
                scheme=self._scheme,
                confidence=round(confidence, 4),
                similarity=round(label.cosine, 4),
                broader=named.broader,
                evidence=Evidence(label.text, label.kind, label.lang, shared, signals),
            )

    @cached_property
    def _broader_concepts(self) -> BroaderConcepts:
        return BroaderConcepts(self._index.labels)

    def _about(self, position: int) -> _Named:
        """The same few concepts are suggested again and again."""
        if position not in self._named:
            labels = self._index.labels
            self._named[position] = _Named(
                self.uri(position), labels.label(position, self.lang), labels.broader(position, self.lang)
            )
        return self._named[position]

    def _nearest(
        self,
        texts: Sequence[str],
        matrix: SignalMatrix,
        positions: npt.NDArray[np.int64],
        exact: npt.NDArray[np.float64],
    ) -> list[list[NearestLabel]]:
        vectors = matrix.vectors.get(self._finder.encoder)
        found = self._finder.nearest(positions, vectors)
        for row, place in np.argwhere(exact > 0).tolist():
            vector = None if vectors is None else vectors[row]
            form = normalised(self._guarded(texts[row]).text)
            same = self._finder.same(int(positions[row, place]), vector, form)
            found[row][place] = same or found[row][place]
        return found


def _finder(index: Index, scorer: Scorer, parameters: Parameters) -> LabelFinder:
    """Looks for the nearest label where the similarity signals look."""
    langs = {name: scorer.label_language(name) for name in parameters.similarity}
    measured = {name: lang for name, lang in langs.items() if lang is not None}
    encoder = first_source(measured)
    return LabelFinder(index, encoder, list(dict.fromkeys(measured.values())))


def _doubles(values: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
    return values.astype(np.float64)
