"""A constraint of one's own: one small class, registered from this script, used by name on every backend.

python examples/own_constraint.py
"""

import attrs
import numpy as np

import ganreg
from ganreg.conformance import Case, case_checks
from ganreg.constraints import AbstractGradientPenalty, AbstractPointSet, Interpolates, points_param
from ganreg.params import NON_NEGATIVE, POSITIVE


@attrs.frozen(kw_only=True)
class Huber(AbstractGradientPenalty):
    """λ·mean h(‖g‖ − 1), h(e) = e²/2 for |e| ≤ δ, else δ·(|e| − δ/2): steep places weigh less than in a square."""

    weight: float = ganreg.param(10.0, "The factor λ.", validator=NON_NEGATIVE)
    delta: float = ganreg.param(0.5, "Where the parabola becomes a line.", validator=POSITIVE)
    points: AbstractPointSet = points_param(Interpolates())

    def value(self, norms, xp):
        """With c = min(|e|, δ), h = c·(|e| − c/2)."""
        size = xp.abs(norms - 1)
        cut = xp.clip(size, 0, self.delta)
        return self.weight * xp.mean(cut * (size - cut / 2))

    def derivative(self, norms, xp):
        """λ/n times e, cut to [−δ, δ]."""
        return self.weight * xp.clip(norms - 1, -self.delta, self.delta) / norms.shape[0]


class HuberOracle:
    """The definition again, written apart from the class above: one norm at a time, both branches spelt out."""

    def __init__(self, huber):
        self.weight, self.d = huber.weight, huber.delta

    def value(self, norms):
        """The mean of e²/2 or δ·(|e| − δ/2)."""
        terms = [e * e / 2 if abs(e) < self.d else self.d * (abs(e) - self.d / 2) for e in norms - 1]
        return self.weight / len(norms) * sum(terms)

    def derivative(self, norms):
        """Each e, or ±δ."""
        return self.weight / len(norms) * np.array([max(-self.d, min(e, self.d)) for e in norms - 1])


case = Case(real=np.random.default_rng(0).normal(size=(4, 3)), constraints=("huber",))
for oracle in (None, HuberOracle):
    ganreg.register(Huber, oracle=oracle)  # a second time replaces the first
    print("against an independent formula: proven" if oracle else "no oracle: self-consistent")
    for backend in ("reference", "numpy", "torch"):
        gan = ganreg.build(constraint="huber", backend=backend, batch_size=4).fit("gaussian", 2)
        found = [check().status for check in case_checks(case, gan.recipe.backend)]
        penalty = gan.history[-1]["huber"]
        print(f"  {backend:9}  trained with penalty {penalty:.6f}; {found.count('pass')} checks passed")
        assert "fail" not in found
