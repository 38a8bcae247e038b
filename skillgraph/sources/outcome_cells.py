"""What the cells of a sheet hold: one outcome, a list of them, or one in two languages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from skillgraph.errors import ProblemLog
from skillgraph.languages.sentences import Sentence, sentence
from skillgraph.model.introductions import only_introduces
from skillgraph.model.texts import many
from skillgraph.sources.bilingual import Judge, Said, in_two_languages, without_stray_marks
from skillgraph.sources.cells import Tally
from skillgraph.sources.fields import Place
from skillgraph.sources.outcome_lines import headings_in
from skillgraph.sources.outcome_lists import listed
from skillgraph.sources.placeholders import is_number, says_nothing

_NAMED = 5
"""So many spellings of placeholders are named."""


def is_placeholder(text: str) -> bool:
    """Whether a cell tells no outcome: it is ``N/A``, ``TBD``, ``—``, ``à venir`` or a number.

    So does one that leads to the outcomes of others: ``Students will be able to:``.
    """
    leads = text.rstrip().endswith(":") and only_introduces(text)
    return leads or is_number(text) or says_nothing(text)


@dataclass(frozen=True, slots=True)
class OutcomeText:
    """One outcome of a cell.

    Attributes:
        text: In its language.
        lang: The tag, or empty.
        others: The same in other languages.
        is_first: Whether it is the first of its row.
    """

    text: str
    lang: str
    others: tuple[Said, ...] = ()
    is_first: bool = False


@dataclass(slots=True)
class OutcomeCells:
    """Reads the cells with outcomes of one sheet, and says at the end which were more than one text.

    Attributes:
        keep_whole: Whether each cell stays one outcome, of one text if its languages are not named.
        judge: Tells the languages of texts that say the same.
    """

    path: Path
    problems: ProblemLog
    keep_whole: bool = False
    judge: Judge | None = None
    _lists: Tally = field(default_factory=Tally)
    _languages: Tally = field(default_factory=Tally)
    _headings: Tally = field(default_factory=Tally)
    _heading: str = ""
    _placeholders: Tally = field(default_factory=Tally)
    _spellings: dict[str, None] = field(default_factory=dict)
    _placeholder_at: int | None = None

    def stated(self, text: str, line: int) -> str:
        """The text of a cell; empty where it is a placeholder, which is counted."""
        if not text or not is_placeholder(text):
            return text
        self._placeholders.add(line)
        self._spellings[text] = None
        self._placeholder_at = line
        return ""

    def left_out_at(self, line: int) -> bool:
        """Whether the row read last, which begins at ``line``, had a placeholder."""
        return self._placeholder_at == line

    def items(
        self, texts: Sequence[str], langs: Sequence[str], lang: str, place: Place, *, whole: bool
    ) -> Iterator[OutcomeText]:
        """The outcomes of a row.

        Args:
            texts: Its cells that are not empty.
            langs: The languages that the row says its outcome is in.
            lang: The language of the row.
            place: Where it is.
            whole: Whether a list stays one outcome.
        """
        own = langs[0] if len(langs) == 1 else lang
        found = (item for text in texts for item in self._of_cell(text, langs, own, place, whole=whole))
        for number, item in enumerate(found):
            yield replace(item, is_first=number == 0)

    def report(self) -> None:
        """Say how many cells were lists, and how many in two languages, or said nothing."""
        if self._placeholders.count:
            named = ", ".join(repr(spelling) for spelling in list(self._spellings)[:_NAMED])
            more = ", …" if len(self._spellings) > _NAMED else ""
            what = many(self._placeholders.count, "cell tells", "cells tell")
            reason = f"{what} no outcome ({named}{more}); left out (first here)"
            self.problems.add(self.path, self._placeholders.first_line, reason, field="outcome")
        if self._lists.count:
            what = _counted(self._lists.count, "cell-holds", "cells-hold")
            reason = sentence("note.cells-lists.hint", what=what)
            self.problems.add(self.path, self._lists.first_line, reason)
        if self._headings.count:
            what = many(self._headings.count, "line names", "lines name")
            reason = f"{what} only the outcomes below (such as {self._heading!r}); left out"
            self.problems.note(self.path, self._headings.first_line, f"{reason} (first here)")
        if self._languages.count:
            what = _counted(self._languages.count, "cell-says", "cells-say")
            reason = sentence("note.cells-languages.hint", what=what)
            self.problems.note(self.path, self._languages.first_line, reason)

    def _of_cell(
        self, text: str, langs: Sequence[str], own: str, place: Place, *, whole: bool
    ) -> Iterator[OutcomeText]:
        if self.keep_whole and len(langs) < 2:
            yield OutcomeText(text, own)
            return
        whole = whole or self.keep_whole
        text = without_stray_marks(text)
        if said := in_two_languages(text, self.judge, langs):
            self._languages.add(place.line)
            yield from self._in_languages(said, own, place, whole=whole)
            return
        items = [text] if whole else [one for one in listed(text) if self.stated(one, place.line)]
        if len(items) > 1:
            self._lists.add(place.line)
            for heading in headings_in(text):
                self._headings.add(place.line)
                self._heading = self._heading or heading
            yield from self._of_list(items, own, langs, place)
        else:
            yield from (OutcomeText(item, own) for item in items)

    def _of_list(
        self, items: Sequence[str], own: str, langs: Sequence[str], place: Place
    ) -> Iterator[OutcomeText]:
        """An outcome for each item, which may say it in two languages."""
        found = [in_two_languages(item, self.judge, langs) for item in items]
        if any(found):
            self._languages.add(place.line)
            found = [in_two_languages(item, self.judge, langs, expected=True) for item in items]
        for item, said in zip(items, found, strict=True):
            yield _in_row_language(said, own) if said else OutcomeText(item, own)

    def _in_languages(
        self, said: tuple[Said, ...], own: str, place: Place, *, whole: bool
    ) -> Iterator[OutcomeText]:
        """One outcome, or one for each item of two lists that are as long."""
        lists = [[text] if whole else listed(text) for _, text in said]
        if len({len(items) for items in lists}) > 1:
            place.problem("outcome", "its lists in two languages differ in length; they stay one outcome")
            lists = [[text] for _, text in said]
        elif len(lists[0]) > 1:
            self._lists.add(place.line)
        for texts in zip(*lists, strict=True):
            pairs = tuple((lang, text) for (lang, _), text in zip(said, texts, strict=True))
            yield _in_row_language(pairs, own)


def _counted(count: int, one: str, several: str) -> Sentence:
    return sentence(f"note.{one if count == 1 else several}", count=count)


def _in_row_language(said: tuple[Said, ...], own: str) -> OutcomeText:
    """The outcome whose text is that in the language of the row, else the first."""
    first = next((one for one in said if one[0].split("-")[0] == own.split("-")[0]), said[0])
    return OutcomeText(first[1], first[0], tuple(one for one in said if one is not first))
