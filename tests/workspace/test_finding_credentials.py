"""A credential is named in the same ways wherever a command asks for one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from skillgraph.cli.app import run
from skillgraph.errors import InputError, NotFoundError
from skillgraph.model import Credential
from skillgraph.workspace import Workspace
from skillgraph.workspace.credentials.finding import LISTED, find_credential
from skillgraph.workspace.loading import load_credentials, load_framework

DATA = Path(__file__).parents[2] / "data" / "credentials"
DEMENTIA = "https://cedarbrook.example/mc/cbc-dementia-care"
WRITING = "https://baieclaire.example/mc/ecrire-clair"
WAYS = [
    pytest.param(DEMENTIA, DEMENTIA, id="id"),
    pytest.param("CBC-Dementia-Care", DEMENTIA, id="code"),
    pytest.param("  dementia care   for front-line STAFF ", DEMENTIA, id="name"),
    pytest.param("REDIGER en langage clair", WRITING, id="name without accents"),
    pytest.param("dementia", DEMENTIA, id="part of a name"),
]

Shell = Callable[..., tuple[int, str]]


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The samples of the project beside a framework of one concept; tests only read."""
    folder = tmp_path_factory.mktemp("samples")
    (folder / "one.ttl").write_text(
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix t: <https://example.org/t/> .\n"
        "@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix dcterms: <http://purl.org/dc/terms/> .\n"
        't:scheme a skos:ConceptScheme ; dcterms:identifier "t" ; owl:versionInfo "1.0" .\n'
        't:care a skos:Concept ; skos:inScheme t:scheme ; skos:prefLabel "care for people"@en .\n',
        encoding="utf-8",
    )
    space = Workspace.create(folder / "workspace")
    load_framework(space, [folder / "one.ttl"])
    for name in ("outcome-sheet.csv", "microcertifications.json"):
        load_credentials(space, DATA / name)
    with pytest.raises(SystemExit) as ended:
        run(["-w", str(space.path), "propose", "--profile", "fast", "--min-confidence", "0"])
    assert ended.value.code == 0
    return space


@pytest.fixture
def shell(
    samples: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Shell:
    """``shell(command, name)`` gives the exit status, and all that was printed or written to files."""
    monkeypatch.setattr("skillgraph.cli.review_session.read_key", lambda: "q")

    def call(command: str, name: str) -> tuple[int, str]:
        words = [str(tmp_path / word[1:]) if word[0] == "@" else word for word in command.split()]
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            run(["-w", str(samples.path), *(name if word == "NAME" else word for word in words)])
        written = capsys.readouterr()
        files = [path.read_text(encoding="utf-8") for path in sorted(tmp_path.iterdir()) if path.is_file()]
        return int(ended.value.code or 0), "\n".join([written.out, written.err, *files])

    return call


COMMANDS = [
    "credential check NAME --format csv",
    "credential overlap NAME --profile fast --format csv",
    "export openbadges -o @badge.json --credential NAME",
    "export sssom -o @set.sssom.tsv --credential NAME",
    "export outcome-sheet -o @sheet.csv --credential NAME",
    "review list --credential NAME --format csv",
    "review list --unmapped --credential NAME --format csv",
    "review export @review.csv --credential NAME",
    "review session NAME --as ana@example.org",
]


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(("name", "meant"), WAYS)
def test_every_command_takes_the_same_names(shell: Shell, command: str, name: str, meant: str) -> None:
    code, told = shell(command, name)

    assert (code, told) == (0, shell(command, meant)[1])
    assert "is called" not in told


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_lists_what_fits_and_tells_what_is_near(shell: Shell, command: str) -> None:
    code, told = shell(command, "care")

    assert code != 0
    assert "'care' fits 2 credentials:" in told
    for named in ("Dementia Care for Front-Line Staff (Cedarbrook College)", "Cultural Safety in Care"):
        assert named in told
    assert f"<{DEMENTIA}>" in told

    code, told = shell(command, "Demntia Care for Frontline Staff")
    assert code != 0
    assert "No loaded credential is called 'Demntia Care for Frontline Staff'." in told
    assert "Did you mean 'Dementia Care for Front-Line Staff'" in told


def credential(id: str, name: str) -> Credential:  # noqa: A002 - the model's word
    return Credential(id, name, "North College")


def test_the_more_exact_way_of_naming_decides() -> None:
    loaded = [
        credential("urn:mc:first-aid", "Welding"),
        credential("https://n.example/mc#welding", "First aid"),
        credential("https://n.example/credential/CBC%20DC%2F01/", "L\u2019aide-soudeur"),
        credential("urn:mc:4", "Welding of pipes"),
    ]
    named = {
        "welding": "First aid",
        "FIRST-AID": "Welding",
        "first aid": "First aid",
        "of  PIPES": loaded[3].name,
    }
    for words, name in named.items():
        assert find_credential(loaded, words).name == name
    assert find_credential(loaded, "cbc dc/01") == find_credential(loaded, "l'aide") == loaded[2]


def test_several_are_listed_up_to_ten_and_blank_is_no_name() -> None:
    loaded = [credential(f"urn:mc:{n}", f"Welding {n:02}") for n in range(LISTED + 3)]
    with pytest.raises(InputError, match=r"fits 13 credentials: .*Welding 09 .*; and 3 more\.$") as told:
        find_credential(loaded, "welding")
    assert "Welding 10" not in told.value.message
    for blank in ("", "  "):
        with pytest.raises(NotFoundError):
            find_credential(loaded, blank)
    twice = [credential("urn:mc:a", "Welding"), credential("urn:mc:b", "Welding")]
    with pytest.raises(InputError, match=r"<urn:mc:a>.*<urn:mc:b>"):
        find_credential(twice, "Welding")
