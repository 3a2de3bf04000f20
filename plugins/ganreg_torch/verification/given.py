"""What a function is given for each of its arguments, by their roles; and objects that stand in for `self` or `opt`."""

import inspect
from collections.abc import Callable, Mapping
from typing import Any
from unittest import mock

import attrs
import torch
from torch import nn

from ganreg.conformance.verification import roles
from ganreg.conformance.verification.signature import Argument, arguments_of

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
        if argument.role in always or argument.role == roles.BOUND:
            return True
        if argument.role == roles.DEVICE:
            return "cuda" in str(argument.default)
        if argument.role == roles.CUDA:
            return argument.default is True
        if argument.role in (roles.BATCH, roles.WEIGHT):
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


def stand_in(owner: type, given: Given) -> Any:
    """An object of a class that was not initialised: attributes that were never set are what their names say."""

    def missing(self: Any, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        own = [self.__dict__.get(kind, {}) for kind in ("_parameters", "_buffers", "_modules")]
        for values in own:
            if name in values:
                return values[name]
        try:
            return given.attribute(name)
        except Unknown:
            return Silent()

    own: dict[str, Any] = {"__getattr__": missing}
    if issubclass(owner, nn.Module):  # a critic whose penalty is a method of its own
        own["forward"] = lambda self, *args, **kwargs: given.of(roles.CRITIC)(*args, **kwargs)
    made: Any = object.__new__(type(owner.__name__, (owner,), own))
    if isinstance(made, nn.Module):
        nn.Module.__init__(made)
    return made


def constructed(owner: type, given: Given) -> Any:
    """An object made by its class, its networks replaced by ours.

    Raises:
        Unknown: its initialiser takes something whose name says nothing.
    """
    places, names = given.arguments(arguments_of(owner, given.claim))
    made = owner(*places, **names)
    for name, value in list(vars(made).items()) + list(getattr(made, "_modules", {}).items()):
        role = roles.role_of(name)
        is_network = isinstance(value, nn.Module) and role in (roles.CRITIC, roles.GENERATOR)
        is_optimizer = role in (roles.CRITIC_OPTIMIZER, roles.GENERATOR_OPTIMIZER)
        if ((is_network or is_optimizer) and role in given.values) or (
            role in (roles.BATCH, roles.DEVICE, roles.CUDA) and not isinstance(value, nn.Module)
        ):
            setattr(made, name, given.of(role))
    return made


def globals_for(function: Any, given: Given) -> Any:
    """While held, batch sizes and CUDA switches of the function's module are those of this run."""
    names = getattr(function, "__globals__", {})
    wanted: dict[str, Any] = {}
    for name in _global_names(function):
        value, role = names.get(name), roles.role_of(name)
        is_number = isinstance(value, int) and not isinstance(value, bool)
        if (role == roles.BATCH and is_number) or (role == roles.CUDA and value is True):
            wanted[name] = given.values[role]
        if role == roles.DEVICE and "cuda" in str(value):
            wanted[name] = given.values[role]
        if role in (roles.CRITIC, roles.GENERATOR, roles.CRITIC_OPTIMIZER, roles.GENERATOR_OPTIMIZER) and _is_ours(
            value, role
        ):
            wanted[name] = given.of(role) if role in given.values else value
        if role == roles.CONFIG and value is not None and not isinstance(value, (str, int)):
            wanted[name] = _Overridden(value, given)
    return mock.patch.dict(names, wanted)


def _is_ours(value: Any, role: str) -> bool:
    if role in (roles.CRITIC, roles.GENERATOR):
        return isinstance(value, nn.Module)
    return isinstance(value, torch.optim.Optimizer)


def _global_names(function: Any) -> tuple[str, ...]:
    code = getattr(inspect.unwrap(function), "__code__", None)
    return tuple(code.co_names) if code is not None else ()


def own_weights(function: Any, defaults: list[Argument]) -> tuple[float, ...]:
    """Numbers that the function's module or its defaults call λ."""
    names = getattr(function, "__globals__", {})
    found = [names.get(name) for name in _global_names(function) if roles.role_of(name) == roles.WEIGHT]
    configs = [names.get(name) for name in _global_names(function) if roles.role_of(name) == roles.CONFIG]
    found += [value for c in configs for key, value in _items(c) if roles.role_of(str(key)) == roles.WEIGHT]
    found += [one.default for one in defaults if one.role == roles.WEIGHT]
    return tuple(float(value) for value in found if isinstance(value, (int, float)) and not isinstance(value, bool))


def _items(value: Any) -> list[tuple[Any, Any]]:
    return list((value if isinstance(value, dict) else getattr(value, "__dict__", {})).items())


class _Overridden:
    """A configuration of the user's own, with this run's batch size and device."""

    def __init__(self, own: Any, given: Given) -> None:
        self.__dict__.update(_own=own, _given=given)

    def __getattr__(self, name: str) -> Any:
        if roles.role_of(name) in (roles.BATCH, roles.CUDA, roles.DEVICE):
            return self._given.named(name)
        return getattr(self._own, name)

    def __getitem__(self, name: Any) -> Any:
        return self._given.named(name) if roles.role_of(str(name)) in (roles.BATCH, roles.CUDA) else self._own[name]
