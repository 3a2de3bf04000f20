"""All random numbers of a step, drawn on the host as for every backend."""

from collections.abc import Mapping
from itertools import product
from typing import Any

import attrs
import jax
import jax.numpy as jnp
import numpy as np

from ganreg.constraints.abstract import AbstractGradientPenalty
from ganreg.constraints.points import AbstractPointSet
from ganreg.draws import StepDraws
from ganreg.masks import FAKE, GENERATED, REAL, drawn_masks, points_set
from ganreg.networks.layers import MaskSpec
from ganreg.objectives import point_sets
from ganreg.schedules import replaced
from ganreg.schedules.still import Numbers
from ganreg_jax.placement import Placement
from ganreg_jax.plan import Due, Plan

Named = dict[str, Any]


@attrs.frozen
class Drawn:
    """Where a step's draws come from.

    Args:
        placement: whose type they take.
        masks: of both players' networks, by player.
    """

    placement: Placement
    masks: Mapping[str, Mapping[str, MaskSpec]]

    def of(self, plan: Plan, moving: Mapping[str, Numbers], n: int, draw: StepDraws) -> dict[str, Named]:
        """The numbers of a step on `n` samples, by path and name; `moving` ones of constraints are put into them."""
        shape = (n, *plan.critic.input_shape)
        latents = draw.stream("latent").normal((n, *plan.generator.input_shape))
        drawn = {"latent": self._host({"latent": latents})}
        drawn[GENERATED] = self._masks("generator", GENERATED, n, draw)
        drawn |= {side: self._masks("critic", side, n, draw) for side in (REAL, FAKE)}
        for due, side in product(plan.transforms, ("real", "fake")):
            path = f"{due.key}/{side}"
            drawn[path] = self._host(_whole(due, moving).draw(draw.stream(path), shape))
        for path, points in sets_of(plan, moving):
            drawn[path] = self._host(points.draw(draw.stream(path), shape))
            rows = _rows(points, shape, drawn[path]) if self.masks["critic"] else n
            drawn[points_set(path)] = self._masks("critic", points_set(path), rows, draw)
        return drawn

    def _masks(self, player: str, samples: str, n: int, draw: StepDraws) -> Named:
        return self._host(drawn_masks(self.masks[player], samples, n, draw.stream))

    def _host(self, drawn: Mapping[str, Any]) -> Named:
        return {name: self.placement.host(values) for name, values in drawn.items()}


def sets_of(plan: Plan, moving: Mapping[str, Numbers]) -> list[tuple[str, AbstractPointSet]]:
    """The point sets of a plan's penalties, each with the path of its draws."""
    found: list[tuple[str, AbstractPointSet]] = []
    for due in plan.penalties:
        own = point_sets((_whole(due, moving),))
        alone = isinstance(due.component, AbstractGradientPenalty)
        found += [(due.key if alone else f"{due.key}/{k}", points) for k, points in enumerate(own)]
    return found


def _whole(due: Due, moving: Mapping[str, Numbers]) -> Any:
    return replaced(due.component, **moving[due.key])


def _rows(points: AbstractPointSet, shape: tuple[int, ...], drawn: Named) -> int:
    """How many points a set has, of which each needs a mask."""
    samples = jax.ShapeDtypeStruct(shape, np.float64)
    return int(jax.eval_shape(lambda r, f, d: points.points(r, f, d, jnp), samples, samples, drawn).shape[0])
