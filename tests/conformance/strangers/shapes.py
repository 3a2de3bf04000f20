"""How a component is made and announced: its mistakes."""

import attrs
from conformance.strangers.penalties import Cubic, PlacedOracle

from ganreg import param
from ganreg.params import POSITIVE


@attrs.define(kw_only=True, slots=False)
class Mutable(Cubic):
    """λ can be changed after it was checked."""

    weight: float = param(2.0, "The factor λ.")
    __setattr__ = object.__setattr__


class AcceptsAnything(Cubic):
    """A misspelt keyword does not matter."""

    def __new__(cls, *args, **kwargs):
        return object.__new__(cls)

    def __init__(self, **given):
        known = {name: value for name, value in given.items() if hasattr(Cubic, name)}
        self.__attrs_init__(**known) if hasattr(self, "__attrs_init__") else Cubic.__init__(self, **known)


class _Careless:
    """Knows examples and refuses nothing."""

    def __call__(self, instance, attribute, value):
        pass

    def examples(self):
        return POSITIVE.examples()

    def describe(self):
        return POSITIVE.describe()


@attrs.frozen(kw_only=True)
class NotValidated(Cubic):
    """λ has a validator that lets everything pass."""

    weight: float = param(2.0, "The factor λ.", validator=_Careless())


@attrs.frozen(kw_only=True)
class Loses(Cubic):
    """Comes back from plain data as another."""

    every: int = param(1, "Rounded up to an even number.", converter=lambda value: value + 1)


class CannotBeMade(Cubic):
    """Raises when it is made."""

    def __new__(cls, *args, **kwargs):
        raise RuntimeError("not today")


RIGHT = {Cubic: PlacedOracle}
"""Shown to be right beside the penalties."""
MISTAKES = {
    Mutable: "parameters",
    AcceptsAnything: "parameters",
    NotValidated: "parameters",
    Loses: "parameters",
    CannotBeMade: "announcement",
}
WITHOUT_ORACLE = {}
