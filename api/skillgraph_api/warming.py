"""What the first questions would wait for, done while the service starts: indexes, labels, what is decided.

The first question after a start would else wait some seconds, and all that come with it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

import anyio.to_thread

from skillgraph.clock import now
from skillgraph.errors import SkillgraphError
from skillgraph.matching.profile import Profile
from skillgraph.workspace.answers.cover import cover
from skillgraph.workspace.answers.suggest import suggest
from skillgraph.workspace.query import Query
from skillgraph.workspace.requests import CoverRequest, SuggestRequest
from skillgraph.workspace.state.indexing import lacking
from skillgraph_api.asking import READING
from skillgraph_api.catalogue import catalogue_of
from skillgraph_api.observing import LOGGER

if TYPE_CHECKING:
    from skillgraph.workspace import Workspace
    from skillgraph_api.dependencies import Services

_TEXT = "Plan and manage the budget of a small project"
"""Any outcome; what it is mapped to is not looked at."""


async def warm(services: Services) -> None:
    """Ask each kind of question once; questions that arrive meanwhile have their turns in between.

    A question that cannot be answered (there is no framework, say) is logged: who asks it will be told.
    """
    try:
        for question in _questions(services):
            async with services.turn():
                await anyio.to_thread.run_sync(_asked, question, abandon_on_cancel=True)
    finally:
        services.warming = False


def _questions(services: Services) -> Iterator[Callable[[], object]]:
    workspace = services.workspace
    for profile in Profile:
        if not lacking(workspace, Query(profile=profile)):
            yield partial(_suggested, workspace, profile)
    yield partial(cover, workspace, CoverRequest(skill=_TEXT), READING)
    yield partial(_labels, services)


def _suggested(workspace: Workspace, profile: Profile) -> None:
    list(suggest(workspace, SuggestRequest(texts=(_TEXT,), profile=profile), READING))


def _labels(services: Services) -> None:
    catalogue_of(services.workspace, services.workspace.manifest.framework())


def _asked(question: Callable[[], object]) -> None:
    try:
        question()
    except SkillgraphError as error:
        LOGGER.info(_line(error))
    except Exception as error:
        LOGGER.error(_line(error))


def _line(error: Exception) -> str:
    return json.dumps({"at": now(), "warming": type(error).__name__})
