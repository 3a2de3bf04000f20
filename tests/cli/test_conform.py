"""`ganreg conform` tells what is proven, what is wrong, and leaves with the right exit code."""

import json
import re
from pathlib import Path

import pytest

RIGHT = '''
import attrs
from ganreg import ComponentSpec, Pinned, param
from ganreg.constraints import AbstractGradientPenalty, AbstractPointSet, Real, points_param


@attrs.frozen(kw_only=True)
class Quartic(AbstractGradientPenalty):
    """λ·mean(‖g‖⁴) at real samples."""

    weight: float = param(1.0, "The factor λ.")
    points: AbstractPointSet = points_param(Real())

    def value(self, norms, xp):
        return self.weight * xp.mean(norms**4)

    def derivative(self, norms, xp):
        return 4 * self.weight * norms**3 / norms.shape[0]


class Oracle:
    def __init__(self, quartic):
        self.weight = quartic.weight

    def value(self, norms):
        return self.weight * sum(norm**4 for norm in norms) / len(norms)

    def derivative(self, norms):
        return [4 * self.weight * norm**3 / len(norms) for norm in norms]

ORACLE, NUMBERS = Oracle, ()

def ganreg_components():
    yield ComponentSpec(kind="constraint", name="quartic", target=Quartic, oracle=ORACLE, numbers=NUMBERS)
'''
BY_ITSELF = RIGHT.replace("ORACLE, NUMBERS = Oracle, ()", "ORACLE, NUMBERS = None, ()")
NUMBERS = """ORACLE = None
NUMBERS = [
    Pinned(method="value", arguments=([1.0, 2.0],), value=8.5, source="(1 + 16)/2"),
    Pinned(method="value", arguments=([3.0],), value=81.0, source="3⁴"),
]"""
PINNED = RIGHT.replace("ORACLE, NUMBERS = Oracle, ()", NUMBERS)
WRONG = RIGHT.replace("return self.weight * xp.mean(norms**4)", "return 1.001 * self.weight * xp.mean(norms**4)")


@pytest.fixture
def conform(ganreg, fresh_registry):
    """Check a plugin file with that text, on numpy unless said otherwise."""

    def run(text, *words):
        Path("mine.py").write_text(text, encoding="utf-8")
        return ganreg("conform", "mine.py", *(words or ("--backend", "numpy")))

    return run


def test_a_right_formula_with_an_oracle_is_proven(conform):
    result = conform(RIGHT)
    assert result.exit_code == 0, result.stdout
    assert "constraint quartic  file  proven by its oracle" in result.stdout
    assert "Every declared pair of component and backend that can run here ran and passed." in result.stdout


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (BY_ITSELF, "self-consistent it has no oracle, and there is no published number"),
        (PINNED, "proven by 2 published numbers"),
    ],
)
def test_without_an_oracle_numbers_decide(conform, text, words):
    result = conform(text)
    assert result.exit_code == 0, result.stdout
    assert words in result.stdout


def test_a_wrong_formula_fails_with_what_differs_and_by_how_much(conform):
    result = conform(WRONG)
    assert result.exit_code == 1
    assert "failed by the check 'formulas against the oracle'" in result.stdout
    assert "differs by" in result.stdout
    assert "1 check failed." in result.stdout


def test_numbers_refuse_a_formula_that_is_consistently_wrong(conform):
    doubled = PINNED.replace("xp.mean(norms**4)", "2 * xp.mean(norms**4)").replace("4 * self.weight", "8 * self.weight")
    result = conform(doubled)
    assert result.exit_code == 1
    assert "value([1.0, 2.0]) = 8.5 ((1 + 16)/2): the formula gives 17.0, off by 8.5" in result.stdout


def test_what_cannot_run_here_is_told_and_fails_only_if_it_is_required(conform, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "cupy", None)
    assert conform(RIGHT, "--backend", "numpy", "--backend", "cupy").exit_code == 0
    result = conform(RIGHT, "--backend", "numpy", "--require", "cupy")
    assert result.exit_code == 1
    assert "constraint quartic was not run on cupy, which is required" in result.stdout


def test_a_report_as_json(conform):
    result = conform(WRONG, "--backend", "numpy", "--json", "report.json")
    assert result.exit_code == 1
    report = json.loads(Path("report.json").read_text(encoding="utf-8"))
    (quartic,) = report["subjects"]
    assert quartic["verdict"] == "failed"
    assert report["exit_code"] == 1
    assert report["counts"]["fail"] == 1
    assert "differs by" in report["complaints"][0]
    assert {"component", "backend", "check", "status", "reason", "passed", "aside"} == set(quartic["checks"][0])
    assert json.loads(conform(WRONG, "--backend", "numpy", "--json", "-").stdout) == report


def test_every_check_is_listed_on_demand(conform):
    result = conform(RIGHT, "--backend", "numpy", "-v")
    for name in ("announcement", "derivatives by hand", "critic weight gradients", "3 iterations"):
        assert re.search(rf"pass\s+{name}", result.stdout)


def test_an_unknown_package_is_an_error(ganreg):
    result = ganreg("conform", "ganreg-nothing")
    assert result.exit_code == 1
    assert "There is no installed plugin 'ganreg-nothing'." in result.stderr
