"""The catalogue page is what the registry and the kept results say, and no failure can be shown as a pass."""

import importlib.util
import json
import sys
from pathlib import Path

import pytest

from ganreg.conformance import Check, Result
from ganreg.conformance.result import STATUSES
from ganreg.support import support_of

DOCS = Path(__file__).parent.parent / "docs"
AGAIN = "Run `make catalogue`."
UNTESTED = {"schedule/bursts": "of whole numbers, and no learning rate: tests/test_schedules.py has its numbers"}


def module_of(name):
    spec = importlib.util.spec_from_file_location(name, DOCS / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


pages = module_of("catalogue_page")
script = module_of("catalogue")


@pytest.fixture(scope="module")
def found():
    return json.loads(script.FOUND.read_text(encoding="utf-8"))


def entry_of(name):
    return next(entry for entry in script.checked() if script.label(entry) == name)


@pytest.fixture
def elsewhere(tmp_path, monkeypatch):
    """A script that writes to another folder, for a few components only."""
    for name in ("PAGE", "FOUND", "CONVERGENCE"):
        monkeypatch.setattr(script, name, tmp_path / getattr(script, name).name)
    script.CONVERGENCE.write_text(f"before\n{pages.BEGIN}\n{pages.END}\nafter\n", encoding="utf-8")
    monkeypatch.setattr(script, "checked", lambda: [])
    return tmp_path


# What is committed ----------------------------------------------------------------------------------------------------


def test_the_page_is_what_was_found(found):
    assert script.PAGE.read_text(encoding="utf-8") == pages.page(found), AGAIN


def test_the_table_of_verdicts_is_what_components_claim():
    text = script.CONVERGENCE.read_text(encoding="utf-8")
    assert text == pages.with_table(text), AGAIN


def test_nothing_was_found_with_other_formulas(found):
    assert not script.stale(found), AGAIN


def test_nothing_failed(found):
    assert not script.complaints(found)


def test_every_component_ran_or_says_why_not(found):
    for name, of in found["entries"].items():
        for backend in pages.BACKENDS:
            assert of["runs"][backend]["pass"] or of["reasons"], f"{name} on {backend}"


def test_what_was_found_is_found_again(found):
    for name in ("loss/minimax", "layer/dense"):
        kept, fresh = found["entries"][name], script.found_of(entry_of(name))
        assert fresh["runs"]["numpy float64"]["fail"] == 0
        assert sum(fresh["runs"]["numpy float64"].values()) == sum(kept["runs"]["numpy float64"].values()), AGAIN
        assert {part: fresh[part] for part in ("key", "proof", "verdict")} == {
            part: kept[part] for part in ("key", "proof", "verdict")
        }


# The page says what is true -------------------------------------------------------------------------------------------


def test_each_component_has_its_place_on_the_page(found):
    text = pages.page(found)
    for kind in script.KINDS:
        for entry in pages.entries(kind):
            assert f"(#{pages._anchor(kind, entry.spec.name)})" in text
            assert f"### {entry.spec.name}\n" in text


def test_links_lead_to_headings_of_their_own(found):
    anchors = [pages._anchor(kind, entry.spec.name) for kind in script.KINDS for entry in pages.entries(kind)]
    assert len(set(anchors)) == len(anchors)


def test_a_component_that_was_not_run_is_not_shown_as_passed(found):
    rest = {name: of for name, of in found["entries"].items() if name != "loss/minimax"}
    line = next(line for line in pages.page(found | {"entries": rest}).splitlines() if line.startswith("| [`minimax`]"))
    assert line.count("not run") == 2 + len(pages.BACKENDS)
    assert "passed" not in line


def test_a_failure_is_shown_as_one():
    counts = dict.fromkeys(STATUSES, 0) | {"pass": 3, "fail": 1}
    assert pages._outcome(counts) == "3 passed, 1 FAILED"
    assert pages._outcome(dict.fromkeys(STATUSES, 0)) == "not run"


def test_text_is_no_markup():
    assert pages._escaped("a*b < c `d*e < f`") == "a\\*b &lt; c `d*e < f`"
    assert pages._table(["a"], [["x|y"]]).endswith("| x\\|y |")


# The script -----------------------------------------------------------------------------------------------------------


def finding(*results):
    """Checks of any component that find these on numpy float32, by name."""
    return lambda subject, targets: [
        Check(name, lambda result=result: result, subject.label, "numpy float32") for name, result in results
    ]


FAILING = finding(*[("single steps", Result("fail", "differs by 1"))] * 2)


def test_a_failing_check_writes_nothing_and_says_so(elsewhere, monkeypatch, capsys):
    one = entry_of("points/real") if script.checked() else next(iter(pages.entries("points")))
    monkeypatch.setattr(script, "checked", lambda: [one])
    monkeypatch.setattr(script, "checks_of", FAILING)
    assert script.main([]) == 1
    assert not script.PAGE.exists()
    assert not script.FOUND.exists()
    assert "fails 2 checks on numpy float32: single steps: differs by 1" in capsys.readouterr().err


def test_a_wrong_claim_writes_nothing_and_says_so(elsewhere, monkeypatch, capsys):
    monkeypatch.setattr(script, "checked", lambda: pages.entries("loss")[:1])
    monkeypatch.setattr(script, "checks_of", finding(("single steps", Result("pass", passed=1))))
    monkeypatch.setattr(script, "_verdict", lambda entry: "diverges")
    assert script.main([]) == 1
    assert "but it diverges" in capsys.readouterr().err
    assert not script.PAGE.exists()


def test_what_is_found_is_kept_and_the_pages_follow_from_it(elsewhere, monkeypatch):
    monkeypatch.setattr(script, "checked", lambda: pages.entries("points")[:1])
    monkeypatch.setattr(script, "checks_of", finding(("single steps", Result("pass", passed=7))))
    assert script.main([]) == 0
    page = script.PAGE.read_text(encoding="utf-8")
    assert "7 passed" in page
    assert script.CONVERGENCE.read_text(encoding="utf-8").startswith(f"before\n{pages.BEGIN}\n| kind |")
    script.PAGE.unlink()
    assert script.main(["--pages"]) == 0
    assert script.PAGE.read_text(encoding="utf-8") == page


def test_changed_new_and_lost_components_are_stale(found):
    entries = dict(found["entries"])
    entries["loss/minimax"] = entries["loss/minimax"] | {"key": "another"}
    entries["loss/forgotten"] = entries["loss/minimax"]
    del entries["layer/dense"]
    assert script.stale({"entries": entries}) == ["layer/dense", "loss/forgotten", "loss/minimax"]


# What is declared is tested -------------------------------------------------------------------------------------------


def test_every_declared_pair_was_tested(found):
    """The gate: who declares a component for a backend has seen its checks pass there."""
    for name, of in found["entries"].items():
        kind, _, short = name.partition("/")
        if kind in script.ON_THE_HOST:
            assert of["runs"]["formulas"]["pass"] > 0, name
            continue
        entry = script.registry().find(kind, f"ganreg/{short}")
        for label, given in pages.BACKENDS.items():
            backend = script.registry().find("backend", given["name"])
            declared = support_of(entry, given["name"], backend).level == "full"
            assert (of["runs"][label]["pass"] > 0) == declared or name in UNTESTED, f"{name} on {label}"


def test_what_a_backend_does_not_compute_is_on_the_page(found):
    assert "| `game/consensus` | `numpy` | none |" in pages.page(found)
