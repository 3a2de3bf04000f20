"""A data set that cannot be trained on is refused, and by the check that is meant for it."""

import attrs
import numpy as np
import pytest

from ganreg.conformance import iter_checks
from ganreg.conformance.subject import Subject
from ganreg.conformance.verdict import verdict
from ganreg.data import AbstractDistribution
from ganreg.registry import registry

pytestmark = pytest.mark.usefixtures("own_registrations")


@attrs.frozen(kw_only=True)
class Line(AbstractDistribution):
    """x ~ U[0, 1)."""

    name = "line"
    shape = (1,)
    bounds = (0.0, 1.0)

    def sample(self, n, stream):
        return stream.uniform((n, 1))


class Unseeded(Line):
    """Drawn from a generator of its own."""

    def sample(self, n, stream):
        return np.random.default_rng().uniform(size=(n, 1))


class Holes(Line):
    """A number in four is missing."""

    def sample(self, n, stream):
        x = stream.uniform((n, 1))
        return np.where(np.arange(n)[:, None] % 4 == 0, np.nan, x)


class TooFew(Line):
    """One sample less than was asked for."""

    def sample(self, n, stream):
        return stream.uniform((n - 1, 1))


def rows_of(component):
    registry().register(component)
    return [(check, check()) for check in iter_checks(component, [])]


def test_a_data_set_is_its_own_definition():
    assert verdict(Subject("data line", Line), rows_of(Line)) == ("self-consistent", "a data set is its own definition")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [(Unseeded, "gives another batch"), (Holes, "holds a NaN"), (TooFew, "")],
    ids=["unseeded", "holes", "too few"],
)
def test_what_cannot_be_trained_on_is_refused(wrong, said):
    failed = [(check.name, result.reason) for check, result in rows_of(wrong) if result.status == "fail"]
    assert [name for name, _ in failed] == ["batches"]
    assert said in failed[0][1]
