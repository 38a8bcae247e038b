"""Engines are chosen by name, and say what they need; Spark is not needed for anything else."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from skillgraph.cli.app import app
from skillgraph.errors import InputError
from skillgraph.matching.profile import Profile
from skillgraph.settings import SparkSettings
from skillgraph.workspace import Query, Workspace
from skillgraph.workspace.engines import spark_session
from skillgraph.workspace.engines.choosing import EngineName, engine_of
from skillgraph.workspace.engines.local import LOCAL
from skillgraph.workspace.postings.extraction import extract

FAST = Query(profile=Profile.FAST)


def _lacks(monkeypatch: pytest.MonkeyPatch, module: str | None = None, program: str | None = None) -> None:
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setattr(spark_session, "find_spec", lambda name: None if name == module else name)
    monkeypatch.setattr(shutil, "which", lambda name: None if name == program else name)


def test_without_pyspark_the_command_says_what_to_install(
    loaded: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    _lacks(monkeypatch, module="pyspark")
    result = CliRunner().invoke(
        app, ["--workspace", str(loaded.path), "posting", "extract", "--engine", "spark"]
    )
    assert isinstance(result.exception, InputError)
    assert "pyspark" in result.exception.message
    assert "skillgraph-mapper[spark]" in result.exception.hint
    assert not loaded.manifest.mentions


def test_without_java_it_is_java_that_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    _lacks(monkeypatch, program="java")
    with pytest.raises(InputError, match="needs Java"):
        engine_of(EngineName.SPARK)


def test_a_master_is_for_spark_alone() -> None:
    assert engine_of(EngineName.LOCAL) is LOCAL
    with pytest.raises(InputError, match="no master"):
        engine_of(EngineName.LOCAL, master="local[2]")


def test_where_nothing_is_to_do_no_session_is_started(
    loaded: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    _lacks(monkeypatch)
    monkeypatch.setattr(spark_session, "start", lambda _: pytest.fail("a session was started"))
    extract(loaded, FAST)
    engine = engine_of(EngineName.SPARK, master="spark://nowhere:7077")
    assert extract(loaded, replace(FAST, engine=engine)).parts == 0


def test_nothing_else_imports_pyspark() -> None:
    script = (
        "import sys, skillgraph.cli.app, skillgraph.workspace.postings.extraction;"
        "sys.exit('pyspark' in sys.modules or 'pyarrow' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def test_settings_of_spark(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "spark.conf"
    path.write_text("# ours\nspark.a.b   -X=1 -Y:2\n\nspark.c = d e\nspark.e=f\n", encoding="utf-8")
    assert spark_session.read_conf(path) == {"spark.a.b": "-X=1 -Y:2", "spark.c": "d e", "spark.e": "f"}
    monkeypatch.setenv("SKILLGRAPH_SPARK_MASTER", "yarn")
    monkeypatch.setenv("SKILLGRAPH_SPARK_CONF", str(path))
    monkeypatch.setenv("SKILLGRAPH_SPARK_PARTS", "7")
    assert SparkSettings.from_environment() == SparkSettings("yarn", path, 7)
    assert SparkSettings.from_environment(master="local[2]").master == "local[2]"


@pytest.mark.parametrize(("content", "named"), [("spark.a\n", "line 1"), (None, "cannot be read")])
def test_settings_that_cannot_be_read_are_named(tmp_path: Path, content: str | None, named: str) -> None:
    path = tmp_path / "spark.conf"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=named):
        spark_session.read_conf(path)


def test_of_an_error_of_spark_what_began_it_is_said() -> None:
    worker = "Stack:\nTraceback:\n  File x\nskillgraph.errors.InputError: The part p is damaged (a: b).\n"
    java = (
        "An error occurred\n: org.a.SparkException: no\n\tat x\nCaused by: java.net.UnknownHostException: h\n"
    )
    found = [spark_session.cause(Exception(said)) for said in (worker, java, "no more\nthan this")]
    assert found == ["InputError: The part p is damaged (a: b).", "UnknownHostException: h", "no more"]
