"""Settings: every one an environment variable, read once, with its default here.

=============================  ======================================================================
``SKILLGRAPH_WORKSPACE``       the workspace folder (default ``.skillgraph``)
``SKILLGRAPH_CACHE``           converted encoders (default: the user's cache folder)
``SKILLGRAPH_ENCODER``         an encoder that ``skillgraph train encoder`` made (default: the shipped one)
``SKILLGRAPH_REVIEWER``        who decides on mappings: an ORCID, a mail address or a name (default: nobody)
``SKILLGRAPH_STUDENT``         an encoder that ``skillgraph train student`` made (default: the shipped one)
``SKILLGRAPH_POLYGLOT``        an encoder that ``skillgraph train polyglot`` made (default: the shipped one)
``SKILLGRAPH_DEBUG``           1: print the traceback of an error that nobody foresaw
``SKILLGRAPH_THREADS``         threads for encoders (default: the processors this process may use)
``SKILLGRAPH_QUERY_SECONDS``   how long a SPARQL query may take (default 60)
``SKILLGRAPH_QUERY_MEMORY``    how much memory it may take, in MiB (default 4096)
``SKILLGRAPH_QUERY_RESULT``    how long its result may be, in MiB (default 256)
``SKILLGRAPH_QUERY_ROWS``      how many rows, or triples, its result may have (default 1000000)
``SKILLGRAPH_PUBLISH_AUTH``    what ``publish`` sends as the header ``Authorization`` (default: nothing)
``SKILLGRAPH_PUBLISH_LOGIN``   NAME:PASSWORD for a store that asks ``publish`` for them (default: nobody)
``SKILLGRAPH_SERVE_HEAD``      seconds in which the head of a request must arrive (default 10)
``SKILLGRAPH_SERVE_BODY``      seconds in which the body of a request must arrive (default 30)
``SKILLGRAPH_SERVE_WAITING``   how many heavy questions the service lets wait (default 32)
``SKILLGRAPH_SERVE_REQUESTS``  how many requests the service has under way at once (default 256)
``SKILLGRAPH_SERVE_CLIENT``    how many of them one client, or key, may have (default 32)
``SKILLGRAPH_SERVE_RATE``      how many requests a minute one client, or key, may send (default 1200)
``SKILLGRAPH_SERVE_UPLOAD``    how large the files of a job may be together, in MB (default 200)
``SKILLGRAPH_SERVE_JOBS``      how many jobs may wait to be done (default 20)
``SKILLGRAPH_SERVE_READING``   open: anybody may read; keys: only who has a key (default open)
``SKILLGRAPH_SERVE_ORIGINS``   web pages that may use the service: * for all, or origins (default *)
``SKILLGRAPH_SERVE_NAME``      what the pages call themselves (default: skillgraph)
``SKILLGRAPH_SERVE_LOGO``      the logo of the pages: a PNG or plain SVG file (default: that of skillgraph)
``SKILLGRAPH_SERVE_COLOURS``   colour of links and buttons, light and dark page: #1f4f8f,#8ab8f5 (these)
``SKILLGRAPH_OIDC_ISSUER``     the provider of OpenID Connect that people may sign in with (default: none)
``SKILLGRAPH_OIDC_CLIENT``     what the provider calls this service
``SKILLGRAPH_OIDC_SECRET``     what this service proves that with (default: nothing)
``SKILLGRAPH_OIDC_NAME``       what people call the provider (default: its host)
``SKILLGRAPH_OIDC_CLAIM``      which claim of a person gives the scope (default groups)
``SKILLGRAPH_OIDC_REVIEWERS``  the values of it that allow to decide, between semicolons; * for all
``SKILLGRAPH_OIDC_READERS``    the values of it that allow to read, between semicolons; * for all
``SKILLGRAPH_OIDC_PERSON``     which claim says who a person is (default email)
``SKILLGRAPH_SPARK_MASTER``    where Spark is, for ``--engine spark`` (default: as its file says, or local[*])
``SKILLGRAPH_SPARK_CONF``      a file of Spark's settings, as spark-defaults.conf is written
``SKILLGRAPH_SPARK_PARTS``     how many parts Spark searches, and commits, together (default 400)
=============================  ======================================================================
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

from skillgraph.errors import InputError

SPARK_PARTS = 400
"""So many parts of postings are searched, and committed, together by Spark."""

WAIT = 10.0
"""Seconds that a decision waits for another process that is writing."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Where things lie and how much of the machine to use."""

    workspace: Path
    cache: Path
    threads: int
    encoder: Path | None = None
    student: Path | None = None
    polyglot: Path | None = None
    reviewer: str = ""

    @classmethod
    def from_environment(cls) -> Settings:
        """Read the environment.

        Raises:
            InputError: If ``SKILLGRAPH_THREADS`` is not a positive whole number.
        """
        return cls(
            workspace=Path(os.environ.get("SKILLGRAPH_WORKSPACE", ".skillgraph")),
            cache=cache_folder(),
            threads=_threads(),
            encoder=_path("SKILLGRAPH_ENCODER"),
            student=_path("SKILLGRAPH_STUDENT"),
            polyglot=_path("SKILLGRAPH_POLYGLOT"),
            reviewer=os.environ.get("SKILLGRAPH_REVIEWER", ""),
        )


@dataclass(frozen=True, slots=True)
class QueryLimits:
    """What a SPARQL query may take.

    Attributes:
        seconds: Of time.
        memory: MiB of memory, the program itself included.
        result: MiB of result.
        rows: Solutions, or triples, of the result.
    """

    seconds: int = 60
    memory: int = 4096
    result: int = 256
    rows: int = 1_000_000

    @classmethod
    def from_environment(cls) -> QueryLimits:
        """Read the environment.

        Raises:
            InputError: If one is not a positive whole number.
        """
        return cls(
            seconds=_whole("SKILLGRAPH_QUERY_SECONDS", 60),
            memory=_whole("SKILLGRAPH_QUERY_MEMORY", 4096),
            result=_whole("SKILLGRAPH_QUERY_RESULT", 256),
            rows=_whole("SKILLGRAPH_QUERY_ROWS", 1_000_000),
        )


@dataclass(frozen=True, slots=True)
class SparkSettings:
    """How Spark is used.

    Attributes:
        master: Where it is, such as ``local[2]`` or ``spark://HOST:7077``; empty: as ``conf`` says.
        conf: A file of Spark's own settings.
        together: How many parts of postings are searched, and committed, together.
    """

    master: str = ""
    conf: Path | None = None
    together: int = SPARK_PARTS

    @classmethod
    def from_environment(cls, *, master: str = "") -> SparkSettings:
        """Read the environment; a master that is given comes before that of the environment.

        Raises:
            InputError: If ``SKILLGRAPH_SPARK_PARTS`` is not a positive whole number.
        """
        return cls(
            master=master or os.environ.get("SKILLGRAPH_SPARK_MASTER", ""),
            conf=_path("SKILLGRAPH_SPARK_CONF"),
            together=_whole("SKILLGRAPH_SPARK_PARTS", SPARK_PARTS),
        )


@dataclass(frozen=True, slots=True)
class ServiceLimits:
    """What clients of the service may take.

    Attributes:
        head: Seconds in which the head of a request must arrive.
        body: Seconds in which its body must arrive, from then on.
        waiting: Heavy questions that wait while one is answered.
        requests: Requests under way at once, those that wait included.
        client: Those of one client, or one key.
        rate: Requests a minute of one client, or one key.
        upload: MB of the files that are sent with a job, together.
        jobs: Jobs that wait while one is done.
    """

    head: int = 10
    body: int = 30
    waiting: int = 32
    requests: int = 256
    client: int = 32
    rate: int = 1200
    upload: int = 200
    jobs: int = 20

    @classmethod
    def from_environment(cls) -> ServiceLimits:
        """Read the environment.

        Raises:
            InputError: If one is not a positive whole number.
        """
        return cls(
            head=_whole("SKILLGRAPH_SERVE_HEAD", 10),
            body=_whole("SKILLGRAPH_SERVE_BODY", 30),
            waiting=_whole("SKILLGRAPH_SERVE_WAITING", 32),
            requests=_whole("SKILLGRAPH_SERVE_REQUESTS", 256),
            client=_whole("SKILLGRAPH_SERVE_CLIENT", 32),
            rate=_whole("SKILLGRAPH_SERVE_RATE", 1200),
            upload=_whole("SKILLGRAPH_SERVE_UPLOAD", 200),
            jobs=_whole("SKILLGRAPH_SERVE_JOBS", 20),
        )


@dataclass(frozen=True, slots=True)
class ServiceAccess:
    """Who may use the service.

    Attributes:
        open: Whether anybody may read; writing always needs a key.
        origins: The origins of web pages that may use it (``https://example.org``), or ``*`` for all.
    """

    open: bool = True
    origins: tuple[str, ...] = ("*",)

    @classmethod
    def from_environment(cls) -> ServiceAccess:
        """Read the environment.

        Raises:
            InputError: If reading is neither ``open`` nor ``keys``, or an origin is none.
        """
        reading = os.environ.get("SKILLGRAPH_SERVE_READING", "open")
        if reading not in ("open", "keys"):
            raise InputError(
                f"SKILLGRAPH_SERVE_READING is {reading!r}, neither open nor keys.",
                hint="Unset it, or set it to keys, so that reading needs a key.",
            )
        return cls(reading == "open", _origins(os.environ.get("SKILLGRAPH_SERVE_ORIGINS", "*")))


_ORIGIN = re.compile(
    r"https?://(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*|\[[0-9a-f:.]+\])"
    r"(?::[0-9]{1,5})?"
)
"""An origin as browsers send it: in lower case, without a path."""


def _origins(given: str) -> tuple[str, ...]:
    """The origins that a setting names.

    Raises:
        InputError: If it names none, or something that no browser would send.
    """
    found = tuple(filter(None, map(str.strip, given.split(","))))
    if found == ("*",):
        return found
    wrong = next((one for one in found if not _ORIGIN.fullmatch(one)), None)
    if wrong is not None or not found:
        said = f"names {wrong!r}, which is no origin" if wrong is not None else "names no origin"
        raise InputError(
            f"SKILLGRAPH_SERVE_ORIGINS {said}.",
            hint="Unset it, or set it to * or to origins such as https://example.org:8443, without a path.",
        )
    return found


@dataclass(frozen=True, slots=True)
class ServiceBrand:
    """How the pages of the service present whoever runs it, as it was set.

    Attributes:
        name: Of the site; empty for the name of the program.
        logo: A PNG or SVG file; ``None`` for the logo of the program.
        colours: Of links and buttons, ``#rrggbb``: on a light page, then perhaps on a dark one.
    """

    name: str = ""
    logo: Path | None = None
    colours: tuple[str, ...] = ()

    @classmethod
    def from_environment(cls) -> ServiceBrand:
        """Read the environment; the file and the colours are looked at by the service."""
        colours = os.environ.get("SKILLGRAPH_SERVE_COLOURS", "").split(",")
        return cls(
            name=os.environ.get("SKILLGRAPH_SERVE_NAME", "").strip(),
            logo=_path("SKILLGRAPH_SERVE_LOGO"),
            colours=tuple(filter(None, map(str.strip, colours))),
        )


def publish_authorization() -> str:
    """The value of the ``Authorization`` header for the store that is published to; empty for none.

    Raises:
        InputError: If it has characters that no header has.
    """
    given = os.environ.get("SKILLGRAPH_PUBLISH_AUTH", "")
    if not (given.isascii() and (given.isprintable() or not given)):
        raise InputError(
            "SKILLGRAPH_PUBLISH_AUTH has characters that no header can have.",
            hint="Set it to something like `Bearer TOKEN`, on one line.",
        )
    return given


def publish_login() -> tuple[str, str] | None:
    """The name and the password for the store that is published to.

    Raises:
        InputError: If there is no name or no password, or `publish_authorization` is set too.
    """
    given = os.environ.get("SKILLGRAPH_PUBLISH_LOGIN", "")
    if not given:
        return None
    name, _, password = given.partition(":")
    if not (name and password and given.isprintable()):
        raise InputError(
            "SKILLGRAPH_PUBLISH_LOGIN is not a name and a password.",
            hint="Set it to NAME:PASSWORD, on one line.",
        )
    if os.environ.get("SKILLGRAPH_PUBLISH_AUTH"):
        raise InputError(
            "SKILLGRAPH_PUBLISH_LOGIN and SKILLGRAPH_PUBLISH_AUTH are both set.",
            hint="Unset one: the first answers what the store asks, the second is sent as it is.",
        )
    return name, password


def _path(variable: str) -> Path | None:
    given = os.environ.get(variable)
    return Path(given) if given else None


def cache_folder() -> Path:
    """Where things are kept that can be made again."""
    if given := os.environ.get("SKILLGRAPH_CACHE"):
        return Path(given)
    import platformdirs

    return Path(platformdirs.user_cache_dir("skillgraph", appauthor=False))


def _threads() -> int:
    most = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return _whole("SKILLGRAPH_THREADS", most)


def _whole(variable: str, default: int) -> int:
    given = os.environ.get(variable)
    if given is None:
        return default
    if not (given.isascii() and given.isdigit()) or not 1 <= int(given[:10]) < 10**7:
        raise InputError(
            f"{variable} is {given!r}, not a positive whole number.",
            hint="Unset it, or set it to 2, say.",
        )
    return int(given)
