"""The pages for plugin authors name all that there is, and show what really comes out."""

import inspect
import re
from pathlib import Path

import pytest
from test_docs import snippets_of
from typer.testing import CliRunner

from ganreg import hookspecs
from ganreg.cli.main import app
from ganreg.cli.package_kinds import GIVEN
from ganreg.component import ComponentSpec
from ganreg.conformance import Report, iter_checks
from ganreg.conformance.checks import ALONE_CHECKS
from ganreg.conformance.kit import SUPPORT
from ganreg.conformance.result import STATUSES
from ganreg.conformance.verdict import FAILED, PROVEN, SELF_CONSISTENT, UNTESTED
from ganreg.discovery import KINDS
from ganreg.registry import registry

ROOT = Path(__file__).parent.parent
PAGES = ROOT / "docs" / "plugins"
HOOKS = [name for name, function in inspect.getmembers(hookspecs, inspect.isfunction) if name.startswith("ganreg_")]


def page(name):
    return (PAGES / name).read_text(encoding="utf-8")


def names_of_checks():
    """Of checks of what has formulas, of a data set, of a metric, of a backend, and of what nothing stands beside."""
    generated = iter_checks(["constraint/gp", "data/ring", "metric/modes", "backend/numpy"], ["numpy"])
    return {check.name for check in generated} | {*ALONE_CHECKS, SUPPORT}


@pytest.fixture
def own_registry():
    registry.cache_clear()
    yield
    registry.cache_clear()


@pytest.mark.parametrize("hook", HOOKS)
def test_every_hook_has_a_page_and_a_test(hook):
    assert f"## `{hook}`" in page("hooks.md")
    tests = [path for path in (ROOT / "tests").rglob("test_*.py") if path != Path(__file__)]
    assert any(hook in path.read_text(encoding="utf-8") for path in tests)


def test_there_is_a_hook():
    assert "ganreg_components" in HOOKS


def test_every_check_of_the_kit_is_described_where_reports_are_explained():
    names = names_of_checks()
    assert len(names) > 20
    assert [name for name in names if f"| `{name}` |" not in page("report.md")] == []


def test_no_check_is_described_that_is_none():
    told = page("report.md").partition("## The checks by name")[2].partition("**Tolerances**")[0]
    assert set(re.findall(r"^\| `(.*?)` \|", told, re.MULTILINE)) == names_of_checks()


def test_every_state_and_verdict_is_described():
    for word in (*STATUSES, PROVEN, SELF_CONSISTENT, FAILED, UNTESTED):
        assert f"| `{word}` |" in page("report.md")


def test_every_key_of_the_json_is_described():
    plain = Report.of("norm/euclidean", ["reference"]).to_plain()
    (subject,) = plain["subjects"]
    for key in (*plain, *plain["head"], *subject, *subject["checks"][0]):
        assert f"`{key}`" in page("report.md").partition("## JSON")[2]


def test_every_field_of_an_announcement_is_described():
    for field in ComponentSpec.__attrs_attrs__:
        assert f"`{field.name}`" in page("component.md")


def test_every_kind_of_component_has_its_page():
    written = {path.stem for path in PAGES.glob("*.md")}
    for kind in KINDS:
        assert kind in written or f"`{kind}`" in page("other.md") + page("constraint.md")


def test_every_kind_of_which_a_package_can_be_written_is_named(own_registry):
    assert [kind for kind in GIVEN if f"`{kind}`" not in page("tutorial.md")] == []


def test_the_report_that_is_shown_is_what_comes_out(own_registry, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    for snippet in snippets_of(PAGES / "report.md"):
        exec(compile(snippet, "report.md", "exec"), {})
    (shown,) = re.findall(r"^\$ ganreg conform mine.py --backend numpy\n(.*?)^```", page("report.md"), re.M | re.S)
    ended = CliRunner().invoke(app, ["conform", "mine.py", "--backend", "numpy"])
    assert ended.exit_code == 1
    told = [re.sub(r"\b\d+", "0", line.rstrip()) for line in ended.stdout.splitlines()]
    assert told[1:] == [re.sub(r"\b\d+", "0", line) for line in shown.splitlines()][1:]  # but for versions
    assert shown.startswith("ganreg 0.1.0; numpy ")
