"""Keys: who made them, what they open, until when; and that the workspace cannot tell what they are."""

from __future__ import annotations

import json
import threading
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from skillgraph.cli.app import app
from skillgraph.errors import InputError, NotFoundError
from skillgraph.workspace import Workspace
from skillgraph.workspace.access.keys import KeyState, Scope, find_key, keys, make_key, revoke_key
from skillgraph.workspace.state.verifying import verify


@pytest.fixture
def space(tmp_path: Path) -> Workspace:
    return Workspace.create(tmp_path / "workspace")


def run(space: Workspace, *arguments: str) -> Result:
    return CliRunner().invoke(app, ["--workspace", str(space.path), *arguments])


def test_a_key_is_found_by_itself_only(space: Workspace) -> None:
    ana, record = make_key(space, "Ana <ana@example.org>", Scope.REVIEWER)
    other, _ = make_key(space, "portal", Scope.READER)
    assert find_key(keys(space), ana) == record
    assert find_key(keys(space), other) != record
    for wrong in ("", ana[:-1], f"{ana}x", ana.upper(), record.id, record.sha256, "\udcff", "é"):
        assert find_key(keys(space), wrong) is None, wrong


def test_a_key_has_256_bits_and_no_two_are_the_same(space: Workspace) -> None:
    made = {make_key(space, "portal", Scope.READER)[0] for _ in range(20)}
    assert len(made) == 20
    assert {len(key.removeprefix("sgk_")) for key in made} == {43}  # of 6 bits each


def test_no_file_of_the_workspace_holds_a_key(space: Workspace) -> None:
    printed = run(space, "key", "make", "Ana Pérez", "--scope", "admin").stdout.strip()
    assert find_key(keys(space), printed) is not None
    held = [path for path in space.path.rglob("*") if path.is_file()]
    assert held
    assert not [path for path in held if printed.removeprefix("sgk_").encode() in path.read_bytes()]
    assert printed not in run(space, "key", "list", "--format", "json").stdout
    assert printed not in run(space, "audit", "--format", "json").stdout


def test_who_decides_with_a_key_is_who_it_was_made_for(space: Workspace) -> None:
    _, record = make_key(space, "  Ana   Pérez <0000-0002-1825-0097> ", Scope.REVIEWER)
    assert (record.agent.id, record.agent.label) == ("https://orcid.org/0000-0002-1825-0097", "Ana Pérez")


@pytest.mark.parametrize("name", ["", "  ", "0000-0002-1825-0098", "Ana <nobody>"])
def test_a_key_of_nobody_is_refused(space: Workspace, name: str) -> None:
    with pytest.raises(InputError):
        make_key(space, name, Scope.READER)
    assert keys(space) == ()


def test_a_key_holds_through_its_last_day(space: Workspace) -> None:
    _, record = make_key(space, "portal", Scope.READER, last_day=date(2126, 2, 28))
    assert record.state("2126-02-28T23:59:59Z") is KeyState.VALID
    assert record.state("2126-03-01T00:00:00Z") is KeyState.EXPIRED
    with pytest.raises(InputError, match="2020-01-01 is over"):
        make_key(space, "portal", Scope.READER, last_day=date(2020, 1, 1))


def test_a_revoked_key_stays_revoked_and_listed(space: Workspace) -> None:
    key, record = make_key(space, "portal", Scope.READER)
    kept, _ = make_key(space, "portal", Scope.READER)
    revoke_key(space, record.id)
    found, other = find_key(keys(space), key), find_key(keys(space), kept)
    assert found is not None
    assert other is not None
    assert (found.state("1999"), other.state("1999")) == (KeyState.REVOKED, KeyState.VALID)
    for identifier in (record.id, "00000000", ""):
        with pytest.raises(NotFoundError):
            revoke_key(space, identifier)


def test_each_scope_allows_those_before_it() -> None:
    allowed = [(one.value, other.value) for one in Scope for other in Scope if one.allows(other)]
    assert allowed == [
        ("reader", "reader"),
        ("reviewer", "reader"),
        ("reviewer", "reviewer"),
        ("admin", "reader"),
        ("admin", "reviewer"),
        ("admin", "admin"),
    ]


def test_keys_made_by_others_are_seen_and_none_is_lost(space: Workspace) -> None:
    def work() -> None:
        mine = Workspace.open(space.path)
        for _ in range(5):
            make_key(mine, "portal", Scope.READER)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({one.id for one in keys(space)}) == 20


def test_keys_are_made_and_revoked_while_another_process_writes(space: Workspace) -> None:
    with space.writing():
        _, record = make_key(Workspace.open(space.path), "portal", Scope.READER)
        assert revoke_key(space, record.id).revoked


@pytest.mark.parametrize("place", [10, 90, -40])
def test_a_changed_byte_in_the_file_of_keys_is_named(space: Workspace, place: int) -> None:
    make_key(space, "portal", Scope.READER)
    path = space.path / "keys.json"
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"keys\.json is damaged"):
        keys(space)
    assert [one.part for one in verify(space) if one.wrong] == ["keys.json"]
    assert "keys.json" in str(run(space, "key", "list").exception)


def test_the_command_line_makes_lists_and_revokes(space: Workspace) -> None:
    made = run(space, "key", "make", "ana@example.org", "--scope", "reviewer", "--until", "2126-01-31")
    assert made.exit_code == 0
    assert made.stdout.startswith("sgk_")
    (listed,) = json.loads(run(space, "key", "list", "--format", "json").stdout)
    assert (listed["name"], listed["scope"], listed["state"]) == ("ana@example.org", "reviewer", "valid")
    assert listed["expires"] == "2126-02-01T00:00:00Z"
    assert run(space, "key", "revoke", listed["id"]).exit_code == 0
    (listed,) = json.loads(run(space, "key", "list", "--format", "json").stdout)
    assert (listed["state"], bool(listed["revoked"])) == ("revoked", True)


def test_what_is_done_to_keys_is_in_the_audit_log(space: Workspace) -> None:
    run(space, "key", "make", "portal")
    run(space, "key", "revoke", "nothing")
    entries = json.loads(run(space, "audit", "--format", "json").stdout)
    assert [(one["action"], one["state"]) for one in entries] == [
        ("key make reader", "begun"),
        ("key make reader", "done"),
        ("key revoke", "begun"),
        ("key revoke", "refused"),
    ]
