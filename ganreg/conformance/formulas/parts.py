"""The formulas of point sets and norms."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from ganreg.conformance.formulas.formula import Formula, Named
from ganreg.conformance.formulas.oracle import array, given_oracle, made
from ganreg.conformance.formulas.samples import accepted, placed
from ganreg.draws import Draws

SHAPES = ((1, 5), (4, 5), (9, 3), (2, 3, 6), (3, 1, 8, 8), (2, 3, 8, 8))
GRADIENTS = ((1, 4, 1.0), (3, 5, 1.0), (2, 1, 1.0), (7, 12, 1.0), (3, 4, 200.0), (3, 4, 0.0))
"""How many gradients, of how many numbers, of what size; of size 0 one of them alone."""


def of_points(points: Any, oracle: Any) -> Iterator[Formula]:
    """The points of real and fake samples."""
    given = made(oracle, points)
    return (_placed_points(points, given, shape) for shape in accepted(points, SHAPES))


def _placed_points(points: Any, given: Any, shape: tuple[int, ...]) -> Formula:
    random = np.random.default_rng(8)
    draws = points.draw(Draws(2).stream("constraint/0"), shape)
    own = None if given is None else given.draw(Draws(2).stream("constraint/0"), shape)
    return Formula(
        name="points",
        arguments={"real": random.normal(size=shape), "fake": random.normal(size=shape)},
        value=lambda a, xp: {"points": points.points(a["real"], a["fake"], placed(draws, a, xp), xp)},
        oracle_value=given_oracle(given, lambda a: {"points": given.points(a["real"], a["fake"], own)}),
        shapes={"points": (-1, *shape[1:])},
    )


def of_norm(norm: Any, oracle: Any) -> Iterator[Formula]:
    """The norms of gradients, and their pullback."""
    given = made(oracle, norm)

    def value(a: Named) -> Named:
        return {"norms": array([given.value(row) for row in a["gradients"]])}

    def pulled(a: Named, c: Named) -> Named:
        return {"gradients": array([given.pullback(g, one) for g, one in zip(a["gradients"], c["norms"], strict=True)])}

    for n, d, size in GRADIENTS:
        gradients = np.random.default_rng(n).normal(size=(n, d)) * (size or 1.0)
        gradients[: 0 if size else 1] = 0
        yield Formula(
            name="value",
            arguments={"gradients": gradients},
            value=lambda a, xp: {"norms": norm.value(a["gradients"], xp)},
            pullback=lambda a, c, xp: {
                "gradients": norm.pullback(a["gradients"], norm.value(a["gradients"], xp), c["norms"], xp)
            },
            oracle_value=given_oracle(given, value),
            oracle_pullback=given_oracle(given, pulled),
            homogeneous=True,
            rowwise=True,
            shapes={"norms": (n,)},
        )
