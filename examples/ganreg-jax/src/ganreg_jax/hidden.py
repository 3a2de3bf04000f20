"""What equality does not see of components, and compiled functions must tell apart nevertheless."""

from typing import Any

import attrs

from ganreg.registry import registry
from ganreg.support import parts_of


class Identity:
    """A value that is equal to itself alone."""

    def __init__(self, value: Any) -> None:
        self.value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Identity) and other.value is self.value

    def __hash__(self) -> int:
        return id(self.value)


def hidden_of(*components: Any) -> tuple[Identity, ...]:
    """What decides what components compute, beside what makes them equal; of their parts too.

    The values of all fields that have no part in equality, arrays for example; and the implementations that are
    announced for them. A function that was compiled for a component is not that of an equal one with others.
    """
    parts = list(parts_of(components))
    values = [
        getattr(part, field.name)
        for part in parts
        if attrs.has(type(part))
        for field in attrs.fields(type(part))
        if not field.eq
    ]
    announced = (registry().implementation(part, "jax") for part in parts)
    return tuple(map(Identity, (*values, *(one for one in announced if one is not None))))
