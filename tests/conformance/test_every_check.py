"""No check is without a victim: each refuses, first of all, something that is wrong."""

import attrs
import pytest
from conformance import test_strangers, test_wrong
from conformance.strangers.penalties import Cubic, FactorHalf, Oracle
from conformance.strangers.weights import Box
from conformance.wrong.backend import Wrong
from conformance.wrong.optimizers import AdamWithoutCorrection

from ganreg import ComponentSpec, Pinned
from ganreg.component import Support
from ganreg.conformance import Report, iter_checks
from ganreg.conformance.announcement import check_light_import
from ganreg.conformance.checks import ALONE_CHECKS
from ganreg.conformance.kit import SUPPORT
from ganreg.conformance.subject import Subject
from ganreg.conformance.verdict import verdict
from ganreg.discovery import Entry
from ganreg.registry import registry

pytestmark = pytest.mark.usefixtures("own_registrations")

NUMPY = {"name": "numpy", "dtype": "float64"}
ELSEWHERE = {"batches", "gradients against differences"}
"""Those whose victims are in `test_data` and in `test_differences`."""

HERE = {"light import", "independence of the oracle", "published numbers", SUPPORT, *ELSEWHERE}
"""Those whose victims are below, in `test_false_proofs` and in `test_evasions`, or elsewhere."""


def first_failure(given, backends=()):
    return next((check.name for check in iter_checks(given, backends) if check().status == "fail"), None)


def test_every_check_refuses_something():
    of_data = {check.name for check in iter_checks("data/ring", [])}
    names = {check.name for check in iter_checks(Cubic(), [NUMPY])} | {SUPPORT, *ALONE_CHECKS, *of_data}
    strangers = {check for module in test_strangers.MODULES for check in module.MISTAKES.values()}
    unseen = {check for module in test_strangers.MODULES for check in module.WITHOUT_ORACLE.values()}
    assert names - HERE == (strangers | unseen | set(test_wrong.ALL)) - {None}


def test_published_numbers_refuse():
    number = Pinned(method="value", arguments=([2.0],), value=2.0, source="2·1³")
    registry().register(FactorHalf, numbers=(number,))
    assert first_failure(FactorHalf) == "published numbers"


def test_an_oracle_that_is_the_component_is_refused():
    registry().register(Box, oracle=lambda box: box)
    assert first_failure(Box) == "formulas against the oracle"
    registry().register(Box, oracle=Box)
    assert first_failure(Box) == "independence of the oracle"


def test_declared_not_to_be_computed_yet_computed_is_refused():
    @attrs.frozen(kw_only=True)
    class Careless(Wrong):
        """Says that it computes no penalty, and does."""

        name = "careless"

        def engine(self, recipe):
            backend = Wrong(dtype=self.dtype)
            return backend.engine(attrs.evolve(recipe, backend=backend))

    registry().register(Careless, support={"constraint": Support(level="none", reason="not written")})
    assert first_failure(Cubic(), [Careless(dtype="float64")]) is None
    results = {check.name: check() for check in iter_checks("constraint/gp", [Careless(dtype="float64")])}
    assert results[SUPPORT].status == "fail"
    assert "yet it is computed" in results[SUPPORT].reason


@pytest.mark.parametrize(
    ("heavy", "status"), [("import pandas", "fail"), ("", "pass"), ("1/0", "fail"), ("raise SystemExit(3)", "fail")]
)
def test_a_plugin_that_imports_a_framework_at_discovery_is_refused(heavy, status, tmp_path, monkeypatch):
    (tmp_path / "pandas.py").write_text("")
    (tmp_path / "ganreg_heavy.py").write_text(f"{heavy}\n\ndef ganreg_components():\n    return []\n")
    info = tmp_path / "ganreg_heavy-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: ganreg-heavy\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[ganreg]\nheavy = ganreg_heavy\n")
    monkeypatch.syspath_prepend(tmp_path)
    spec = ComponentSpec(kind="constraint", name="cubic", target=Cubic)
    result = check_light_import(Subject("constraint cubic", Cubic, Entry(spec, "heavy", "ganreg-heavy", "1.0")))
    assert result.status == status
    assert ("pandas" in result.reason) == ("pandas" in heavy)


def test_a_wrong_backend_is_refused_component_by_component():
    @attrs.frozen(kw_only=True)
    class Hasty(AdamWithoutCorrection):
        """Adam without bias correction, and all else right."""

        name = "hasty"

    registry().register(Hasty)
    rows = [(one, one()) for one in iter_checks("backend/hasty") if one.subject in ("optimizer adam", "optimizer sgd")]
    failed = {(check.subject, check.name) for check, result in rows if result.status == "fail"}
    assert failed == {("optimizer adam", "single steps and projections")}
    subject = Subject("backend hasty", Hasty, registry().entry_of(Hasty))
    assert verdict(subject, rows)[0] == "failed"
    assert verdict(subject, [row for row in rows if "sgd" in row[0].subject])[0] == "proven"


def test_a_report_of_what_is_wrong_has_exit_code_1():
    registry().register(FactorHalf, oracle=Oracle)
    assert Report.of(FactorHalf, [NUMPY]).exit_code == 1
