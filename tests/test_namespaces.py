"""Namespaces hold real terms and fail on typos."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from skillgraph import namespaces
from skillgraph.namespaces import CEASN, CETERMS, ESCO, SEMAPV, SKOS, SSSOM


def test_a_term_is_its_iri_and_a_typo_is_an_error() -> None:
    assert SKOS.prefLabel == "http://www.w3.org/2004/02/skos/core#prefLabel"
    with pytest.raises(AttributeError, match="skos:prefLable is not a term"):
        _ = SKOS.prefLable


def test_curies_are_expanded_and_contracted() -> None:
    assert namespaces.expand("skos:exactMatch") == SKOS.exactMatch
    assert namespaces.expand("https://example.org/x") == "https://example.org/x"
    assert namespaces.expand("nothing") == "nothing"
    assert namespaces.contract(SKOS.exactMatch, SKOS) == "skos:exactMatch"
    assert namespaces.contract("urn:x", SKOS) == "urn:x"


def test_prefixes_and_iris_are_distinct() -> None:
    prefixes = namespaces.prefixes()

    assert len(prefixes) == len(set(prefixes.values())) == len(namespaces.ALL)


def test_importing_the_namespaces_loads_no_rdf_library() -> None:
    code = "import sys, skillgraph.namespaces; print({'rdflib', 'pyoxigraph'} & set(sys.modules))"

    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "set()"


@pytest.mark.parametrize(
    ("namespace", "prefix", "path"),
    [(CETERMS, "ceterms:", "ctdl/ctdl/schema.json"), (CEASN, "ceasn:", "ctdl/ctdlasn/schema.json")],
)
def test_ctdl_terms_are_in_its_schema(
    shared: Path, namespace: namespaces.Namespace, prefix: str, path: str
) -> None:
    graph = json.loads((shared / "standards" / path).read_text(encoding="utf-8"))["@graph"]
    declared = {str(namespace) + node["@id"].removeprefix(prefix) for node in graph}

    assert set(namespace) - declared == set()


def test_semapv_terms_are_in_its_table(shared: Path) -> None:
    table = (shared / "standards/semapv/semapv-terms.tsv").read_text(encoding="utf-8")
    declared = {str(SEMAPV) + term for term in re.findall(r"^semapv:(\w+)", table, re.MULTILINE)}

    assert set(SEMAPV) - declared == set()


def test_sssom_terms_are_in_its_context(shared: Path) -> None:
    path = shared / "standards/sssom/sssom_schema.context.jsonld"
    slots = json.loads(path.read_text(encoding="utf-8"))["@context"]
    own = {name for name, slot in slots.items() if isinstance(slot, dict)} | {
        "Mapping",
        "NoTermFound",
        "NegatedPredicate",
        "ComposedEntityExpression",
    }

    assert {term.removeprefix(str(SSSOM)) for term in SSSOM} - own == set()


def test_esco_terms_are_in_samples_of_its_rdf(shared: Path) -> None:
    folder = shared / "data/esco/rdf-samples"
    text = " ".join(path.read_text(encoding="utf-8") for path in folder.rglob("*.*"))

    unseen = {term.removeprefix(str(ESCO)) for term in ESCO} - set(re.findall(r"\besco:(\w+)", text))

    assert unseen == {"relatedOptionalSkill"}, "the few sample nodes only show its essential twin"
