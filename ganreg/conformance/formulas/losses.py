"""The formulas of a loss: scores near 0, around 1 and far out; batches of one and more, unequal where they may be."""

from collections.abc import Iterator
from functools import partial
from typing import Any

import numpy as np

from ganreg.conformance.formulas.formula import Formula, Named
from ganreg.conformance.formulas.oracle import array, given_oracle, made
from ganreg.errors import ParameterError

SCORES = (
    ([0.3], [-0.6]),
    ([0.8, -0.2, 1.7], [-1.1, 0.4, 0.15]),
    ([-3.0, 2.5, 0.01, 6.0], [4.0, -0.02, -5.5, 1.0]),
    ([0.8, 0.8, -1.3], [-0.5, -0.5, -0.5]),
    ([11.0, -24.0, 38.0, -7.5], [-9.0, 33.0, -45.0, 16.0]),
    ([62.0, -75.0, 130.0], [-58.0, 88.0, -110.0]),
    ([2e3, -9e3, 30.0], [-4e3, 9e3, -30.0]),
    (list(np.linspace(-2.1, 3.3, 10)), list(1.7 * np.cos(np.arange(10.0)))),
)
UNEQUAL = (([0.8, -0.2], [-1.1, 0.4, 0.15, 2.0]), ([0.5, 1.5, -2.0], [0.7]))
LEAST = 1.0
"""A loss whose `score_range` is narrower to either side could say nothing of scores at all."""


def of_loss(loss: Any, oracle: Any) -> Iterator[Formula]:
    """Both players' losses, and their gradients in the scores."""
    given, (low, high) = made(oracle, loss), loss.score_range
    derived = given if hasattr(given, "critic_gradients") else None  # one may give values alone
    if not (low <= -LEAST and high >= LEAST):
        raise ParameterError(f"score_range = {(low, high)}, expected one that holds all of [-{LEAST:g}, {LEAST:g}].")
    for real, fake in (*SCORES, *(() if loss.pairwise else UNEQUAL)):
        for player in ("critic", "generator"):
            arguments = {"real": np.clip(array(real), low, high), "fake": np.clip(array(fake), low, high)}
            if player == "generator" and not loss.generator_needs_real:
                del arguments["real"]
            yield Formula(
                name=player,
                arguments=arguments,
                value=partial(_loss_value, loss, player),
                pullback=None if loss.needs_differentiation else partial(_loss_pullback, loss, player),
                oracle_value=given_oracle(given, partial(_loss_value, given, player)),
                oracle_pullback=given_oracle(derived, partial(_by_oracle, derived, player)),
                over_samples=True,
                shapes={"loss": ()},
            )


def _loss_value(loss: Any, player: str, arguments: Named, *xp: Any) -> Named:
    return {"loss": getattr(loss, player)(arguments.get("real"), arguments["fake"], *xp)}


def _by_oracle(oracle: Any, player: str, arguments: Named, cotangents: Named) -> Named:
    """As below, of an oracle, which may write its gradients down as lists."""
    found = getattr(oracle, f"{player}_gradients")(arguments.get("real"), arguments["fake"])
    return _scaled([None if gradient is None else array(gradient) for gradient in found], arguments, cotangents)


def _loss_pullback(loss: Any, player: str, arguments: Named, cotangents: Named, *xp: Any) -> Named:
    found = getattr(loss, f"{player}_gradients")(arguments.get("real"), arguments["fake"], *xp)
    return _scaled(found, arguments, cotangents)


def _scaled(found: Any, arguments: Named, cotangents: Named) -> Named:
    """The gradients that there are, by name, times the loss's cotangent."""
    pairs = zip(("real", "fake"), found, strict=True)
    return {
        name: cotangents["loss"] * (0 * arguments[name] if gradient is None else gradient)
        for name, gradient in pairs
        if name in arguments
    }
