"""Networks in use: samples, scores and slopes."""

from typing import Any

import attrs
import jax
import jax.numpy as jnp

from ganreg.constraints.abstract import AbstractReparametrisation
from ganreg.constraints.free_form import AbstractScoreTransform
from ganreg.constraints.norms import Euclidean
from ganreg.networks.network import BoundNetwork
from ganreg_jax.compiled import Compiled
from ganreg_jax.effective import ByPath, effective
from ganreg_jax.flat import named
from ganreg_jax.free_form import transforms_of
from ganreg_jax.hidden import Identity, hidden_of
from ganreg_jax.layers import Context, chain
from ganreg_jax.network import Weights, repeated, through
from ganreg_jax.plan import Due

Array = Any


@attrs.frozen(cache_hash=True)
class InUse:
    """A network that does not train now, and for a critic what it computes with and what is scored in its place."""

    network: BoundNetwork
    due: tuple[Due, ...] = ()
    hidden: tuple[Identity, ...] = attrs.field(init=False)

    @hidden.default
    def _hidden(self) -> tuple[Identity, ...]:
        return hidden_of(*self.network.layers, *(due.component for due in self.due))

    def of(self, kind: type) -> list[Due]:
        """The constraints of one kind."""
        return [due for due in self.due if isinstance(due.component, kind)]


def output(
    plan: InUse, params: Array, buffers: Weights, numbers: ByPath, states: ByPath, x: Array, labels: Array | None
) -> Array:
    """What a network makes of latents or samples, normalised by its running statistics."""
    weights = effective(plan.of(AbstractReparametrisation), named(params, plan.network), numbers, states).values

    def passed(points: Array) -> Array:
        own = Context(repeated(labels, points.shape[0]), training=False)
        return chain(plan.network.layers, points, {**weights, **buffers}, own)[0]

    transforms = transforms_of(plan.of(AbstractScoreTransform), numbers)
    return through(lambda points: passed(points).reshape(-1), transforms)(x) if transforms else passed(x)


def norms(
    plan: InUse, params: Array, buffers: Weights, numbers: ByPath, states: ByPath, x: Array, labels: Array | None
) -> Array:
    """The Euclidean norms `(n,)` of a critic's gradient in its input."""

    def total(points: Array) -> Array:
        return jnp.sum(output(plan, params, buffers, numbers, states, points, labels))

    slopes = jax.grad(total)(x)
    return Euclidean().value(slopes.reshape(slopes.shape[0], -1), jnp)


OUTPUT, NORMS = Compiled(output), Compiled(norms)
