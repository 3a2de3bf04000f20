"""Subjects, targets, order and expected failures, verdicts, reports: what stands around the checks."""

import json
import os
import subprocess
import sys

import attrs
import pytest
from conformance.strangers.losses import Leaves, Softened
from conformance.strangers.losses import Oracle as LossOracle
from conformance.strangers.penalties import Cubic, FactorHalf, Oracle

from ganreg import param
from ganreg.component import Support
from ganreg.conformance import Check, Report, Result, iter_checks
from ganreg.conformance.progress import Progress, guarded
from ganreg.conformance.report import SubjectReport
from ganreg.conformance.subject import Subject, subjects
from ganreg.conformance.target import targets
from ganreg.conformance.variants import guesses, unvaried, variants
from ganreg.conformance.verdict import NEEDED, verdict
from ganreg.discovery import Failure
from ganreg.errors import DeviceError, MissingDependencyError, PluginError, UnknownNameError
from ganreg.registry import registry

pytestmark = pytest.mark.usefixtures("own_registrations")

NUMPY = {"name": "numpy", "dtype": "float64"}
SUBJECT = Subject("loss softened", Softened)


def labels(given):
    return [subject.label for subject in subjects(given)]


# Subjects -------------------------------------------------------------------------------------------------------------


def test_a_component_a_class_and_a_name_are_subjects():
    registry().register(Softened)
    assert labels(Softened()) == labels(Softened) == labels("loss/softened") == ["loss softened"]
    assert labels(Softened(sharpness=2.0)) == ["loss softened(sharpness=2.0)"]
    assert labels(FactorHalf()) == ["constraint FactorHalf"]
    assert labels([Softened, ["loss/hinge"], Cubic()]) == ["loss softened", "loss hinge", "constraint Cubic"]


class Hostile:
    """A value that can be neither compared nor shown."""

    def __eq__(self, other):
        raise ValueError("neither equal nor not")

    def __repr__(self):
        raise ValueError("nothing to see")

    __hash__ = object.__hash__


@attrs.frozen(kw_only=True)
class Odd(Cubic):
    """Holds such a value."""

    value_of: object = param(Hostile(), "Something.")


def test_a_value_that_cannot_be_shown_stops_nothing():
    assert labels(Odd()) == ["constraint Odd"]
    assert [check().status for check in iter_checks(Odd(), [])]


def test_a_distribution_and_an_entry_point_are_all_that_they_announce():
    assert labels("torch") == ["backend torch"]
    assert len(labels("ganreg")) == len([e for e in registry().entries() if e.distribution == "ganreg"])


def test_a_file_is_all_that_it_announces(tmp_path):
    path = tmp_path / "mine.py"
    path.write_text("from conformance.strangers.losses import Softened\nganreg_components = lambda: [Softened]\n")
    assert labels(path) == labels(str(path)) == ["loss softened"]


def test_what_could_not_be_loaded_is_a_subject_that_fails():
    registry().failures.append(Failure("ganreg-broken:broken", "ImportError: no such thing", ""))
    (subject,) = subjects("ganreg-broken")
    result = next(iter_checks("ganreg_broken"))()
    assert subject.label == "plugin ganreg-broken:broken"
    assert result.status == "fail"
    assert "could not be loaded: ImportError: no such thing" in result.reason


@pytest.mark.parametrize(
    ("given", "error"), [("loss/hinje", UnknownNameError), ("ganrek", UnknownNameError), (3, PluginError)]
)
def test_what_nobody_knows_is_refused(given, error):
    with pytest.raises(error, match=r"Did you mean|nothing to check"):
        subjects(given)


# Targets --------------------------------------------------------------------------------------------------------------


def test_by_default_every_backend_but_the_reference_in_each_precision():
    found = [target.label for target in targets()]
    assert {"numpy float32", "numpy float64", "torch float32", "strict float64"} <= set(found)
    assert not [label for label in found if "reference" in label]


def test_a_name_is_all_precisions_and_a_mapping_is_one():
    assert [target.label for target in targets(["numpy"])] == ["numpy float32", "numpy float64"]
    assert [target.label for target in targets([NUMPY])] == ["numpy float64"]
    with pytest.raises(UnknownNameError):
        targets(["nympy"])


def test_a_backend_that_cannot_run_here_says_why(monkeypatch):
    monkeypatch.setitem(sys.modules, "cupy", None)
    (target,) = targets(["cupy"])
    assert target.backend is None
    assert "Install it" in target.reason


def test_a_strangers_component_on_a_strangers_backend_is_undeclared():
    registry().register(Softened, oracle=LossOracle)
    entry = attrs.evolve(registry().entry_of(Softened), distribution="theirs")
    (target,) = targets([NUMPY])
    other = attrs.evolve(target, entry=attrs.evolve(target.entry, distribution="others"), asked=False)
    assert not other.is_declared(entry)
    assert target.is_declared(entry)


# Order ----------------------------------------------------------------------------------------------------------------


def results_of(*checks, expected=()):
    progress = Progress(SUBJECT)
    progress.expected = dict(expected)
    return [progress.check(name, run, backend)().status for name, run, backend in checks]


def passing():
    return Result("pass")


def failing():
    return Result("fail", "no")


def test_nothing_is_reached_after_a_failure_by_itself():
    assert results_of(("a", passing, ""), ("b", failing, ""), ("c", passing, ""), ("d", passing, "numpy")) == [
        "pass",
        "fail",
        "not-run",
        "not-run",
    ]


def test_a_failure_on_a_backend_stops_that_backend_alone():
    found = results_of(("a", failing, "numpy"), ("b", passing, "numpy"), ("a", passing, "torch"), ("z", passing, ""))
    assert found == ["fail", "not-run", "pass", "pass"]


def test_an_expected_failure_stops_nothing_and_one_that_passes_fails():
    assert results_of(("a", failing, ""), ("b", passing, ""), expected={"a": "known"}) == ["xfail", "pass"]
    assert results_of(("a", passing, ""), ("b", passing, ""), expected={"a": "known"}) == ["fail", "not-run"]
    assert results_of(("a", lambda: Result("not-run"), ""), expected={"a": "known"}) == ["not-run"]


@pytest.mark.parametrize("key", ["numpy: a", "numpy float32: a", "a"])
def test_a_failure_may_be_expected_on_one_backend_or_in_one_precision(key):
    pairs = (("a", failing, "numpy float32"), ("b", passing, "numpy float32"), ("a", failing, "torch float32"))
    found = ["xfail", "pass", "xfail" if key == "a" else "fail"]
    assert results_of(*pairs, expected={key: "known"}) == found
    assert results_of(("a", passing, "numpy float32"), expected={key: "known"}) == ["fail"]


def test_an_expected_failure_of_a_check_that_there_is_not_is_refused():
    for name, status in (("torch: 3 iterations", "pass"), ("torch: gradients against differences", "pass")):
        registry().register(Cubic, expected_failures={name: "known"})
        assert next(iter_checks(Cubic, []))().status == status
    registry().register(Cubic, expected_failures={"torch: 4 iterations": "known"})
    result = next(iter_checks(Cubic, []))()
    assert (result.status, "'3 iterations'" in result.reason) == ("fail", True), result.reason


class MuteError(Exception):
    def __str__(self):
        raise ValueError


@pytest.mark.parametrize("error", [SystemExit(1), RecursionError(), MuteError(), MemoryError(), AssertionError("no")])
def test_whatever_is_raised_is_a_failure(error):
    def run():
        raise error

    result = guarded(run)
    assert result.status == "fail"
    assert f"it raises {type(error).__name__}" in result.reason


@pytest.mark.parametrize("error", [DeviceError("no GPU"), MissingDependencyError("pip install it")])
def test_what_is_missing_here_is_no_failure(error):
    def run():
        raise error

    assert guarded(run) == Result("not-run", str(error))


def test_ctrl_c_is_for_the_user():
    def run():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        guarded(run)


# Variants -------------------------------------------------------------------------------------------------------------


def test_variants_differ_in_one_parameter():
    found = variants(Cubic())
    assert Cubic(one_sided=True) in found
    assert {one.weight for one in found} >= {2.0, 10}
    assert guesses(Cubic()) == []
    assert unvaried(Cubic()) == []


# Verdict and report ---------------------------------------------------------------------------------------------------


def rows(*found, backend="numpy float64"):
    return [(Check(name, passing, "loss softened", backend), Result(status)) for name, status in found]


def test_nothing_ran_is_untested():
    assert verdict(SUBJECT, []) == ("untested", "no check on any backend was run")
    report = Report({}, (SubjectReport(SUBJECT, tuple(rows(("support", "not-run")))),))
    assert report.exit_code == 1
    assert Report({}, ()).exit_code == 1


def test_the_first_failure_is_the_reason():
    found = rows(("inputs", "pass"), ("determinism", "fail"), ("refusals", "not-run"))
    assert verdict(SUBJECT, found) == ("failed", "by the check 'determinism' on numpy float64")


def test_without_the_checks_that_a_kind_needs_it_is_untested():
    found = rows(("inputs", "pass"), ("loss and score gradients", "pass"), ("critic weight gradients", "set-aside"))
    word, why = verdict(SUBJECT, found)
    assert (word, why) == ("untested", "on numpy float64 no example passed the check 'critic weight gradients'")


def test_a_declared_pair_that_never_ran_is_a_complaint():
    found = [*rows(("inputs", "pass")), *rows(("inputs", "set-aside"), backend="torch float32")]
    report = SubjectReport(SUBJECT, tuple(found))
    assert report.untested() == [("loss softened", "torch float32")]


def test_required_backends_must_have_run():
    registry().register(Softened, oracle=LossOracle)
    none = Support(level="none", reason="later")
    assert Report.of(Softened, [NUMPY]).exit_code == 0
    registry().register(Softened, oracle=LossOracle, support={"torch": none})
    report = Report.of(Softened, [NUMPY], required=["torch"])
    assert report.exit_code == 1
    assert "loss softened was not run on torch, which is required" in list(report.complaints())
    with pytest.raises(UnknownNameError, match="to require"):
        Report.of(Softened, [NUMPY], required=["torhc"])


def test_strict_shows_portability_and_is_no_place_to_be_tested():
    found = [*rows(("inputs", "pass")), *rows(("inputs", "set-aside"), backend="strict float64")]
    assert SubjectReport(SUBJECT, tuple(found)).untested() == []
    passed = [*rows(*((name, "pass") for name in NEEDED["loss"])), *rows(("inputs", "pass"), backend="strict float64")]
    assert verdict(SUBJECT, passed)[0] != "untested"


def test_a_backend_given_as_a_mapping_is_required_once():
    report = Report.of("loss/wasserstein", NUMPY, required=["numpy"])
    assert {check.backend for check, _ in report.subjects[0].rows} == {"", "numpy float64"}
    assert len({str(check) for check, _ in report.subjects[0].rows}) == len(report.subjects[0].rows)
    assert report.exit_code == 0


def test_the_report_as_plain_data_is_json_and_the_same_twice():
    registry().register(Cubic, oracle=Oracle)
    first, second = (Report.of(FactorHalf(), []).to_plain() for _ in range(2))
    assert first == second == json.loads(json.dumps(first))
    assert set(first) == {"format", "head", "subjects", "counts", "complaints", "exit_code"}
    assert {"ganreg", "python", "machine", "versions", "devices", "seeds"} == set(first["head"])
    (subject,) = first["subjects"]
    assert {"component", "plugin", "distribution", "version", "source", "verdict", "because", "checks"} == set(subject)


def test_what_ends_the_process_does_not_end_the_kit():
    registry().register(Leaves, oracle=LossOracle)
    (found,) = Report.of(Leaves, []).subjects
    assert found.failures[0][1].reason.startswith("it raises SystemExit")


# Under pytest ---------------------------------------------------------------------------------------------------------

SUITE = """
from conformance.strangers.losses import Oracle, SignOfOneGradient, Softened
from ganreg.conformance import parametrize_with_checks
from ganreg import register

register(Softened, oracle=Oracle, expected_failures={"invariance": "it is said to fail"})
register(SignOfOneGradient, oracle=Oracle, expected_failures={"formulas against the oracle": "known"})

@parametrize_with_checks([Softened, SignOfOneGradient], backends=[])
def test_it_conforms(check):
    check()
"""


def test_the_decorator_passes_fails_skips_and_expects_failures(tmp_path):
    (tmp_path / "test_mine.py").write_text(SUITE)
    words = [sys.executable, "-m", "pytest", "-v", "-p", "no:cacheprovider", "-c", str(tmp_path / "none.ini")]
    (tmp_path / "none.ini").write_text("[pytest]\n")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    found = subprocess.run(
        [*words, str(tmp_path)], env=environment, capture_output=True, text=True, check=False, cwd=tmp_path
    )
    assert found.returncode == 1, found.stdout + found.stderr
    told = found.stdout.replace("\\xb7", "·")  # as pytest writes what is not ASCII
    for line in (
        "test_it_conforms[loss softened · announcement] PASSED",
        "test_it_conforms[loss softened · light import] SKIPPED",
        "test_it_conforms[loss softened · invariance] FAILED",
        "test_it_conforms[loss sign_of_one_gradient · formulas against the oracle] XFAIL",
        "test_it_conforms[loss sign_of_one_gradient · derivatives by hand] FAILED",
    ):
        assert line in told, line
