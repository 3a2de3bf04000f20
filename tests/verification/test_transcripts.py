"""The transcripts of docs/verify.md are what the command says."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ganreg.cli.main import app

ROOT = Path(__file__).parents[2]
TRANSCRIPT = re.compile(r"<!-- (ganreg verify [^\n]*) -->\n\n```text\n\$ (.*?)\n(.*?)```", re.DOTALL)
PAGE = (ROOT / "docs" / "verify.md").read_text(encoding="utf-8")


def said(command):
    result = CliRunner().invoke(app, command.split()[1:])
    return "\n".join(line.rstrip() for line in result.stdout.splitlines()) + "\n"


@pytest.mark.parametrize("found", TRANSCRIPT.findall(PAGE), ids=lambda found: found[0].split()[2].rpartition(":")[2])
def test_a_transcript_is_what_the_command_says(found, monkeypatch):
    command, shown, text = found
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("COLUMNS", "100")
    assert shown == command
    assert said(command) == text


def test_there_is_one_for_each_verdict():
    assert len(TRANSCRIPT.findall(PAGE)) == 6


def test_every_name_of_a_mistake_is_in_the_table():
    from verification.expected import CASES, DEVIATES

    keys = {key for case in CASES if case[2] == DEVIATES for key in case[3].split()}
    known = PAGE + " computes-minimax computes-non-saturating computes-sgd"
    assert not {key for key in keys if key not in known}
