"""Objects and globals of a user's program, with this run's networks and numbers in their places."""

import inspect
from typing import Any
from unittest import mock

import torch
from torch import nn

from ganreg.conformance.verification import roles
from ganreg.conformance.verification.signature import Argument, arguments_of
from ganreg_torch.verification.given import Given, Silent, Unknown


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
        own |= {name: _of_critic(name, given) for name in OF_A_MODULE}
    made: Any = object.__new__(type(owner.__name__, (owner,), own))
    if isinstance(made, nn.Module):
        nn.Module.__init__(made)
    return made


OF_A_MODULE = ("named_parameters", "named_modules", "named_children", "apply", "state_dict")
"""Methods from which all others of a module follow."""


def _of_critic(name: str, given: Given) -> Any:
    return lambda self, *args, **kwargs: getattr(given.of(roles.CRITIC), name)(*args, **kwargs)


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
