"""A backend's weight gradients against its own losses, where the reference has no formula of its own to offer."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from ganreg.backend import AbstractBackend, AbstractEngine, Batch, Gradients
from ganreg.conformance.case import Case
from ganreg.conformance.result import PASS, Result

STEP, TOLERANCE = 1e-3, 1e-5
"""The step of five-point differences, and the largest relative error of a gradient along a direction."""

DIRECTIONS = 3
State = dict[str, NDArray[np.float64]]


def check_own_gradients(case: Case, backend: AbstractBackend) -> Result:
    """Both players' gradients along some directions against five-point differences of their losses, in float64.

    What agrees is self-consistent: it says nothing of whether the loss is the right one.
    """
    if backend.dtype != "float64":
        return Result("not-run", "differences tell little in float32")
    engine = backend.engine(case.recipe(backend))
    engine.import_state(case.moved(engine.export_state()))
    start, random = engine.export_state(), np.random.default_rng(case.seed)
    aside = 0
    for player in ("critic", "generator"):
        gradients = _at(engine, start, player, case).params
        for _ in range(DIRECTIONS):
            direction = {name: random.normal(size=array.shape) for name, array in gradients.items()}
            written = sum(float(np.sum(engine.to_numpy(gradients[name]) * d)) for name, d in direction.items())
            coarse, fine = (_difference(_along(engine, start, player, case, direction), h) for h in (STEP, STEP / 8))
            scale = max(1.0, abs(written))
            if abs(coarse - fine) > TOLERANCE * scale:
                aside += 1
            elif not abs(written - fine) <= TOLERANCE * scale:
                return Result(
                    "fail",
                    f"the {player}'s gradient along a direction is {written:.7g}, but by differences "
                    f"of its loss {fine:.7g}",
                )
    return PASS if aside < 2 * DIRECTIONS else Result("set-aside", "the losses have kinks there")


def _along(engine: AbstractEngine, start: State, player: str, case: Case, direction: State) -> Callable[[float], float]:
    """A player's loss as its parameters move along a direction."""

    def loss(step: float) -> float:
        moved = {
            f"{player}/params/{name}": start[f"{player}/params/{name}"] + step * d for name, d in direction.items()
        }
        return _at(engine, {**start, **moved}, player, case).terms[f"{player}_loss"]

    return loss


def _at(engine: AbstractEngine, state: State, player: str, case: Case) -> Gradients:
    engine.import_state(state)
    return engine.gradients(player, engine.state, Batch(case.real, case.label), engine.draws.at(player, 0))


def _difference(loss: Callable[[float], float], h: float) -> float:
    near, far = (loss(step) - loss(-step) for step in (h, 2 * h))
    return (8 * near - far) / (12 * h)
