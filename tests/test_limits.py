"""Files that are nested too deeply, or multiply, are refused in a sentence, whatever reads them."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillgraph import limits
from skillgraph.errors import InputError, ProblemLog
from skillgraph.limits import read_within
from skillgraph.matching.evaluation.evaluation import read_gold
from skillgraph.sources.columns import read_column_mapping
from skillgraph.taxonomies import read_skos
from skillgraph.taxonomies.rdf import read_statements
from skillgraph.taxonomies.sssom.jsonformat import read_json
from skillgraph.taxonomies.sssom.tsv import read_tsv

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
SECONDS = 20

READ = """
import sys
from pathlib import Path
from skillgraph.errors import InputError
from skillgraph.taxonomies.rdf import read_statements
try:
    read_statements(Path(sys.argv[1]))
except InputError as error:
    print(error.message)
"""


def nested_json(depth: int) -> str:
    return '{"@id":"http://e.org/a","http://e.org/p":' * depth + "1" + "}" * depth


def nested_xml(depth: int) -> str:
    inside = "<rdf:Description><e:p>" * depth + "</e:p></rdf:Description>" * depth
    return f'<rdf:RDF xmlns:rdf="{RDF}" xmlns:e="http://e.org/">{inside}</rdf:RDF>'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-32"])
@pytest.mark.parametrize(
    ("name", "content"),
    [("x.jsonld", nested_json(5_000)), ("x.json", nested_json(50_000)), ("x.rdf", nested_xml(50_000))],
)
def test_deep_rdf_is_refused_at_once(tmp_path: Path, name: str, content: str, encoding: str) -> None:
    path = tmp_path / name
    path.write_bytes(content.encode(encoding))
    done = subprocess.run(
        [sys.executable, "-c", READ, str(path)], capture_output=True, text=True, timeout=SECONDS, check=True
    )
    assert name in done.stdout
    assert "is nested more than" in done.stdout


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le"])
@pytest.mark.parametrize(
    "entities",
    [
        '<!ENTITY a "b"><!ENTITY c "&a;&a;">',
        f'<!ENTITY a "{"b" * 2_000}">',
        '<!ENTITY % p "b">',
        '<!ENTITY a SYSTEM "file:///etc/hostname">',
        "<!ENTITY a\n'&#38;b;'>",
    ],
)
def test_entities_that_multiply_or_stand_elsewhere(tmp_path: Path, entities: str, encoding: str) -> None:
    path = tmp_path / "x.rdf"
    path.write_bytes(f'<!DOCTYPE r [{entities}]><rdf:RDF xmlns:rdf="{RDF}"/>'.encode(encoding))
    with pytest.raises(InputError, match="entities that expand"):
        read_statements(path)


@pytest.mark.parametrize(("name", "content"), [("x.jsonld", nested_json(40)), ("x.rdf", nested_xml(40))])
def test_what_people_write_passes(tmp_path: Path, name: str, content: str) -> None:
    (tmp_path / name).write_text(content)
    assert read_statements(tmp_path / name).subjects("http://e.org/p")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("name", ["x.ttl", "x.rdf", "x.jsonld"])
def test_wide_encodings_are_read(tmp_path: Path, name: str, encoding: str) -> None:
    label = "http://www.w3.org/2004/02/skos/core#prefLabel"
    texts = {
        "x.ttl": f'<http://e.org/a> a <http://www.w3.org/2004/02/skos/core#Concept> ; <{label}> "é"@fr .',
        "x.rdf": '<?xml version="1.0" encoding="UTF-16"?>'
        f'<rdf:RDF xmlns:rdf="{RDF}" xmlns:s="http://www.w3.org/2004/02/skos/core#">'
        '<s:Concept rdf:about="http://e.org/a"><s:prefLabel xml:lang="fr">é</s:prefLabel></s:Concept>'
        "</rdf:RDF>",
        "x.jsonld": json.dumps(
            {
                "@id": "http://e.org/a",
                "@type": "http://www.w3.org/2004/02/skos/core#Concept",
                label: {"@value": "é", "@language": "fr"},
            }
        ),
    }
    (tmp_path / name).write_bytes(texts[name].encode(encoding))
    assert read_skos(tmp_path / name, problems=ProblemLog()).concepts[0].label("fr") == "é"


@pytest.mark.parametrize("name", ["x.ttl", "x.nt"])
def test_a_literal_beyond_the_parsers_buffer(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(f'<http://e.org/a> <http://e.org/p> "{"b" * (20 * 2**20)}" .')
    with pytest.raises(InputError, match=f"{name}: a text in it is longer"):
        read_statements(tmp_path / name)


def _tsv(path: Path) -> object:
    return read_tsv(path, problems=ProblemLog())


def _json(path: Path) -> object:
    return read_json(path, problems=ProblemLog())


@pytest.mark.parametrize(
    ("read", "content", "sentence"),
    [
        (_tsv, "#other: " + "[" * 20_000 + "]" * 20_000, "nested more than"),
        (_tsv, "#other: " + "{a: " * 20_000 + "}" * 20_000, "nested more than"),
        (_tsv, "".join(f"#{' ' * level}a:\n" for level in range(300)), "nested more than"),
        (_tsv, "#a: &a [b]\n#c: [*a, *a]", r"the part \*a again"),
        (_tsv, "#a: " + "b" * 2**21, "characters of YAML"),
        (_json, '{"mappings": ' + "[" * 20_000 + "]" * 20_000 + "}", "nested more than"),
        (_json, '{"mappings": [], "a": ' + '{"a":' * 20_000 + "1" + "}" * 20_001, "nested more than"),
    ],
)
def test_deep_mapping_sets(
    tmp_path: Path, read: Callable[[Path], object], content: str, sentence: str
) -> None:
    path = tmp_path / "x.sssom"
    path.write_text(content)
    with pytest.raises(InputError, match=sentence) as caught:
        read(path)
    assert "x.sssom" in caught.value.message


def test_sssom_json_in_utf_16(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_bytes(json.dumps({"mappings": [], "comment": "é"}).encode("utf-16"))
    assert read_json(path, problems=ProblemLog()) == ()


def test_a_deep_gold_line_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    deep = '{"text": ' + "[" * 20_000 + "]" * 20_000 + "}"
    path.write_text(deep + '\n{"text": "a", "uris": ["http://e.org/a"]}\n')
    problems = ProblemLog()
    assert [row.text for row in read_gold(path, problems=problems)] == ["a"]
    assert [problem.line for problem in problems] == [1]


def _depth(value: object) -> int:
    if isinstance(value, dict | list):
        inner = value.values() if isinstance(value, dict) else value
        return 1 + max(map(_depth, inner), default=0)
    return 0


TEXTS = st.text(alphabet='a"\\[]{}\n', max_size=12)
VALUES = st.recursive(TEXTS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner))


@given(VALUES, st.integers(1, 40))
def test_brackets_and_quotes_inside_strings_are_no_levels(value: object, chunk: int) -> None:
    patch = pytest.MonkeyPatch()
    depth = _depth(value)
    with patch.context() as limited:
        limited.setattr(limits, "_CHUNK", chunk)
        limited.setattr(limits, "MAX_DEPTH", depth)
        limits.check_json(Path("x"), json.dumps(value))
        if depth:
            limited.setattr(limits, "MAX_DEPTH", depth - 1)
            with pytest.raises(InputError):
                limits.check_json(Path("x"), json.dumps(value))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("a." * 50_000 + "b = 1", "more than"),
        ("[columns]\ntitle = 'x'\n" + "# nothing\n" * 10_000, "characters of TOML"),
        ("[columns]\n" + "a." * 1_500 + "b = 1", "x.toml:2: the line"),
        ("a = " + "[\n" * 20_000, "nested too deeply"),
    ],
)
def test_settings_that_cost_a_parser_too_much_are_refused(tmp_path: Path, content: str, said: str) -> None:
    path = tmp_path / "x.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=re.escape(said)):
        read_column_mapping(path)


def test_namespaces_without_end_are_refused_and_many_are_read(tmp_path: Path) -> None:
    path = tmp_path / "x.rdf"

    def write(number: int) -> None:
        declared = " ".join(f'xmlns:n{one}="http://e.org/{one}/"' for one in range(number))
        inside = '<rdf:Description rdf:about="http://e.org/x"><n0:a>b</n0:a></rdf:Description>'
        path.write_text(f'<rdf:RDF xmlns:rdf="{RDF}" {declared}>{inside}</rdf:RDF>', encoding="utf-8")

    write(900)
    read_statements(path)
    write(1_001)
    with pytest.raises(InputError, match=r"x\.rdf:1: more than 1,000 namespaces"):
        read_statements(path)


def test_a_text_without_end_is_refused_after_what_a_text_may_have() -> None:
    with Path("/dev/zero").open("rb") as stream, pytest.raises(InputError, match="more than 64 MB of text"):
        read_within(stream, "/dev/zero")
