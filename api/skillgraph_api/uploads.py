"""Files that are sent with a job: taken in only from who may send them, and kept under their own names."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Sequence
from contextlib import ExitStack
from pathlib import Path, PurePosixPath
from typing import Annotated, Any

import anyio.to_thread
from fastapi import Depends, Request
from starlette.datastructures import UploadFile

from skillgraph.errors import InputError
from skillgraph.languages.sentences import error_of
from skillgraph.workspace.access.keys import Scope
from skillgraph_api.access import needs
from skillgraph_api.forms import content_type
from skillgraph_api.job_services import JobsHere

FIELD = "file"
MOST = 50
"""Files of one job."""

_NAME = 150
"""Bytes that a file's name may have; a file system takes 255."""

FORM: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": [FIELD],
                    "properties": {
                        FIELD: {
                            "type": "array",
                            "minItems": 1,
                            "maxItems": MOST,
                            "items": {"type": "string", "contentMediaType": "application/octet-stream"},
                            "description": "The file, under its own name; several fields for several files.",
                        }
                    },
                }
            }
        },
    }
}
"""The body of a route that takes files, as OpenAPI says it."""


async def _sent(
    request: Request, jobs: JobsHere, caller: Annotated[object, needs(Scope.ADMIN)]
) -> AsyncIterator[Path]:
    del caller  # nobody else's body is read
    async for folder in _received(request, jobs):
        yield folder


async def _sent_by_reviewer(
    request: Request, jobs: JobsHere, caller: Annotated[object, needs(Scope.REVIEWER)]
) -> AsyncIterator[Path]:
    del caller
    async for folder in _received(request, jobs):
        yield folder


async def _received(request: Request, jobs: JobsHere) -> AsyncIterator[Path]:
    """A folder with the files of a request, which is removed in the end unless it was moved.

    Raises:
        InputError: If there is none, or one has no name that it can be kept under.
        HTTPException: 400 if the body is no form, 413 if it is too large.
    """
    if content_type(request.headers)[0] != "multipart/form-data":
        raise error_of(InputError, "no-file")
    with ExitStack() as stack:
        folder = stack.enter_context(jobs.store.receiving())
        async with request.form(max_files=MOST, max_fields=0) as form:
            found = [one for name, one in form.multi_items() if name == FIELD and isinstance(one, UploadFile)]
            await anyio.to_thread.run_sync(keep_files, found, folder / "files")
        yield folder / "files"


SentHere = Annotated[Path, Depends(_sent)]
"""Files of who may load data."""

SentByReviewer = Annotated[Path, Depends(_sent_by_reviewer)]
"""Files of who may decide."""


def keep_files(found: Sequence[UploadFile], folder: Path) -> None:
    """Write files that were sent into a new folder, under their own names.

    Raises:
        InputError: If there is none, or one has no name that it can be kept under.
    """
    if not found:
        raise error_of(InputError, "no-file")
    folder.mkdir()
    for one in found:
        target = folder / _named(one.filename or "")
        if target.exists():
            raise error_of(InputError, "file-twice", name=target.name)
        with target.open("xb") as stream:
            shutil.copyfileobj(one.file, stream)


def _named(said: str) -> str:
    """The last part of a name as it was sent, whichever system it is of.

    Raises:
        InputError: If no file can be called so.
    """
    name = PurePosixPath(said.replace("\\", "/")).name
    plain = name.isprintable() and not name.startswith(".") and "\ufffd" not in name
    if not (name and plain and len(name.encode("utf-8", "surrogatepass")) <= _NAME and _is_text(name)):
        raise error_of(InputError, "file-name", name=ascii(said[:80]), most=_NAME)
    return name


def _is_text(name: str) -> bool:
    return not any("\ud800" <= sign <= "\udfff" for sign in name)
