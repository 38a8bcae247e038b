"""Every folder of cases with its commands and what they must say; ``python -m tests.support.cases`` tells.

``--workspace W`` names a workspace with ESCO and its index, which is copied; without it one is made.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from pathlib import Path

from skillgraph.workspace import Workspace
from tests.support.case_runs import Answer, Case, Step, language_file, run, skillgraph

SHARED = Path(os.environ.get("SKILLGRAPH_SHARED") or Path(__file__).parents[3] / "shared")

_JOBS = ("id=jobs.id", "title=jobs.title", "description=jobs.descriptionHtml", "place=jobs.location")
_MAPPED = tuple(part for pair in _JOBS for part in ("--column", pair))
_SUGGEST = ("suggest", "--format", "json")
_TEXTS = (*_SUGGEST, "--file", "{case}/texts.txt")


def _framework(file: str, *says: str, code: int = 0, name: str = "x") -> Step:
    return Step(("taxonomy", "load", f"{{case}}/{file}", "--name", name, "--version", "1"), says, code=code)


def _postings(file: str, *says: str, never: tuple[str, ...] = ()) -> Step:
    return Step(("posting", "load", f"{{case}}/{file}", "--no-occupations"), says, never)


def _badge(file: str, *says: str, code: int = 0) -> Step:
    return Step(("credential", "load", f"{{case}}/{file}"), says, code=code)


def _mapping(file: str, *says: str, code: int = 0) -> Step:
    return Step(("mapping", "load", f"{{case}}/{file}"), says, ("there and",), code)


def _first(text: str, says: str, never: tuple[str, ...] = ()) -> Step:
    return Step((*_SUGGEST, text, "--framework", "x"), (says,), never)


CASES = (
    Case("01-ats-json-wrapper", "2 postings", (
        _postings("ashby.json", ": 2 postings"),
        Step(("posting", "load", "{case}/ashby.json", *_MAPPED, "--name", "m", "--no-occupations"),
             (": 2 postings",)),
    )),
    Case("03-lever-nested-lists", "title and lists read", (_postings("lever.json", ": 1 posting"),)),
    Case("04-esco-language-file-drops-hierarchy", "638 groups stay", (
        Step(("init",), ("638 skill-groups",)),
        Step(("taxonomy", "load", "{beside}/french", "--version", "1.2.0"), ("638",)),
    )),
    Case("06-employer-experience-as-requirement", "no demand for logistics", (
        _postings("c06.csv"),
        Step(("gaps", "--where", "source=c06", "--format", "json"),
             (r"^\[",), ('label": "logistics"',)),
    ), esco=True),
    Case("08-technology-name-everyday-word", "silent, or a computing term", (
        Step(_TEXTS, ("^Docker -> ",), ("-> dock operations", "-> remove rust.*", "-> types of arrows")),
        _postings("c08.csv"),
        Step(("gaps", "--where", "source=c08", "--min-cell", "1", "--format", "json"), (),
             ("dock operations", "types of arrows", "remove rust")),
    ), esco=True),
    Case("10-one-letter-language-in-phrase", "R", (
        Step(_TEXTS, ("^Proficiency in R -> R$", "^Expertise in R -> R$")),
    ), esco=True),
    Case("12-sibling-for-missing-technology", "silent, or computer programming", (
        Step(_TEXTS, (r"Golang\) -> (silent.*|computer programming)$",)),
    ), esco=True),
    Case("13-team-player", "work in teams", (
        Step(_TEXTS, ("^Team player -> work in teams$",)),
    ), esco=True),
    Case("15-deprecated-concept-suggested", "not suggested", (
        _framework("depr.ttl", "2 are retired"),
        Step((*_SUGGEST, "typewriter maintenance", "fax operation", "--framework", "x"),
             ("^fax operation -> ",), ("-> fax operation", "-> typewriter maintenance")),
    )),
    Case("17-skosxl-labels", "2 concepts with labels", (
        _framework("xl.ttl", "2 concepts"), _first("hand washing", "-> hand washing"),
    )),
    Case("18-typed-by-subclass", "2 concepts", (_framework("subclass.ttl", "2 concepts"),)),
    Case("19-two-schemes-one-framework", "a way to choose", (_framework("twoschemes.ttl", "--scheme URI"),)),
    Case("20-altlabel-only-shown-as-uri", "shown as stock rotation", (
        _framework("nopref.ttl"), _first("stock rotation", "-> stock rotation"),
    )),
    Case("21-sssom-trailing-tabs", "1 mapping", (_mapping("tabs.sssom.tsv", "1 mapping"),)),
    Case("23-sssom-literal-subject", "said not to be read", (
        _mapping("lit.sssom.tsv", "literal subjects are not read", code=1),
    )),
    Case("24-sssom-two-justifications", "same pair twice, with its line", (
        _mapping("twojust.sssom.tsv", "the same pair stands twice in this file"),
    )),
    Case("25-sssom-hint-names-a-warning", "owl:equivalentClass is named", (
        _mapping("basic-small-like.tsv", "'owl:equivalentClass' is not a mapping", code=1),
    )),
    Case("26-badge-alignment-not-a-skill", "1 outcome", (_badge("ob_quality.json", "1 outcome"),)),
    Case("28-badge-one-bad-alignment", "loaded, alignment reported", (
        _badge("ob3align.json", "1 credential", r"alignment\[0\].targetUrl: is missing"),
    )),
    Case("30-skos-no-type-or-language", "2 concepts each, language said", (
        _framework("nolang.ttl", "2 concepts", "taken to be en"),
        _framework("notype.ttl", "2 concepts", name="y"),
    )),
    Case("31-skos-two-preflabels-cycle-iri", "named", (
        _framework("twopref.ttl", "kept as alternative"),
        _framework("badiri.ttl", "badiri.ttl:3", code=1),
    )),
    Case("32-outcome-cell-list", "3 outcomes", (_badge("list.csv", "3 outcomes", "holds a list"),)),
    Case("34-outcome-html", "first aid, as for plain text", (
        _badge("html.csv", "1 outcome"),
        Step(("propose", "--format", "csv"), ("Apply first aid to an injured person",), ("<b>|&nbsp",)),
    ), esco=True),
    Case("35-headers-of-a-college", "read", (
        _badge("plural.csv", "1 outcome"), _badge("wide.csv", "3 outcomes"),
    )),
    Case("36-language-not-loaded", "silent for the language", (
        Step((*_TEXTS, "--framework", "esco@1.2.0"), tuple(
            rf"^{text}.* -> silent \(language\)" for text in ("Projektm", "Kunden", "Kan zelfst", "Spreekt")
        )),
    ), esco=True),
    Case("38-codes-without-zeros", "warning or zeros", (
        _postings("rolling.csv", "'110' was read as 0110", "'10' is no unit group"),
    )),
    Case("39-multi-location", "no place", (_postings("rolling.csv", "'2 Locations' names no place"),)),
    Case("40-jsonld-graph-escaped", "found", (
        _postings("escaped.json", ": 1 posting"), _postings("graph.json", ": 1 posting"),
    )),
    Case("41-skill-forms", "right", (
        Step(_TEXTS, (r"^Python \(primary\) -> Python", r"^Java \(.*\) -> Java", "not required -> silent")),
    ), esco=True),
    Case("42-safe-queries", "refused", (
        Step(("init",)),
        Step(("query", "{case}/q.txt:1"), ("SERVICE",), code=1),
        Step(("query", "{case}/q.txt:2"), never=("root:",), code=1),
    )),
    Case("43-jwt-badge", "read", (_badge("badge.jwt", "1 outcome", "signature was not verified"),)),
    Case("44-staffing-copies", "kept apart unless the employer agrees", (
        _postings("rolling.csv", "8 different jobs"),
    )),
    Case("45-legacy-badge-1.x", "named", (
        _badge("ob11.json", "Open Badges 1", code=1), _badge("ob10assert.json", "Open Badges 1", code=1),
    )),
    Case("46-case-osmt-tabiya", "not supported, said so", (
        _framework("case.json", "CASE", code=1), _framework("osmt.csv", "OSMT", code=1),
        _framework("esco_tab", "tabiya", code=1),
    )),
)  # fmt: skip


def answer(case: Case, shared: Path, target: Path, esco: Path | None = None) -> Answer:
    """Run a case in a workspace of its own below ``target``; ``esco`` is the one with ESCO, which changes."""
    target.mkdir(parents=True, exist_ok=True)
    if case.folder.startswith("04"):
        language_file(shared, target / "french")
    workspace = esco if case.esco and esco else target / "workspace"
    if not (workspace / "manifest.json").exists() and case.steps[0].arguments != ("init",):
        Workspace.create(workspace)
    return run(case, shared / "cases" / case.folder, workspace)


def esco_workspace(target: Path) -> Path:
    """A workspace with ESCO and its index: a copy of ``$SKILLGRAPH_CASES_WORKSPACE``, or a new one."""
    given = os.environ.get("SKILLGRAPH_CASES_WORKSPACE")
    if given:
        return Path(shutil.copytree(given, target))
    skillgraph(target, "init")
    return target


def main() -> int:
    """Print the table of the cases; 1 where one fails."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--workspace", type=Path)
    chosen = parser.parse_args().workspace
    if chosen:
        os.environ["SKILLGRAPH_CASES_WORKSPACE"] = str(chosen)
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        esco = esco_workspace(Path(folder) / "esco")
        sys.stdout.write("| case | expected | answer | passed |\n| --- | --- | --- | --- |\n")
        for case in CASES:
            found = answer(case, SHARED, Path(folder) / case.folder, esco)
            passed = "yes" if found.passed else "no"
            sys.stdout.write(f"| {case.folder} | {case.expected} | {found.said} | {passed} |\n")
            failed += not found.passed
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
