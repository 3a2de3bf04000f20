"""What array-api-strict alone refuses is set aside there; what one backend alone has fails."""

import attrs
import pytest
from conformance.strangers.penalties import Cubic, PlacedOracle

from ganreg.conformance import Report, iter_checks
from ganreg.registry import registry

pytestmark = pytest.mark.usefixtures("own_registrations")

CRITIC = "critic weight gradients"
STRICT = {"name": "strict", "dtype": "float64"}
NUMPY = {"name": "numpy", "dtype": "float64"}


@attrs.frozen(kw_only=True)
class ByMethod(Cubic):
    """`….mean()`, which NumPy's, CuPy's and PyTorch's arrays have."""

    def value(self, norms, xp):
        return self.weight * (self.excess(norms, xp) ** 3).mean()


@attrs.frozen(kw_only=True)
class ByNumPyAlone(Cubic):
    """`….dot()` of a matrix by a vector, which the arrays of the standard have not."""

    def value(self, norms, xp):
        return Cubic.value(self, norms, xp) + 0 * norms.dot(norms)


@attrs.frozen(kw_only=True)
class Misspelt(Cubic):
    """`self.wieght`, where the namespace is not NumPy."""

    def value(self, norms, xp):
        factor = self.weight if "numpy" in xp.__name__ and "strict" not in xp.__name__ else self.mean
        return factor * Cubic.value(self, norms, xp) / self.weight


def results(component, backend):
    registry().register(component, oracle=PlacedOracle)
    return {check.name: check() for check in iter_checks(component, [backend])}


def test_a_method_that_all_arrays_share_is_set_aside_on_strict_and_says_why():
    found = results(ByMethod, STRICT)
    assert found[CRITIC].status == "not-run"
    assert "uses the method .mean()" in found[CRITIC].reason
    assert "fail" not in {result.status for result in found.values()}


def test_its_verdict_is_that_of_the_backends_on_which_somebody_trains():
    registry().register(ByMethod, oracle=PlacedOracle)
    report = Report.of(ByMethod, [NUMPY, STRICT])
    assert report.subjects[0].verdict == ("proven", "by its oracle")
    assert report.exit_code == 0


@pytest.mark.parametrize("component", [ByNumPyAlone, Misspelt])
def test_what_one_kind_of_arrays_alone_has_fails(component):
    registry().register(component, oracle=PlacedOracle)
    found = (check() for check in iter_checks(component, [STRICT]))
    first = next(result for result in found if result.status == "fail")
    assert "AttributeError" in first.reason


def test_elsewhere_nothing_is_forgiven():
    from ganreg.conformance.portability import forgiven

    assert forgiven(AttributeError("no", name="mean", obj=3)) == ""
    assert forgiven(TypeError("no")) == ""
