"""Decisions that arrive while one is written are written together, with the next commit."""

from __future__ import annotations

from asyncio import Future, get_running_loop
from typing import TYPE_CHECKING

import anyio
import anyio.to_thread

from skillgraph.model import Mapping
from skillgraph.workspace.review.together import Asked, Result, decide_each

if TYPE_CHECKING:
    from skillgraph_api.dependencies import Services

PATIENCE = 2.0
"""Seconds that decisions wait for another process that writes; after that the client is to ask again."""


class Decisions:
    """The decisions that wait to be written.

    Args:
        services: Whose workspace and whose turns.
    """

    def __init__(self, services: Services) -> None:
        self._services = services
        self._waiting: dict[Future[Result], Asked] = {}

    async def made(self, asked: Asked) -> tuple[Mapping, ...]:
        """Carry out a decision, with others that wait; it is on disk when this returns.

        Returns:
            The records that are different now; that which was decided on comes first.

        Raises:
            SkillgraphError: If it is refused.
            HTTPException: 503, if too many wait already.
        """
        future: Future[Result] = get_running_loop().create_future()
        self._waiting[future] = asked
        try:
            async with self._services.turn(writing=True):
                if not future.done():  # else it was written with another that had its turn before
                    await self._write()
        finally:
            self._waiting.pop(future, None)
        result = future.result()
        if isinstance(result, BaseException):
            raise result
        return result

    async def _write(self) -> None:
        """Write all that wait; as many may wait as a commit holds, so that nobody is left."""
        waiting, self._waiting = self._waiting, {}
        with anyio.CancelScope(shield=True):  # others wait for it, too
            results = await anyio.to_thread.run_sync(self._results, list(waiting.values()))
        for future, result in zip(waiting, results, strict=True):
            if not future.done():
                future.set_result(result)

    def _results(self, asked: list[Asked]) -> list[Result]:
        try:
            return decide_each(self._services.workspace, asked, wait=PATIENCE)
        except Exception as error:  # the log cannot be written, say: all of them hear it
            return [error] * len(asked)
