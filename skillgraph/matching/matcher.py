"""Matches texts to the concepts of a framework."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing
from functools import cached_property, partial
from itertools import islice
from pathlib import Path

from skillgraph import languages
from skillgraph.errors import InputError
from skillgraph.matching.index.content_folders import content_hash
from skillgraph.matching.index.index import Index
from skillgraph.matching.judging.abstention import not_covered, unmatched, unreadable
from skillgraph.matching.judging.parameters import parameters_for
from skillgraph.matching.judging.part_model import PartModel, part_model
from skillgraph.matching.kinds import TextKind
from skillgraph.matching.profile import Profile
from skillgraph.matching.ranking import LanguageModel
from skillgraph.matching.signals.labelled_examples import ExampleSpace, load_examples
from skillgraph.matching.signals.signal_types import EXACT
from skillgraph.matching.signals.verbs import verbs_fingerprint
from skillgraph.matching.stream import answers
from skillgraph.matching.text.language import AUTO, LanguageDetector
from skillgraph.matching.types import MatchResult, ReasonKind
from skillgraph.matching.workers import BatchMatcher, MatchingJob, Workers

_WORD_LISTS = ("clauses", "courses", "guards", "introductions", "names", "text", "verbs", "words")
"""Files of each language that answers rest on; those that texts are cut by are counted elsewhere."""

_TOGETHER = 2_000
"""Texts of one file or column among which a language is sought, at a time."""


class Matcher:
    """Matches texts to concepts.

    Args:
        index: The index of the framework, built for the profile.
        profile: How much work a text is worth.
        parameters: Folder of other parameter files than those of the package.
        threshold: Confidence under which it abstains, instead of the fitted one.
        kind: What the texts are.
        leave_one_out: Compare a text that is a labelled example itself with the others only, to fit and to
            evaluate.
        processes: How many processes share the texts of a long call. Encoders must be picklable if more
            than one.
    """

    def __init__(
        self,
        index: Index,
        *,
        profile: Profile = Profile.PRECISE,
        parameters: Path | None = None,
        threshold: float | None = None,
        processes: int = 1,
        leave_one_out: bool = False,
        kind: TextKind = TextKind.POSTING,
    ) -> None:
        self.index = index
        self.profile = profile
        self._parameters = parameters
        self._threshold = threshold
        self._processes = processes
        self._leave_one_out = leave_one_out
        self.kind = kind
        self._models: dict[str, LanguageModel] = {}
        self._others: dict[TextKind, Matcher] = {}

    def __reduce__(self) -> tuple[object, ...]:
        """What another process needs to give the same answers, by itself."""
        make = partial(
            Matcher,
            profile=self.profile,
            parameters=self._parameters,
            threshold=self._threshold,
            leave_one_out=self._leave_one_out,
            kind=self.kind,
        )
        return make, (self.index,)

    @cached_property
    def fingerprint(self) -> str:
        """The same for two matchers only if they give the same answers: labels, encoders, parameters."""
        bases = [
            parameters_for(self.profile, base, self._parameters).to_json() for base in ("en", "multilingual")
        ]
        examples = load_examples(self._parameters).fingerprint
        parts = [model.to_json() for lang in languages.known("clauses") if (model := self.part_model(lang))]
        kinds = [] if self.kind is TextKind.POSTING else [self.kind]
        return content_hash(
            [
                self.index.fingerprint(self.profile),
                str(self._threshold),
                str(self._leave_one_out),
                examples,
                verbs_fingerprint(),
                languages.fingerprint(*_WORD_LISTS),
                *bases,
                *kinds,
                *parts,
            ]
        )

    def of_kind(self, kind: TextKind) -> Matcher:
        """The matcher for texts of another kind; both share the index."""
        if kind is self.kind:
            return self
        if kind not in self._others:
            self._others[kind] = Matcher(
                self.index,
                profile=self.profile,
                parameters=self._parameters,
                threshold=self._threshold,
                processes=self._processes,
                leave_one_out=self._leave_one_out,
                kind=kind,
            )
        return self._others[kind]

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """Languages that texts can be matched in, sorted.

        Those with a folder of their own are told apart even where the framework has no labels in them: the
        multilingual encoder finds its way from one to the other.
        """
        return tuple(sorted({*self.index.labels.lists, *languages.known()}))

    def match(
        self, texts: Iterable[str], *, k: int = 5, lang: str = AUTO, explain: bool = False
    ) -> Iterator[MatchResult]:
        """Match texts, one result for each in their order.

        Texts are taken in batches, so any number of them needs little memory; a text that came not long ago
        is not matched again. What comes out depends on each text alone, not on the others or their order.

        Args:
            texts: Any number of texts; what lies beyond `CHARACTERS` of one is not read.
            k: How many suggestions to give for each.
            lang: Language of the texts, or ``auto`` to detect each one's.
            explain: Give each suggestion its reasons, and each text that speaks of a skill the broader
                concept that fits, however sure its suggestions are.

        Raises:
            InputError: If ``k`` is less than 1, or texts cannot be matched in ``lang``.
            IndexMissingError: If the index turns out to be damaged or foreign.
        """
        if k < 1:
            raise InputError(f"{k} suggestions were asked for.", hint="Ask for 1 or more.")
        self._check_language(lang)
        return self._match(iter(texts), k, lang, explain)

    def match_together(
        self, texts: Iterable[str], *, k: int = 5, lang: str = AUTO, explain: bool = False
    ) -> Iterator[MatchResult]:
        """Match the texts of one file or column: a short one is in the language of those around it.

        Where the language is to be found, some thousand texts are read at a time. Arguments and errors are
        those of `match`.
        """
        return (
            self._together(texts, k, explain)
            if lang == AUTO
            else self.match(texts, k=k, lang=lang, explain=explain)
        )

    def _together(self, texts: Iterable[str], k: int, explain: bool) -> Iterator[MatchResult]:
        remaining = iter(texts)
        while some := list(islice(remaining, _TOGETHER)):
            langs = self._detector.judge_together(some)
            groups: dict[str, list[str]] = {}
            for text, lang in zip(some, langs, strict=True):
                groups.setdefault(lang, []).append(text)
            found = {lang: self._match(iter(group), k, lang, explain) for lang, group in groups.items()}
            yield from (next(found[lang]) for lang in langs)

    def model(self, lang: str) -> LanguageModel:
        """Ranking and calibration for texts of a language."""
        if lang not in self._models:
            base = "en" if lang == "en" and "en" in self.index.labels.lists else "multilingual"
            parameters = parameters_for(self.profile, base, self._parameters)
            self._models[lang] = LanguageModel(
                self.index, lang, parameters, examples=self._examples(lang), kind=self.kind
            )
        return self._models[lang]

    def least(self, lang: str) -> float:
        """The confidence from which a text in a language has a match."""
        return self.model(lang).threshold if self._threshold is None else self._threshold

    def part_model(self, lang: str) -> PartModel | None:
        """What judges texts of this kind and their clauses together; ``None`` where nothing was fitted.

        One that looks at signals which this matcher does not measure is none for it.
        """
        model = part_model(self.profile, lang, self._parameters, self.kind)
        known = model is not None and set(model.signals) <= {EXACT, *self.model(lang).parameters.weights}
        return model if known else None

    def _examples(self, lang: str) -> ExampleSpace:
        return load_examples(self._parameters).arranged(
            self.index.labels, lang, leave_one_out=self._leave_one_out
        )

    def knows(self, uri: str) -> bool:
        """Whether texts can be matched to the concept."""
        return uri in self._matchable

    @cached_property
    def _matchable(self) -> frozenset[str]:
        return frozenset(self.index.labels.uris[: self.index.labels.matchable])

    def detect(self, text: str) -> str:
        """The likeliest language of a text among those that texts can be matched in."""
        return self._detector.detect(text)

    def _own_language(self, text: str) -> str:
        """The language a text by itself seems to be in, perhaps one that the framework does not cover."""
        return self._detector.judge(text).lang

    @cached_property
    def _detector(self) -> LanguageDetector:
        return LanguageDetector(self.languages)

    def _check_language(self, lang: str) -> None:
        if lang != AUTO and lang not in self.languages:
            raise InputError(
                f"{self.index.framework} has no labels in {lang!r}.",
                hint=f"Choose one of {', '.join(self.languages)}, or load the framework in that language.",
            )

    def _match(self, texts: Iterator[str], k: int, lang: str, explain: bool) -> Iterator[MatchResult]:
        with closing(BatchMatcher(self._do, self._workers, k=k, lang=lang, explain=explain)) as batches:
            yield from answers(texts, batches)

    @cached_property
    def _workers(self) -> Workers | None:
        return Workers(self._do, self._processes) if self._processes > 1 else None

    def _do(self, job: MatchingJob) -> list[MatchResult]:
        """Match different texts."""
        results = {
            text: unmatched(text, reason, ReasonKind.NO_TEXT)
            for text in job.texts
            if (reason := unreadable(text))
        }
        by_language: dict[str, list[str]] = {}
        for text in job.texts:
            if text not in results:
                by_language.setdefault(self._own_language(text) if job.lang == AUTO else job.lang, []).append(
                    text
                )
        for language, group in by_language.items():
            found = self.model(language).match(group, job.k, self._threshold, explain=job.explain)
            results.update(zip(group, self._covered(found, language), strict=True))
        return [results[text] for text in job.texts]

    def _covered(self, results: Iterable[MatchResult], lang: str) -> Iterator[MatchResult]:
        """The results; those in a language that cannot be matched say so."""
        if lang in self.languages:
            yield from results
            return
        for result in results:
            yield not_covered(result, lang, str(self.index.framework), self.languages)
