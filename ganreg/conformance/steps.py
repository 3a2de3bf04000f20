"""Which optimizer steps cannot tell right from wrong: judged by the oracle alone, never by the candidate."""

from typing import Any

import numpy as np

from ganreg.conformance.case import Pair
from ganreg.conformance.tolerance import FLOOR, factor
from ganreg.draws import Float64
from ganreg.registry import registry
from ganreg.schedules import settled
from ganreg.state import Parameters, PlayerState

NOISE = 64
"""Gradients of two engines may differ by so many eps of the largest: the tolerance for a gradient."""

REST = 1e-19
"""What is 0 in one engine may be as little in another, whose terms cancel in another order: enough for a sign."""


def unrounded(pair: Pair, player: str, gradients: Parameters) -> str:
    """Why a step cannot be compared in the candidate's precision: the oracle in it differs from itself in float64.

    A rule that subtracts nearly equal numbers multiplies their rounding, whoever computes it.
    """
    if pair.dtype == "float64":
        return ""
    own = pair.reference.state.player(player)
    exact, in_precision = (_stepped(pair, player, own, gradients, dtype) for dtype in ("float64", pair.dtype))
    if _differ(exact, in_precision, _allowed("step", pair.dtype, exact)):
        return "ill-conditioned: in this precision the optimizer's rule is far from itself in float64"
    return ""


def unsteady(pair: Pair, player: str, gradients: Parameters, kind: str) -> str:
    """Why no trajectory can be compared: rounding of the gradients moves the step by more than the tolerance.

    A rule with signs in it jumps where a gradient is 0 but for rounding.
    """
    own = pair.reference.state.player(player)
    here = _stepped(pair, player, own, gradients, "float64")
    largest = max(float(np.max(np.abs(array), initial=0.0)) for array in gradients.values())
    noise = float(np.finfo(pair.dtype).eps) * largest
    moved = {name: _moved(array, noise) for name, array in gradients.items()}
    if _differ(here, _stepped(pair, player, own, moved, "float64"), _allowed(kind, pair.dtype, here)):
        return "ill-conditioned: the optimizer's step changes far more than the gradients do"
    return ""


def _moved(gradient: Float64, eps: float) -> Float64:
    """The gradient as another engine may round it: what is 0 but for rounding with the other sign, and as small."""
    signs = np.random.default_rng(0).choice([-1.0, 1.0], np.shape(gradient))
    opposite = -np.where(gradient == 0, signs * REST, gradient)
    found: Float64 = np.where(np.abs(gradient) <= NOISE * eps, opposite, gradient + NOISE * eps * signs)
    return found


def _stepped(pair: Pair, player: str, own: PlayerState, gradients: Parameters, dtype: str) -> Float64:
    """The parameters after a step of the oracle, or of the rule itself where it has none."""
    recipe = pair.reference.recipe
    state = own.optimizer
    scheduled = recipe.critic_optimizer if player == "critic" else recipe.generator_optimizer
    optimizer: Any = settled(scheduled, state.step)
    moments = {name: _cast(arrays, dtype) for name, arrays in state.moments.items()}
    given = _cast(gradients, dtype), type(state)(state.step, moments), _cast(own.params, dtype)
    oracle = registry().oracle(optimizer)
    with np.errstate(all="ignore"):
        params, _ = oracle(optimizer).update(*given) if oracle is not None else optimizer.update(*given, np)
    return np.concatenate([np.reshape(array, -1).astype(np.float64) for array in params.values()])


def _cast(arrays: Parameters, dtype: str) -> dict[str, Any]:
    return {name: np.asarray(array, dtype=dtype) for name, array in arrays.items()}


def _allowed(kind: str, dtype: str, values: Float64) -> float:
    return factor(kind, dtype) * float(np.finfo(dtype).eps) * max(float(np.max(np.abs(values), initial=0.0)), FLOOR)


def _differ(one: Float64, other: Float64, allowed: float) -> bool:
    return bool(np.max(np.abs(one - other), initial=0.0) > allowed / 2)
