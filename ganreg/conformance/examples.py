"""A few seeded cases in which a given component takes part, for what is said of it to be run.

Property tests draw many more; these are for a catalogue, and for a look at a component of one's own.
"""

from collections.abc import Callable, Mapping
from typing import Any

import attrs
import numpy as np

from ganreg.conformance.case import Case
from ganreg.errors import NetworkError
from ganreg.networks.layers import (
    AveragePool,
    ClassProjection,
    ConditionalBatchNorm,
    Constant,
    Conv2d,
    ConvTranspose2d,
    Dense,
    Embedding,
    Flatten,
    GroupNorm,
    Head,
    LeakyReLU,
    Reshape,
    Residual,
    Softplus,
    Tanh,
)
from ganreg.networks.mlp import MLP
from ganreg.networks.network import BoundNetwork, Sequential
from ganreg.registry import registry
from ganreg.support import OWN

CLASSES = 3
VECTORS, IMAGES, SQUARES = (5,), (1, 4, 4), (1, 8, 8)
DESCENT = {"name": "sgd", "lr": 0.01}

_SCHEDULES: Mapping[str, Mapping[str, Any]] = {
    "constant": {"value": 0.02},
    "cosine": {"start": 0.02, "end": 0.01, "over": 4},
    "linear": {"start": 0.02, "end": 0.01, "over": 4},
    "warm_up": {"value": 0.02, "over": 3},
}
"""Learning rates; schedules of whole numbers are none."""

_FIRST = Conv2d(2, kernel=3, padding=1)
_CRITICS: Mapping[str, tuple[Any, ...]] = {
    "average_pool": (_FIRST, AveragePool(2), Tanh(), Head()),
    "bjorck_dense": (Flatten(), {"name": "bjorck_dense", "units": 4}, Tanh(), Head()),
    "class_projection": (Flatten(), Dense(4), Tanh(), ClassProjection(CLASSES)),
    "conv2d": (_FIRST, LeakyReLU(0.2), Conv2d(3, kernel=2, stride=2), Tanh(), Head()),
    "dense": (Flatten(), Dense(4), Tanh(), Dense(1, bias=False)),
    "flatten": (Flatten(), Dense(4), Tanh(), Head()),
    "group_norm": (Conv2d(4, kernel=3, padding=1), GroupNorm(2), Tanh(), Head()),
    "head": (Flatten(), Dense(4), Tanh(), Head()),
    "residual": (_FIRST, Residual((Tanh(), Conv2d(2, kernel=3, padding=1))), Head()),
    "reshape": (Flatten(), Dense(4), Reshape((1, 2, 2)), Conv2d(2, kernel=2), Tanh(), Head()),
    "upsample": (_FIRST, "upsample", Tanh(), Head()),
}
_GENERATORS: Mapping[str, tuple[Any, ...]] = {
    "batch_norm": (Dense(8, bias=False), Reshape((2, 2, 2)), "batch_norm", Softplus(), ConvTranspose2d(1), Tanh()),
    "conditional_batch_norm": (
        Dense(8, bias=False),
        Reshape((2, 2, 2)),
        ConditionalBatchNorm(CLASSES),
        Softplus(),
        ConvTranspose2d(1),
    ),
    "constant": (Constant((8,)), Reshape((2, 2, 2)), ConvTranspose2d(1), Tanh()),
    "conv_transpose2d": (Dense(8), Reshape((2, 2, 2)), ConvTranspose2d(1), Tanh()),
    "embedding": (Embedding(CLASSES, 2), Dense(4), Tanh(), Head()),
}
_AUGMENTED: Mapping[str, Mapping[str, Any]] = {"consistency": {"augmentation": "jittered"}}
_NEEDS_DROPOUT = ("consistency_term",)
_OF_IMAGES = ("flipped_shifted",)
"""Constraints and point sets that do not take samples or critics of any kind."""


def _halved(x: Any) -> Any:
    return 0.5 * x


_POINTS: Mapping[str, Mapping[str, Any]] = {"augmented": {"function": _halved}, "exchanged": {"of": "jittered"}}
"""What point sets need that are made of something else."""

_ITERATED: Mapping[str, Mapping[str, Any]] = {"sinkhorn": {"tolerance": 1e-15}}
"""Losses that iterate to a tolerance of their own: here to that of the comparison."""

_NETWORKS: Mapping[str, Any] = {
    "mlp": MLP(width=4, depth=2, activation=Tanh(), layer_norm=True),
    "dcgan": {"name": "dcgan", "width": 2, "norm": "layer"},
    "resnet": {"name": "resnet", "width": 2, "norm": "layer"},
    "sequential": Sequential((Flatten(), Dense(4), Tanh(), Head())),
}


def examples(kind: str, name: str) -> list[Case]:
    """The cases of a component; empty where the kit has nothing to compare.

    Args:
        kind: the component's.
        name: its short name, or its full one.
    """
    return _CASES[kind](name) if kind in _CASES else []


def _plain(seed: int, shape: tuple[int, ...] = VECTORS, **parts: Any) -> Case:
    random = np.random.default_rng(seed)
    fields: dict[str, Any] = {"real": random.normal(size=(3, *shape)), "label": random.integers(CLASSES, size=3)}
    small: dict[str, Any] = {
        "optimizer": DESCENT,
        "jitter": 0.1,
        "allow": ("batch-norm-with-gp",),
        "latent_dim": 3,
        "seed": seed,
    }
    case = Case(**(fields | small | parts))
    return case if _takes_labels(case) else attrs.evolve(case, label=None)


def _takes_labels(case: Case) -> bool:
    return case.recipe(registry().create("backend", "reference")).classes() is not None


def _three(parts: Mapping[str, Any]) -> list[Case]:
    """Critics that are piecewise linear, smooth, and convolutional."""
    image = Sequential((_FIRST, LeakyReLU(0.2), Conv2d(3, kernel=2, stride=2), Softplus(3.0), Head()))
    return [
        _plain(1, **parts),
        _plain(2, critic=MLP(width=4, depth=2, activation=Tanh()), **parts),
        _plain(3, IMAGES, critic=image, **parts),
    ]


def _of_constraint(name: str) -> list[Case]:
    if name in _NEEDS_DROPOUT:
        layers: tuple[Any, ...] = (Flatten(), Dense(5), Tanh(), "dropout", Head())
        critic = Sequential(layers)
        return [_plain(seed, critic=critic, constraints=({"name": name},)) for seed in (1, 2, 3)]
    constraint = {"name": name, **_AUGMENTED.get(name, {})}
    return _three({"loss": "non_saturating", "constraints": (constraint,)})


def _of_points(name: str) -> list[Case]:
    points = {"name": name, **_POINTS.get(name, {})}
    parts = {"constraints": ({"name": "gradient_penalty", "points": points},)}
    if name not in _OF_IMAGES:
        return _three(parts)
    critic = Sequential((_FIRST, Softplus(), Conv2d(2, kernel=4, stride=2), Tanh(), Head()))
    return [_plain(seed, SQUARES, critic=critic, **parts) for seed in (1, 2)]


def _of_norm(name: str) -> list[Case]:
    penalty = registry().load(registry().find("constraint", "gradient_penalty"))
    chosen = {"norm": name} if "norm" in attrs.fields_dict(penalty) else {}
    return _three({"constraints": ({"name": "gradient_penalty", **chosen},)})


def _of_layer(name: str) -> list[Case]:
    if name in _GENERATORS:
        shape = VECTORS if name == "embedding" else IMAGES
        return [_plain(seed, shape, generator=Sequential(_GENERATORS[name])) for seed in (1, 2)]
    critic = Sequential(_CRITICS[name]) if name in _CRITICS else _critic_with(name)
    shape = VECTORS if isinstance(critic.stack[0], Flatten) else IMAGES
    seeds = (1, 2) if registry().find("layer", name).distribution == OWN else (1, 2, 3)
    return [_plain(seed, shape, critic=critic) for seed in seeds]


def _critic_with(name: str) -> Sequential:
    """A critic with a layer of that name in its middle: between vectors, or between images if it takes no vectors.

    Raises:
        NetworkError: it takes neither.
    """
    layer: Any = {"name": name, **_required("layer", name)}
    after = (Flatten(), Dense(4), Tanh(), Head())
    refusals = []
    for shape, before in ((VECTORS, (Flatten(), Dense(6))), (IMAGES, (Conv2d(4, kernel=3, padding=1),))):
        critic = Sequential((*before, layer, *after))
        try:
            BoundNetwork.bind(critic, shape, (1,))
        except NetworkError as error:
            refusals.append(str(error))
        else:
            return critic
    raise NetworkError(f"The kit has no example of the layer {name!r}. {' '.join(refusals)}")


def _required(kind: str, name: str) -> dict[str, Any]:
    """The parameters that a component needs: 2 where their validators accept it, else the first that they do."""
    component: Any = registry().load(registry().find(kind, name))
    fields = attrs.fields(component) if attrs.has(component) else ()
    needed = [field for field in fields if field.init and field.default is attrs.NOTHING]
    known = [(field.alias, field.validator) for field in needed if hasattr(field.validator, "examples")]
    return {alias: 2 if validator.accepts(2) else validator.examples()[0][0] for alias, validator in known}


def _of_network(name: str) -> list[Case]:
    network = _NETWORKS.get(name, name)
    shape = SQUARES if name in ("dcgan", "resnet") else VECTORS
    return [_plain(seed, shape, critic=network, generator=network) for seed in (1, 2)]


def _of_schedule(name: str) -> list[Case]:
    if name not in _SCHEDULES:
        return []
    return _three({"optimizer": DESCENT | {"lr": {"name": name, **_SCHEDULES[name]}}})


_CASES: Mapping[str, Callable[[str], list[Case]]] = {
    "loss": lambda name: _three({"loss": {"name": name, **_ITERATED.get(name, {})}, "constraints": ()}),
    "constraint": _of_constraint,
    "points": _of_points,
    "norm": _of_norm,
    "optimizer": lambda name: _three({"optimizer": {"name": name, "lr": 1e-3}}),
    "game": lambda name: _three({"game": name}),
    "average": lambda name: _three({"average": name}),
    "layer": _of_layer,
    "network": _of_network,
    "schedule": _of_schedule,
}
