"""ganreg's own metrics are proven, and each known mistake in a metric is found by the check that is meant for it."""

from typing import ClassVar

import attrs
import numpy as np
import pytest

import ganreg
import ganreg.errors
import ganreg.params
from ganreg.conformance import iter_checks
from ganreg.conformance.subject import subjects
from ganreg.conformance.verdict import verdict
from ganreg.data import Ring
from ganreg.metrics import AbstractMetric, AbstractSampleMetric
from ganreg.registry import registry

pytestmark = pytest.mark.usefixtures("own_registrations")

OWN = [entry.spec.name for entry in registry().entries("metric") if entry.distribution == "ganreg"]


@attrs.frozen(kw_only=True)
class Gap(AbstractSampleMetric):
    """‖mean x − mean y‖."""

    name = "gap"
    identical: ClassVar = {"gap": 0.0}

    factor: float = ganreg.param(1.0, "A factor.", validator=ganreg.params.POSITIVE)

    def measure(self, real, fake, stream):
        return {"gap": self.factor * float(np.linalg.norm(real.mean(axis=0) - fake.mean(axis=0)))}


class Loops:
    """The oracle of `Gap`."""

    def __init__(self, metric):
        self.factor = metric.factor

    def measure(self, real, fake, stream):
        means = [sum(np.ravel(x) for x in of) / len(of) for of in (real, fake)]
        return {"gap": self.factor * sum((a - b) ** 2 for a, b in zip(*means, strict=True)) ** 0.5}


class Alone(Gap):
    """The same, without an oracle."""

    name = "alone"


class Unseeded(Gap):
    """Draws from a generator of its own."""

    def measure(self, real, fake, stream):
        return {"gap": float(np.random.default_rng().uniform())}


class Forgetful(Gap):
    """Leaves out the last sample."""

    def measure(self, real, fake, stream):
        return super().measure(real[:-1], fake[:-1], stream)


class Writer(Gap):
    """Centres the samples that it is given."""

    def measure(self, real, fake, stream):
        real -= real.mean()
        return super().measure(real, fake, stream)


class Shifted(Gap):
    """One more."""

    def measure(self, real, fake, stream):
        return {"gap": 1 + super().measure(real, fake, stream)["gap"]}


class Infinite(Gap):
    """No number."""

    def measure(self, real, fake, stream):
        return {"gap": float("inf")}


class Bare(Gap):
    """A number without a name."""

    def measure(self, real, fake, stream):
        return 1.0


class Deaf(Gap):
    """Ignores its factor."""

    def measure(self, real, fake, stream):
        return {"gap": float(np.linalg.norm(real.mean(axis=0) - fake.mean(axis=0)))}


@attrs.frozen(kw_only=True)
class Trainer(AbstractMetric):
    """Trains the GAN that it measures."""

    name = "trainer"

    def of(self, view):
        return {"trainer": float(view.gan.fit(iterations=1, progress=False).iterations >= 0)}


class Borrowed:
    """An oracle that asks the metric."""

    def __init__(self, metric):
        self.metric = metric

    def measure(self, real, fake, stream):
        return self.metric.measure(real, fake, stream)


def rows_of(component, **details):
    registry().register(component, **details)
    (entry,) = [entry for entry in registry().entries("metric") if entry.spec.target is component]
    (subject,) = subjects(entry)
    return subject, [(check, check()) for check in iter_checks(entry, [])]


def failed(rows):
    return [(check.name, result.reason) for check, result in rows if result.status == "fail"]


@pytest.mark.parametrize("name", OWN)
def test_every_metric_of_ganreg_is_proven_by_its_oracle(name):
    (subject,) = subjects(f"metric/{name}")
    rows = [(check, check()) for check in iter_checks(f"metric/{name}", [])]
    word, why = verdict(subject, rows)
    assert (word, why.partition(";")[0]) == ("proven", "by its oracle"), failed(rows)


def test_there_are_metrics_of_samples_and_of_training():
    assert {"modes", "w1", "kid", "frechet", "slopes", "clipped", "depth"} <= set(OWN)


def test_a_strangers_metric_is_proven_with_an_oracle_and_self_consistent_without():
    assert verdict(*rows_of(Gap, oracle=Loops)) == ("proven", "by its oracle")
    assert verdict(*rows_of(Alone)) == ("self-consistent", "it has no oracle, and there is no published number")


def test_two_pinned_numbers_prove_a_metric_and_a_wrong_one_fails():
    def pinned(value, shift):
        arguments = ([[0.0, 0.0]], [[3.0 + shift, 4.0]])
        return ganreg.Pinned(method="measure", arguments=arguments, value=[value], source="by hand: Pythagoras")

    numbers = (pinned(5.0, 0.0), pinned(8.94427190999916, 5.0))  # √(64 + 16)
    assert verdict(*rows_of(Gap, numbers=numbers)) == ("proven", "by 2 published numbers")
    _, rows = rows_of(Gap, numbers=(pinned(6.0, 0.0),))
    assert [name for name, _ in failed(rows)] == ["published numbers"]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (Unseeded, "a second time"),
        (Writer, "read-only"),
        (Shifted, "of two sets of the same samples"),
        (Forgetful, "in another order"),
        (Infinite, "expected a finite number"),
        (Bare, "expected numbers by name"),
        (Trainer, "it changes the GAN"),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else "",
)
def test_each_mistake_is_found_by_the_check_of_scores(wrong, said):
    found = failed(rows_of(wrong)[1])
    assert [name for name, _ in found] == ["scores"]
    assert said in found[0][1]


def test_a_formula_that_ignores_its_parameter_is_found_by_the_oracle():
    assert [name for name, _ in failed(rows_of(Deaf, oracle=Loops)[1])] == ["formulas against the oracle"]


def test_an_oracle_that_asks_the_metric_proves_nothing():
    found = failed(rows_of(Gap, oracle=Borrowed)[1])
    assert [name for name, _ in found] == ["independence of the oracle"]


def test_a_metric_that_suits_no_data_is_untested():
    @attrs.frozen(kw_only=True)
    class Picky(Gap):
        """For data that nobody has."""

        def prepared(self, source):
            raise ganreg.errors.DataError("not these")

    assert verdict(*rows_of(Picky)) == ("untested", "it takes none of the kit's data")


def test_the_default_of_what_a_metric_says_of_a_perfect_sampler_is_measured():
    found = Gap(samples=100).perfect(Ring().source(), repetitions=5)["gap"]
    assert 0 < found.low <= found.mean <= found.high
