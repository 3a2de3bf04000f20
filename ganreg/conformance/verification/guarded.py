"""Losses by `log(sigmoid(s) + e)`: right at small scores, flat at large ones."""

from collections.abc import Callable
from itertools import product

import numpy as np

from ganreg.conformance.verification.observation import Vector
from ganreg.conformance.verification.scores import Scores

GUARDS = (1e-12, 1e-10, 1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3)
Logs = Callable[[Vector, Vector, float], float]


def _log(s: Vector, e: float, sign: float = 1.0) -> float:
    """Mean log(σ(s) + e), or log(1 − σ(s) + e), in float32 as the function has it: 1 + 1e-12 is 1 there."""
    with np.errstate(over="ignore"):
        p = (1 / (1 + np.exp(-np.asarray(s, np.float32)))).astype(np.float32)
    inside = p if sign > 0 else np.float32(1) - p
    return float(np.mean(np.log(np.maximum(inside + np.float32(e), np.float32(1e-38)))))


FORMS: dict[str, Logs] = {
    "−mean log(σ(f(x)) + e) − mean log(1 − σ(f(x̃)) + e)": lambda r, f, e: -_log(r, e) - _log(f, e, -1),
    "−mean log(σ(f(x̃)) + e)": lambda r, f, e: -_log(f, e),
    "mean log(1 − σ(f(x̃)) + e)": lambda r, f, e: _log(f, e, -1),
}


def guarded_logs(values: Vector, scores: list[Scores]) -> str:
    """The loss with such a guard that gives these numbers, up to a factor 1 or ½, in words; empty if none does."""
    for (words, form), guard, factor in product(FORMS.items(), GUARDS, (1.0, 0.5)):
        numbers = factor * np.array([form(r, f, guard) for r, f in scores])
        if np.allclose(values, numbers, rtol=5e-3, atol=5e-3):
            return f"{words} with e = {guard:g}"
    return ""
