"""The designer's desk: what outcomes mean, why, and which have no good term; nothing is stored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query, Request, Response
from starlette.datastructures import UploadFile

from skillgraph.errors import InputError
from skillgraph.languages.sentences import error_of
from skillgraph.matching.types import Context, MatchResult
from skillgraph.workspace import Workspace
from skillgraph.workspace.answers import suggest as job
from skillgraph.workspace.requests import SuggestRequest
from skillgraph.workspace.review.meanings import meanings
from skillgraph_api.asking import READING, SIGNS
from skillgraph_api.dependencies import InTurn, WorkspaceHere
from skillgraph_api.web.failing import PageRoute
from skillgraph_api.web.marking import pieces
from skillgraph_api.web.pages import language_of, page, site_languages
from skillgraph_api.web.sureness import BANDS, is_likely, sureness
from skillgraph_api.web.term_search import names_in
from skillgraph_api.web.uploads import ACCEPTED, Draft, Untaken, Upload, pasted, read_upload

router = APIRouter(route_class=PageRoute)

MOST: Final = 200
"""So many texts are matched at once; what is beyond is counted and said."""

SHOWN: Final = 3
"""So many terms are shown for each text; the first stands apart."""

AUTO: Final = SuggestRequest.lang
_LONGEST: Final = 100_000


@dataclass(frozen=True, slots=True)
class DeskQuestion:
    """What was pasted or sent.

    Attributes:
        long: Whether it is one long text, such as a course description, and no list of outcomes.
        unread: What stood in the box beside a file, and was not looked at for it.
    """

    text: str = ""
    lang: str = AUTO
    long: bool = False
    upload: Upload | None = None
    unread: str = ""


@dataclass(frozen=True, slots=True)
class Matched:
    """A text with what it means.

    Attributes:
        number: Its place among all texts of the page, from 1.
        pieces: The text in pieces, each with whether it decided for the first term.
        leading: How many terms stand apart from the others: the first; of a sentence that may ask for
            several skills, all that are likely.
        band: How sure the first term is, as `sureness` calls it; ``none`` where no term is good.
    """

    number: int
    result: MatchResult
    pieces: Sequence[tuple[str, bool]]
    leading: int
    band: str


@dataclass(frozen=True, slots=True)
class Group:
    """Texts that belong together: of a credential, or of a part of a long text.

    Attributes:
        section: Of a long text, what the part is about.
    """

    title: str
    issuer: str
    section: str
    matched: Sequence[Matched]


async def posted(request: Request) -> DeskQuestion:
    """The question in the form that was sent."""
    async with request.form(max_files=1, max_fields=10) as form:
        sent, texts = form.get("file"), {name: value for name, value in form.items() if type(value) is str}
        upload = None
        if isinstance(sent, UploadFile) and sent.filename:
            upload = Upload(sent.filename, await sent.read())
    lang = texts.get("lang", AUTO)
    return DeskQuestion(
        text=texts.get("text", ""),
        lang=lang if lang in (AUTO, *site_languages()) else AUTO,
        long=texts.get("kind") == "long",
        upload=upload,
    )


@router.get("/desk", dependencies=[InTurn])
def desk(
    request: Request, workspace: WorkspaceHere, text: Annotated[str, Query(max_length=SIGNS)] = ""
) -> Response:
    """The empty desk, or one with the text of the address tried."""
    return _answered(request, workspace, DeskQuestion(text=text))


@router.post("/desk", dependencies=[InTurn])
def try_outcomes(
    request: Request, workspace: WorkspaceHere, question: Annotated[DeskQuestion, Depends(posted)]
) -> Response:
    """The desk with what was sent, matched; nothing is stored."""
    return _answered(request, workspace, question)


def _answered(request: Request, workspace: Workspace, question: DeskQuestion) -> Response:
    try:
        drafts, problems = _drafts(question)
    except InputError as error:
        return _desk(request, workspace, question, [], status=422, fault=error)
    total = sum(len(draft.texts) for draft in drafts)
    if question.long:
        groups = _passages(workspace, drafts, question.lang)
    else:
        groups = _outcomes(workspace, list(_first(drafts, MOST)), question.lang)
    shown = _shown(question, drafts)
    headings = [name for draft in drafts for name in draft.headings]
    left_out = max(0, total - MOST)
    return _desk(request, workspace, shown, groups, problems=problems, headings=headings, left_out=left_out)


def _shown(question: DeskQuestion, drafts: Sequence[Draft]) -> DeskQuestion:
    """The question as the form shows it again: with the outcomes of a file in the box."""
    if question.upload is None:
        return question
    text = "\n".join(text for draft in drafts for text in draft.texts)
    return DeskQuestion(text, question.lang, question.long, unread=question.text.strip())


def _desk(
    request: Request,
    workspace: Workspace,
    question: DeskQuestion,
    groups: Sequence[Group],
    *,
    status: int = 200,
    fault: InputError | None = None,
    problems: Sequence[Untaken] = (),
    headings: Sequence[str] = (),
    left_out: int = 0,
) -> Response:
    results = [one for group in groups for one in group.matched]
    snapshot = workspace.snapshot()
    labels = names_in(snapshot, (one.result for one in results), language_of(request))
    counts = Counter(one.band for one in results)
    return page(
        request,
        "desk",
        status=status,
        q=question,
        groups=groups,
        asked=bool(question.text.strip()) or fault is not None,
        bands=[(band, counts[band]) for band in (*BANDS, "none") if counts[band]],
        first_of={band: next(one.number for one in results if one.band == band) for band in counts},
        names=labels,
        meanings=meanings(snapshot, labels),
        fault=fault,
        problems=problems,
        headings=headings,
        left_out=left_out,
        most=MOST,
        shown=SHOWN,
        accepted=",".join(ACCEPTED),
        repost=bool(groups),
    )


def _drafts(question: DeskQuestion) -> tuple[list[Draft], list[Untaken]]:
    """The texts to match, grouped as they came, and what of a file was not taken.

    Raises:
        InputError: If a file cannot be read, or a text is too long.
    """
    if question.upload is not None:
        return read_upload(question.upload)
    texts = [question.text] if question.text.strip() else []
    draft = Draft(texts) if question.long else pasted(question.text)
    if any(len(text) > _LONGEST for text in draft.texts):
        raise error_of(InputError, "page-text", most=_LONGEST)
    return [draft], []


def _first(drafts: Iterable[Draft], most: int) -> Iterator[Draft]:
    """The drafts with so many texts at most, all together."""
    left = most
    for draft in drafts:
        if left > 0:
            yield Draft(draft.texts[:left], draft.title, draft.issuer, draft.lang)
        left -= len(draft.texts)


def _outcomes(workspace: Workspace, drafts: Sequence[Draft], lang: str) -> list[Group]:
    """A group for each draft, matched in the language that is asked for, else in the one its file states."""
    groups: list[Group] = []
    number = 0
    for draft in drafts:
        stated = draft.lang.split("-")[0].casefold()
        asked = stated if lang == AUTO and stated in site_languages() else lang
        query, texts = SuggestRequest().query(READING), tuple(draft.texts)
        context = Context(draft.title, texts)
        results = list(job.suggest_texts(workspace, texts, query, lang=asked, context=context))
        if results:
            matched = [_matched(n, result) for n, result in enumerate(results, start=number + 1)]
            groups.append(Group(draft.title, draft.issuer, "", matched))
        number += len(results)
    return groups


def _passages(workspace: Workspace, drafts: Sequence[Draft], lang: str) -> list[Group]:
    """A group for each part of the texts, with a result for each sentence that may ask for a skill."""
    request = SuggestRequest(lang=lang)
    whole = "\n".join(text for draft in drafts for text in draft.texts)
    if not whole.strip():
        return []
    found = list(job.suggest_passages(workspace, whole, request.query(READING), k=request.k, lang=lang))
    asking = [one for one in found if one.passage.may_ask][:MOST]
    numbered = enumerate(asking, start=1)
    parts = groupby(numbered, key=lambda pair: (pair[1].passage.section, pair[1].passage.heading))
    return [
        Group(
            heading, "", section.value, [_matched(number, one.result, several=True) for number, one in pairs]
        )
        for (section, heading), pairs in parts
    ]


def _matched(number: int, result: MatchResult, *, several: bool = False) -> Matched:
    best = result.suggestions[0] if result.suggestions else None
    band = "none" if result.abstained or best is None else sureness(best.confidence)
    likely = sum(is_likely(one.confidence) for one in result.suggestions) if several else 1
    return Matched(number, result, list(pieces(result)), max(1, likely), band)
