"""What equality does not see of components, and compiled functions must tell apart nevertheless."""

from typing import Any

import attrs

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
    """The values of all fields that have no part in equality, arrays for example, of components and their parts.

    Two components that differ in these alone are equal, but a function that was compiled for one is not the other's.
    """
    return tuple(
        Identity(getattr(part, field.name))
        for part in parts_of(components)
        if attrs.has(type(part))
        for field in attrs.fields(type(part))
        if not field.eq
    )
