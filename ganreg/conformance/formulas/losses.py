"""The formulas of a loss: scores near 0, around 1 and far out; batches of one and more, unequal where they may be."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from ganreg.conformance.formulas.formula import Formula, Named
from ganreg.conformance.formulas.oracle import array, given_oracle, made

SCORES = (
    ([0.3], [-0.6]),
    ([0.8, -0.2, 1.7], [-1.1, 0.4, 0.15]),
    ([-3.0, 2.5, 0.01, 6.0], [4.0, -0.02, -5.5, 1.0]),
    ([0.8, 0.8, -1.3], [-0.5, -0.5, -0.5]),
    ([2e3, -9e3, 30.0], [-4e3, 9e3, -30.0]),
)
UNEQUAL = (([0.8, -0.2], [-1.1, 0.4, 0.15, 2.0]), ([0.5, 1.5, -2.0], [0.7]))


def of_loss(loss: Any, oracle: Any) -> Iterator[Formula]:
    """Both players' losses, and their gradients in the scores."""
    given, (low, high) = made(oracle, loss), loss.score_range
    pairs = [pair for pair in SCORES if all(low <= number <= high for vector in pair for number in vector)]
    for real, fake in (*pairs, *(() if loss.pairwise else UNEQUAL)):
        for player in ("critic", "generator"):
            arguments = {"real": array(real), "fake": array(fake)}
            if player == "generator" and not loss.generator_needs_real:
                del arguments["real"]
            yield Formula(
                name=player,
                arguments=arguments,
                value=partial(_loss_value, loss, player),
                pullback=None if loss.needs_differentiation else partial(_loss_pullback, loss, player),
                oracle_value=given_oracle(given, partial(_loss_value, given, player)),
                oracle_pullback=given_oracle(given, partial(_loss_pullback, given, player)),
                over_samples=True,
            )


def _loss_value(loss: Any, player: str, arguments: Named, *xp: Any) -> Named:
    return {"loss": getattr(loss, player)(arguments.get("real"), arguments["fake"], *xp)}


def _loss_pullback(loss: Any, player: str, arguments: Named, cotangents: Named, *xp: Any) -> Named:
    found = getattr(loss, f"{player}_gradients")(arguments.get("real"), arguments["fake"], *xp)
    pairs = zip(("real", "fake"), found, strict=True)
    return {
        name: cotangents["loss"] * (0 * arguments[name] if gradient is None else gradient)
        for name, gradient in pairs
        if name in arguments
    }
