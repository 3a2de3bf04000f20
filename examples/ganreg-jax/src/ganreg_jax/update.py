"""One optimizer step, and for the critic the projections, on all parameters of a player at once."""

from functools import cache
from typing import Any

import attrs
import jax
import jax.numpy as jnp
import numpy as np

from ganreg.networks.network import BoundNetwork
from ganreg.optimizers.abstract import AbstractOptimizer
from ganreg.schedules import replaced
from ganreg.state import FlatParameters, OptimizerState
from ganreg_jax.flat import joined, layout_of
from ganreg_jax.hidden import Identity, hidden_of

Array = Any
Moments = dict[str, Array]


@attrs.frozen(cache_hash=True)
class Rule:
    """What an update is compiled for.

    Args:
        optimizer: its moving numbers taken out.
        projections: likewise, in the recipe's order.
        network: the player's.
    """

    optimizer: AbstractOptimizer
    projections: tuple[Any, ...]
    network: BoundNetwork
    hidden: tuple[Identity, ...] = attrs.field(init=False)

    @hidden.default
    def _hidden(self) -> tuple[Identity, ...]:
        return hidden_of(self.optimizer, self.projections)


@jax.tree_util.register_pytree_node_class
@attrs.frozen
class Present:
    """What an update starts from: parameters and moments, each in one array, the steps so far, the moving numbers."""

    params: Array
    moments: Moments
    steps: int
    numbers: tuple[dict[str, Any], ...]

    def tree_flatten(self) -> tuple[tuple[Any, ...], None]:
        """For JAX: the fields."""
        return (self.params, self.moments, self.steps, self.numbers), None

    @classmethod
    def tree_unflatten(cls, _: None, children: tuple[Any, ...]) -> "Present":
        """For JAX: from the fields."""
        return cls(*children)


def updated(rule: Rule, gradient: Array, present: Present) -> tuple[Array, Moments]:
    """The new parameters and moments."""
    layout = layout_of(rule.network)
    of_optimizer, *of_projections = present.numbers
    optimizer = replaced(rule.optimizer, **of_optimizer)
    state = OptimizerState(present.steps, {name: FlatParameters(m, layout) for name, m in present.moments.items()})
    params, after = optimizer.update(
        FlatParameters(gradient, layout), state, FlatParameters(present.params, layout), jnp
    )
    for projection, numbers in zip(rule.projections, of_projections, strict=True):
        now = replaced(projection, **numbers)
        params = {name: now.project(name, value, jnp) for name, value in params.items()}
    return _buffer(params, rule.network), {name: _buffer(m, rule.network) for name, m in after.moments.items()}


def _buffer(arrays: Any, network: BoundNetwork) -> Array:
    return arrays.buffer if isinstance(arrays, FlatParameters) else joined(arrays, network)


@cache
def is_traceable(rule: Rule, moments: tuple[str, ...], dtype: str, numbers: tuple[tuple[str, ...], ...]) -> bool:
    """Whether an update can be compiled with the number of steps as an argument.

    Not if a formula branches on it, or hands it to `math`: such an optimizer takes its steps operation by operation.
    """
    size = sum(int(np.prod(shape)) for shape in layout_of(rule.network).values())
    array = jax.ShapeDtypeStruct((size,), dtype)
    present = Present(array, dict.fromkeys(moments, array), 1, tuple(dict.fromkeys(names, 1.0) for names in numbers))
    try:
        jax.eval_shape(lambda gradient, at: updated(rule, gradient, at), array, present)
    except jax.errors.JAXTypeError:
        return False
    return True
