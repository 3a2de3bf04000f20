"""The mistakes, each as what is changed in one and the same WGAN-GP."""

from typing import Any

from benchmarks.mistakes.functions import NotSquared, OverTheBatch, SquareOfMean, Summed
from benchmarks.mistakes.norms import MeanOfSquares, PerElement, PlusTinyInRoot, Squared
from benchmarks.mistakes.points import EpsilonPerElement, NormalEpsilon, OneEpsilon
from ganreg.constraints import GradientPenalty
from ganreg.constraints.points import Fake, Real

RIGHT: dict[str, Any] = {
    "loss": "wasserstein",
    "constraint": GradientPenalty(weight=10.0),
    "optimizer": {"name": "adam", "lr": 1e-3, "beta1": 0.0, "beta2": 0.9},
    "critic": {"name": "mlp", "width": 64, "depth": 3},
    "generator": {"name": "mlp", "width": 64, "depth": 3},
    "batch_size": 128,
    "average": {"name": "ema", "decay": 0.995, "warm_up": True},
}
"""λ = 10 and two-sided, as published; the learning rate is ten times the paper's, which is made for images."""

SIGMOID = {"name": "mlp", "width": 64, "depth": 3, "output": "sigmoid"}
MISTAKES: dict[str, dict[str, Any]] = {
    "exact": {},
    "one-epsilon-for-the-batch": {"constraint": GradientPenalty(points=OneEpsilon())},
    "epsilon-per-element": {"constraint": GradientPenalty(points=EpsilonPerElement())},
    "normal-epsilon": {"constraint": GradientPenalty(points=NormalEpsilon())},
    "points-real": {"constraint": GradientPenalty(points=Real())},
    "points-fake": {"constraint": GradientPenalty(points=Fake())},
    "norm-over-channels": {"constraint": GradientPenalty(norm=PerElement(), target=0.0)},
    "norm-over-the-batch": {"constraint": OverTheBatch()},
    "mean-of-squares": {"constraint": GradientPenalty(norm=MeanOfSquares())},
    "root-missing": {"constraint": GradientPenalty(norm=Squared())},
    "epsilon-inside-the-root": {"constraint": GradientPenalty(norm=PlusTinyInRoot())},
    "no-square": {"constraint": NotSquared()},
    "square-of-mean": {"constraint": SquareOfMean()},
    "one-sided": {"constraint": GradientPenalty(one_sided=True)},
    "target-0": {"constraint": GradientPenalty(target=0.0)},
    "sum for mean": {"constraint": Summed()},
    "weight-missing": {"constraint": GradientPenalty(weight=1.0)},
    "detached-graph": {"constraint": "none"},
    "sigmoid in the critic": {"critic": SIGMOID},
}
"""By the name that `ganreg verify` gives it.

`detached-graph`: without `create_graph=True` the penalty is a number that no weight feels, so the critic has no
constraint. `sum for mean` is a convention to `verify`: with λ divided by n it is right.
"""
