"""Decides whether a SPARQL query that a user typed may run: it only reads, and only what is loaded.

The text is brought to one form first, in which escapes of characters and ends of lines are gone: what is
read here and what Oxigraph reads is the same text. Then it is parsed, and the tree is what decides.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from skillgraph.errors import QueryError
from skillgraph.languages.sentences import error_of
from skillgraph.namespaces import prefixes

_HINT = "See https://www.w3.org/TR/sparql11-query/ for the language."


@dataclass(frozen=True, slots=True)
class GuardedQuery:
    """A query that may run.

    Attributes:
        text: What is to be run, in place of what was typed.
        own_graphs: Whether the query chooses its graphs by ``FROM``.
    """

    text: str
    own_graphs: bool


def guard(typed: str, graphs: Collection[str]) -> GuardedQuery:
    """Let a query pass, or say why not.

    Args:
        typed: What the user typed.
        graphs: The IRIs of the loaded graphs.

    Raises:
        QueryError: If it is not SPARQL 1.1, changes data, asks another server or a graph that is not loaded.
    """
    text = normal(typed)
    tree = _parsed(text)
    parts = [part for part in _parts(tree) if hasattr(part, "name")]
    if any(part.name == "ServiceGraphPattern" for part in parts):
        raise QueryError("The query asks another server.", hint="Leave out SERVICE: queries stay in here.")
    own = any(part.name == "DatasetClause" for part in parts)
    if own:
        _check_graphs(tree, graphs)
    return GuardedQuery(text, own)


def normal(typed: str) -> str:
    r"""The text without ``\u`` escapes, byte order mark and carriage returns, as both parsers are given it.

    Oxigraph ends a comment at a carriage return and rdflib does not; Oxigraph reads ``\u`` escapes within
    strings and IRIs only, rdflib everywhere, as the standard says.

    Raises:
        QueryError: If a character is none, or escapes stay after they were read once.
    """
    from rdflib.plugins.sparql.parser import expandUnicodeEscapes

    try:
        text = expandUnicodeEscapes(typed).removeprefix("\ufeff")
        text.encode("utf-8")
        again = expandUnicodeEscapes(text)
    except (ValueError, OverflowError) as error:
        raise QueryError("The query has an escape that is no character.", hint=_HINT) from error
    if "\0" in text or again != text:
        raise QueryError("The query has a null character, or an escape within an escape.", hint=_HINT)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _parsed(text: str) -> Any:  # noqa: ANN401 - rdflib's trees are untyped
    from pyparsing import ParseBaseException
    from rdflib.plugins.sparql.parser import parseQuery

    try:
        return parseQuery(text)
    except ParseBaseException as error:
        if _is_update(text):
            raise QueryError(
                "Queries only read, and this one changes data.", hint="Use SELECT, ASK or CONSTRUCT."
            ) from error
        where = f"error at {error.lineno}:{error.column}: {error.msg}"
        raise QueryError(f"The query is not valid SPARQL: {where}.", hint=_HINT) from error
    except RecursionError as error:
        raise QueryError("The query is nested too deeply.", hint="Write it with fewer brackets.") from error
    except Exception as error:  # rdflib's actions raise what they like: what they do not read never runs
        raise QueryError(f"The query is not valid SPARQL: {error}.", hint=_HINT) from error


def _is_update(text: str) -> bool:
    from rdflib.plugins.sparql.parser import parseUpdate

    try:
        return bool(parseUpdate(text).request)
    except Exception:  # not an update either
        return False


def _parts(tree: object) -> Iterator[Any]:
    """Every node of a tree, without recursion: depth is the user's choice."""
    from pyparsing import ParseResults

    left = [tree]
    while left:
        part = left.pop()
        yield part
        if isinstance(part, ParseResults | list | tuple | set):  # first: ParseResults calls itself a mapping
            left.extend(part)
        elif isinstance(part, Mapping):
            left.extend(part.values())


def _check_graphs(tree: Any, graphs: Collection[str]) -> None:  # noqa: ANN401 - as above
    from rdflib.plugins.sparql.algebra import translateQuery

    try:
        clauses = translateQuery(tree, initNs=prefixes()).algebra.datasetClause
    except Exception as error:  # as above
        raise QueryError(f"The query is not valid SPARQL: {error}.", hint=_HINT) from error
    check_loaded((str(clause.default or clause.named) for clause in clauses), graphs)


def check_loaded(names: Iterable[str], graphs: Collection[str]) -> None:
    """Refuse graphs that are not loaded.

    Raises:
        QueryError: If one of ``names`` is not among ``graphs``.
    """
    for name in names:
        if name not in graphs:
            raise error_of(QueryError, "query-graph", name=name)
