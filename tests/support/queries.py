"""Queries that try to get out of the workspace, harmless ones, and pieces to make up more of both.

``URL`` stands for a server and ``FILE`` for a file outside the workspace.
"""

from __future__ import annotations

import random
import socket
import sys
from contextlib import suppress
from threading import Thread

import pyoxigraph as ox

from skillgraph.errors import InputError
from skillgraph.graph.query_guard import guard

GRAPH = "urn:g:one"
"""The one graph that is loaded."""

_CALL = "SERVICE <URL> { ?a ?b ?c }"

_WRAPPED = (
    "SELECT * { %s }",
    "SELECT * WHERE { { %s } }",
    "SELECT * { { { { %s } } } }",
    "SELECT * { OPTIONAL { %s } }",
    "SELECT * { ?a ?b ?c MINUS { %s } }",
    "SELECT * { { ?a ?b ?c } UNION { %s } }",
    "SELECT * { GRAPH ?g { %s } }",
    "SELECT * { GRAPH <urn:g:one> { OPTIONAL { %s } } }",
    "SELECT * { FILTER EXISTS { %s } }",
    "SELECT * { FILTER NOT EXISTS { %s } }",
    "SELECT * { FILTER(1 = 2 || EXISTS { %s }) }",
    "SELECT * { BIND(EXISTS { %s } AS ?x) }",
    "SELECT * { BIND(IF(EXISTS { %s }, 1, 2) AS ?x) }",
    "SELECT (EXISTS { %s } AS ?x) {}",
    "SELECT * { { SELECT * { %s } } }",
    "SELECT * { { SELECT ?a { { SELECT ?a { %s } } } } }",
    "SELECT (COUNT(*) AS ?n) { %s } GROUP BY ?a HAVING (COUNT(*) > 0)",
    "SELECT * { } GROUP BY (EXISTS { %s } AS ?x)",
    "SELECT * { ?a ?b ?c } ORDER BY (EXISTS { %s })",
    "SELECT * { ?a ?b ?c } HAVING (EXISTS { %s })",
    "ASK { %s }",
    "CONSTRUCT { ?a ?b ?c } { %s }",
    "CONSTRUCT { ?a ?b ?c } WHERE { OPTIONAL { %s } }",
    "DESCRIBE ?a { %s }",
    "DESCRIBE <urn:x> ?a WHERE { %s }",
    "SELECT * { %s } VALUES ?a { <urn:x> }",
    "PREFIX service: <urn:s> SELECT * { %s }",
    "PREFIX SERVICE: <urn:s> SELECT * { ?x SERVICE:p ?y . %s }",
    "BASE <URL> SELECT * { SERVICE <> { ?a ?b ?c } %s }",
    "SELECT * { ?x skos:a/skos:b*|^skos:c ?y . %s }",
    "SELECT * { ?x !(skos:a|^skos:b) ?y . %s }",
    "SELECT * { ?x ?y ?z ; ?p [ ?q ( 1 2 ) ] . %s }",
    "SELECT * { # nothing\n %s }",
    "SELECT * { # nothing\r %s }",
    "SELECT * { # nothing\r\n %s }",
    "SELECT * { # \\u000A %s \n }",
    "SELECT * { # \\u000D %s \n }",
    "SELECT * { # ' \n %s # ' \n }",
    'SELECT * { # """ \n %s # """ \n }',
    "SELECT * { ?x <urn:a#b> ?y . %s }",
    "SELECT * { ?x skos:a#b\n ?y . %s }",
    "\ufeffSELECT * { %s }",
    "\\uFEFFSELECT * { %s }",
    "SELECT * { \0 %s }",
    "SELECT * { \\u0000 %s }",
    "SELECT * { \u00a0 %s }",
    "SELECT * { \u3000 %s }",
    "SELECT * { \u2028 %s }",
    "SELECT * { \x0b %s }",
    "SELECT * { \x0c %s }",
    "SELECT ?a WHERE { VALUES ?z { skos:x\\' } %s VALUES ?y {'1'} }",
    "SELECT ?a WHERE { VALUES ?z { skos:\\' } %s VALUES ?y {'1'} }",
    "SELECT ?a WHERE { VALUES ?z { skos:x\\#y } %s }",
    "SELECT * { VALUES ?z { skos:x\\'\\' } %s VALUES ?y { '''1''' } }",
    "SELECT * { VALUES ?z { 'a\\'' } %s VALUES ?y { '\\'' } }",
    'SELECT * { VALUES ?z { "a\\"" } %s VALUES ?y { "\\"" } }',
    'SELECT * { VALUES ?z { "a\\\\" } %s VALUES ?y { "" } }',
    'SELECT * { VALUES ?z { """a"" """ } %s VALUES ?y { """ """ } }',
    'SELECT * { VALUES ?z { """a\\""" """ } %s VALUES ?y { """ """ } }',
    "SELECT * { VALUES ?z { '''a' ''' } %s VALUES ?y { ''' ''' } }",
    "SELECT * { VALUES ?z { 'a\\u0027 } %s VALUES ?y { '' } }",
    "SELECT * { VALUES ?z { 'a\\u005C' } %s VALUES ?y { '' } }",
    'SELECT * { VALUES ?z { "\\u0022 } %s VALUES ?y { "" } }',
    'SELECT * { VALUES ?z { "\\\\u0022 } %s VALUES ?y { "" } }',
    "SELECT * { ?x <urn:a\\u003E> ?y . %s VALUES ?y { <urn:b> } }",
    "SELECT * { FILTER(1 <2) %s FILTER(3> 2) }",
    "SELECT * { FILTER(?x <?y) %s FILTER(?z>?y) }",
)
_CALLS = (
    "service <URL> { ?a ?b ?c }",
    "SeRvIcE <URL> { ?a ?b ?c }",
    "SERVICE<URL>{?a ?b ?c}",
    "SERVICE\t<URL>{}",
    "SERVICE # x\n <URL> { ?a ?b ?c }",
    "SERVICE # x\r <URL> { ?a ?b ?c }",
    "SERVICE SILENT <URL> { ?a ?b ?c }",
    "SERVICE silent<URL>{?a ?b ?c}",
    "SERVICE skos:x { ?a ?b ?c }",
    "SERVICE service: { ?a ?b ?c }",
    "VALUES ?s { <URL> } SERVICE ?s { ?a ?b ?c }",
    "BIND(<URL> AS ?s) SERVICE $s { ?a ?b ?c }",
    "BIND(IRI('URL') AS ?s) SERVICE SILENT ?s { ?a ?b ?c }",
    "\\u0053ERVICE <URL> { ?a ?b ?c }",
    "\\U00000053ERVICE <URL> { ?a ?b ?c }",
    "SERVIC\\u0045<URL> { ?a ?b ?c }",
    "\\u005Cu0053ERVICE <URL> { ?a ?b ?c }",
    "\\uD800 SERVICE <URL> { ?a ?b ?c }",
    "\\UFFFFFFFF SERVICE <URL> { ?a ?b ?c }",
    "\u017fERVICE <URL> { ?a ?b ?c }",
    "SERVICE <\\u0068ttp:URL> { ?a ?b ?c }",
    "SERVICE <FILE> { ?a ?b ?c }",
    "SERVICE <URL> { SERVICE <URL> { ?a ?b ?c } }",
)
_OTHERS = (
    "SELECT * FROM <URL> { ?a ?b ?c }",
    "SELECT * FROM NAMED <URL> { GRAPH ?g { ?a ?b ?c } }",
    "SELECT * FROM <FILE> { ?a ?b ?c }",
    "SELECT * FROM NAMED <FILE> { GRAPH ?g { ?a ?b ?c } }",
    "BASE <URL> SELECT * FROM <> { ?a ?b ?c }",
    "PREFIX x: <URL> ASK FROM x: { ?a ?b ?c }",
    "CONSTRUCT { ?a ?b ?c } FROM <FILE> { ?a ?b ?c }",
    "DESCRIBE <URL> FROM <URL>",
    "SELECT * { GRAPH <FILE> { ?a ?b ?c } }",
    "SELECT * { GRAPH <URL> { ?a ?b ?c } }",
    "LOAD <URL>",
    "LOAD SILENT <FILE> INTO GRAPH <urn:g:one>",
    "PREFIX x: <URL> LOAD x:",
    "INSERT { ?a ?b ?c } WHERE { SERVICE <URL> { ?a ?b ?c } }",
    "SELECT * { ?a ?b ?c } ; LOAD <URL>",
)

EVASIONS = (
    *(frame.replace("%s", _CALL) for frame in _WRAPPED),
    *(f"SELECT * {{ {call} }}" for call in _CALLS),
    *_OTHERS,
)

HARMLESS = (
    "SELECT ?service { ?service ?SERVICE $Service }",
    'SELECT * { ?a ?b "SERVICE <http://example.org/> { ?a ?b ?c }" }',
    "SELECT * { ?a ?b 'SERVICE'@en, '''a SERVICE \"''', \"\"\"SERVICE 'x' \"\"\" }",
    "SELECT * { ?a <http://example.org/SERVICE> <urn:service:x#SERVICE> }",
    "# SERVICE <http://example.org/>\nSELECT * { ?a ?b ?c # SERVICE\n }",
    "PREFIX service: <urn:s:> SELECT * { ?a service:SERVICE service: }",
    "SELECT * { VALUES ?z { skos:x\\'SERVICE } ?a ?b 'LOAD <x> FROM <y>' }",
    "SELECT * FROM <urn:g:one> { ?a ?b 'SERVICE' }",
    "SELECT * { ?a ?b ?c }\r\n# FROM here: SERVICE\r\n",
    "DESCRIBE <urn:SERVICE>",
    "ASK { FILTER(CONTAINS('Customer service', 'service')) }",
)

PIECES = (
    _CALL,
    *_CALLS,
    *(
        " ",
        "\n",
        "\r",
        "\t",
        "\0",
        "#",
        "'",
        '"',
        "'''",
        '"""',
        "\\",
        "\\'",
        '\\"',
        "\\\\",
        "<",
        ">",
        "{",
        "}",
    ),
    *("(", ")", ".", ";", ",", "[", "]", "@en", "^^", "*", "/", "|", "^", "!", "=", "&&", "-", "_:", "%"),
    *("\\u0022", "\\u0027", "\\u005C", "\\u000A", "\\u000D", "\\u0023", "\\u003C", "\\u003E", "\\u007B"),
    *("skos:x", "skos:x\\'", "skos:\\#", ":", "a:", "?x", "$x", " ?a ?b ?c . ", "<urn:x>", "'x'", '"x"'),
    *(" VALUES ?y { ", " FILTER(", " FILTER EXISTS {", " OPTIONAL {", " MINUS {", " UNION ", " GRAPH ?g {"),
    *(
        " BIND(",
        " AS ?z)",
        " { SELECT * { ",
        " VALUES ?z { skos:x\\' } ",
        " VALUES ?y {'1'} ",
        " true ",
        "1.e5",
    ),
)


class Canary:
    """Listens on a port of this machine, hangs up on whoever comes, and counts them."""

    def __init__(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0), backlog=64)
        self._count = 0
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}/"
        Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        with suppress(OSError):  # closed
            while True:
                caller, _ = self._listening.accept()
                self._count += 1
                caller.close()

    def visitors(self) -> int:
        """How many have come since it was last asked."""
        count, self._count = self._count, 0
        return count

    def close(self) -> None:
        """Stop listening."""
        self._listening.close()


def run_as_it_is(query: str, url: str) -> bool:
    """Run what the guard lets pass without the second defence; whether it let it pass."""
    try:
        passed = guard(query, [GRAPH])
    except InputError:
        return False
    with suppress(SyntaxError, OSError):
        found = ox.Store().query(passed.text, prefixes={"skos": f"{url}#", "service": url})
        bool(found) if isinstance(found, ox.QueryBoolean) else list(found)
    return True


def wrapped(pieces: str, url: str) -> str:
    """A query of made-up pieces."""
    return f"SELECT * {{ {pieces} }}".replace("URL", url)


_PLAIN = (
    *(
        "?a ?b ?c .",
        "?a skos:x ?x .",
        "VALUES ?z { skos:x\\' }",
        "VALUES ?y {'1'}",
        "VALUES ?y { '''1'' ''' }",
    ),
    *(
        'VALUES ?y { "\\"" }',
        "# '\n",
        '# """ }\r',
        "# {\r\n",
        "VALUES ?q { <urn:a#b> }",
        "?a skos:x#b\n ?y .",
    ),
    *("VALUES ?q { '\\u0041' }", "BIND('SERVICE <URL> {}' AS ?%d)", "FILTER(?a <?y)", "?a a* ?service ."),
    *("VALUES ?q { skos:\\# }", "FILTER('#' = \"'\")", 'BIND("""SERVICE \' <URL> """ AS ?%d)'),
)
_NESTED = (
    *("{ %s }", "OPTIONAL { %s }", "MINUS { %s }", "FILTER EXISTS { %s }", "GRAPH ?g { %s }"),
    *("{ SELECT * { %s } }", "{ %s } UNION { }", "FILTER NOT EXISTS { %s }"),
)


def group(draw: random.Random, depth: int = 3) -> str:
    """What may stand between two braces: well-formed, except where a call comes in."""
    parts = []
    for _ in range(draw.randint(1, 3)):
        if depth and draw.random() < 0.4:
            parts.append(draw.choice(_NESTED).replace("%s", group(draw, depth - 1)))
        elif draw.random() < 0.1:
            parts.append(draw.choice((_CALL, *_CALLS)))
        else:
            parts.append(draw.choice(_PLAIN).replace("%d", f"v{draw.randrange(10**6)}"))
    return " ".join(parts)


def made_up(draw: random.Random) -> str:
    """A query of a grammar, or of pieces in any order."""
    return group(draw) if draw.random() < 0.5 else "".join(draw.choices(PIECES, k=draw.randint(1, 8)))


def fuzz(count: int, seed: int = 0) -> None:
    """Make up queries until so many were decided on, and end with 1 if one got out (``make fuzz``)."""
    canary, draw, passed = Canary(), random.Random(seed), 0
    for _ in range(count):
        query = wrapped(made_up(draw), canary.url)
        passed += run_as_it_is(query, canary.url)
        if canary.visitors():
            sys.exit(f"This query got out: {query!r}")
    sys.stdout.write(f"{count} queries, {passed} passed the guard and ran, none got out\n")


if __name__ == "__main__":
    fuzz(int(sys.argv[1]))
