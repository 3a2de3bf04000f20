"""What a function is given for each of its arguments, by their roles; and objects that stand in for `self` or `opt`."""

from collections.abc import Callable, Mapping
from typing import Any

import attrs

from ganreg.conformance.verification import roles
from ganreg.conformance.verification.signature import Argument

LEARNING_RATE = 0.02


class Unknown(Exception):  # noqa: N818 - it ends one attempt to call, nothing else
    """There is nothing to give for an argument."""


class Silent:
    """A logger, a list of losses, a counter: takes everything, does nothing. No number can be computed from it."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __call__(self, *_: Any, **__: Any) -> Any:
        """Nothing happens."""
        return self

    def __getitem__(self, name: Any) -> Any:
        return self

    def __setitem__(self, name: Any, value: Any) -> None:
        pass

    def __iadd__(self, other: Any) -> Any:
        return self


NOT_ATTRIBUTES = (
    roles.LABELS, roles.EPSILON, roles.SCORES, roles.POINTS, roles.GRADIENTS, roles.REAL_SCORES, roles.FAKE_SCORES,
)  # fmt: skip
"""Roles of arguments that no object keeps."""


@attrs.frozen
class Later:
    """A value that is made when it is asked for: PyTorch's optimizers import a compiler."""

    make: Callable[[], Any]


class Given:
    """Values by role.

    Args:
        values: from role to value.
        claim: the kind of thing that is verified.
    """

    def __init__(self, values: Mapping[str, Any], claim: str) -> None:
        self.values, self.claim = dict(values), claim
        self.taken: list[str] = []
        self.notes: set[str] = set()
        self.guessed: list[str] = []

    def of(self, role: str) -> Any:
        """The value for a role.

        Raises:
            Unknown: there is none.
        """
        if role == roles.CONFIG:
            return Stand(self)
        if role not in self.values:
            raise Unknown(role)
        self.taken.append(role)
        if role == roles.PAC:
            self.notes.add("judged with one sample in a pack, pac=1")
        if isinstance(self.values[role], Later):
            self.values[role] = self.values[role].make()
        return self.values[role]

    def named(self, name: str) -> Any:
        """The value for something of this name."""
        return self.of(roles.role_of(name))

    def attribute(self, name: str) -> Any:
        """The value of an attribute of this name.

        Raises:
            Unknown: its name says nothing.
        """
        role = roles.role_of(name)
        if role in NOT_ATTRIBUTES:
            raise Unknown(name)
        return self.of(role)

    def arguments(self, wanted: list[Argument]) -> tuple[list[Any], dict[str, Any]]:
        """What to call a function with.

        Raises:
            Unknown: an argument without default whose name says nothing.
        """
        places: list[Any] = []
        names: dict[str, Any] = {}
        for argument in wanted:
            if argument.required or self._preferred(argument):
                try:
                    value = self.of(argument.role)
                except Unknown as unknown:
                    if not argument.required:
                        continue
                    if not {roles.CRITIC, roles.SCORES, roles.REAL_SCORES} & {one.role for one in wanted}:
                        raise Unknown(argument.name) from unknown
                    self.guessed.append(argument.name)
                    value = self.of(roles.LABELS)
                if argument.positional:
                    places.append(value)
                else:
                    names[argument.name] = value
        return places, names

    def _preferred(self, argument: Argument) -> bool:
        """Whether a default is replaced."""
        always = (
            roles.CRITIC,
            roles.REAL,
            roles.FAKE,
            roles.REAL_SCORES,
            roles.FAKE_SCORES,
            roles.SCORES,
            roles.POINTS,
        )
        if argument.role in always:
            return not isinstance(argument.default, (int, float))
        if argument.role == roles.BOUND:
            return True
        if argument.role == roles.DEVICE:
            return "cuda" in str(argument.default)
        if argument.role == roles.CUDA:
            return argument.default is True
        if argument.role in (roles.BATCH, roles.WEIGHT, roles.PAC):
            return isinstance(argument.default, (int, float)) and not isinstance(argument.default, bool)
        return False


class Stand:
    """An object whose attributes and items are what their names say: an `opt`, a `config`."""

    def __init__(self, given: Given) -> None:
        self.__dict__["_given"] = given

    def __getattr__(self, name: str) -> Any:
        try:
            return self._given.attribute(name)
        except Unknown:
            raise AttributeError(
                f"the configuration has no {name!r}, whose meaning its name does not tell; give --call"
            ) from None

    def __getitem__(self, name: str) -> Any:
        return getattr(self, name)

    def get(self, name: str, default: Any = None) -> Any:
        """An item, or the default."""
        return getattr(self, name, default)
