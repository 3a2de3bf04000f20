"""The mistakes, each as what is changed in one and the same WGAN-GP."""

from typing import Any

from benchmarks.mistakes.functions import NotSquared, SquareOfMean, Summed
from benchmarks.mistakes.norms import PerElement, PlusTinyInRoot, Squared
from benchmarks.mistakes.points import EpsilonPerElement, NormalEpsilon, OneEpsilon
from ganreg.constraints import GradientPenalty

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
    "none": {},
    "one-epsilon": {"constraint": GradientPenalty(points=OneEpsilon())},
    "epsilon-per-element": {"constraint": GradientPenalty(points=EpsilonPerElement())},
    "normal-epsilon": {"constraint": GradientPenalty(points=NormalEpsilon())},
    "real-only": {"constraint": GradientPenalty(points="real")},
    "fake-only": {"constraint": GradientPenalty(points="fake")},
    "no-root": {"constraint": GradientPenalty(norm=Squared())},
    "per-element-norm": {"constraint": GradientPenalty(norm=PerElement(), target=0.0)},
    "tiny-in-root": {"constraint": GradientPenalty(norm=PlusTinyInRoot())},
    "summed": {"constraint": Summed()},
    "square-of-mean": {"constraint": SquareOfMean()},
    "not-squared": {"constraint": NotSquared()},
    "one-sided": {"constraint": GradientPenalty(one_sided=True)},
    "target-zero": {"constraint": GradientPenalty(target=0.0)},
    "no-weight": {"constraint": GradientPenalty(weight=1.0)},
    "not-differentiable": {"constraint": "none"},
    "sigmoid-scores": {"critic": SIGMOID},
}
"""By the name that `ganreg verify` gives it. `not-differentiable`: without `create_graph=True` the penalty is a number
that no weight feels, so the critic has no constraint."""
