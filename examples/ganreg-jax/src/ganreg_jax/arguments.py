"""The arrays that a step is called with."""

from typing import Any

import attrs
import jax

Array = Any
Named = dict[str, Any]


@jax.tree_util.register_pytree_node_class
@attrs.frozen(kw_only=True)
class Arguments:
    """Both players' numbers, the batch, and this update's draws.

    Args:
        critic: all parameters in one array.
        generator: likewise.
        critic_buffers: by name.
        generator_buffers: by name.
        real: real samples, or None where the loss does not look at them.
        labels: class numbers `(n,)`, or None.
        draws: by path, then by name: `latent`, `constraint/0`, `critic/real` (masks), …
        numbers: the moving numbers of each constraint that takes part, by its path, then by name.
        states: the arrays in the state of each reparametrisation, likewise.
    """

    critic: Array
    generator: Array
    critic_buffers: Named
    generator_buffers: Named
    real: Array
    labels: Array
    draws: dict[str, Named]
    numbers: dict[str, Named]
    states: dict[str, Named]

    def tree_flatten(self) -> tuple[tuple[Any, ...], None]:
        """For JAX: the fields."""
        return tuple(getattr(self, field.name) for field in attrs.fields(type(self))), None

    @classmethod
    def tree_unflatten(cls, _: None, children: tuple[Any, ...]) -> "Arguments":
        """For JAX: from the fields."""
        return cls(**{field.name: child for field, child in zip(attrs.fields(cls), children, strict=True)})
