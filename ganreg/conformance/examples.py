"""A few seeded cases in which a given component takes part, for what is said of it to be run.

Property tests draw many more; these are for a catalogue, and for a look at a component of one's own.
"""

from collections.abc import Callable, Mapping
from typing import Any

import attrs
import numpy as np

from ganreg.component import Component, fields_of
from ganreg.conformance.case import Case
from ganreg.errors import CombinationError, NetworkError
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
from ganreg.objectives import point_sets
from ganreg.registry import registry
from ganreg.support import OWN

CLASSES = 3
VECTORS, IMAGES, COLOURS, SQUARES = (5,), (1, 4, 4), (3, 4, 4), (1, 8, 8)
SHAPES = (VECTORS, IMAGES, COLOURS)
DESCENT = {"name": "sgd", "lr": 0.01}
FEW = 8
"""The most critic updates of an iteration that the kit tries: the reference is slow."""

_FIRST = Conv2d(2, kernel=3, padding=1)
_IMAGE_CRITIC = Sequential((_FIRST, LeakyReLU(0.2), Conv2d(3, kernel=2, stride=2), Softplus(3.0), Head()))
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
_SEEDS = {"elu": (1, 4)}
"""Layers whose second example is not the one of seed 2: there a slope below 0.1 divides, so that by the reference's own
conditioning α = 1 and α = 2 say nothing and α = 10 hardly; with seed 4 all three can be compared.
"""

_OF_IMAGES = ("flipped_shifted",)
"""Point sets that do not take samples of any kind."""


def _halved(x: Any) -> Any:
    return 0.5 * x


_PARAMETERS: Mapping[str, Mapping[str, Any]] = {
    "constraint/consistency": {"augmentation": "jittered"},
    "points/augmented": {"function": _halved},
    "points/exchanged": {"of": "jittered"},
    "loss/sinkhorn": {"tolerance": 1e-15},
    "layer/average_pool": {"kernel": 2},
    "layer/bjorck_dense": {"units": 4},
    "layer/class_projection": {"classes": CLASSES},
    "layer/conditional_batch_norm": {"classes": CLASSES},
    "layer/constant": {"shape": (8,)},
    "layer/conv2d": {"channels": 2},
    "layer/conv_transpose2d": {"channels": 1},
    "layer/dense": {"units": 4},
    "layer/embedding": {"classes": CLASSES, "size": 2},
    "layer/group_norm": {"groups": 2},
    "layer/reshape": {"shape": (1, 2, 2)},
    "layer/residual": {"body": (Tanh(),)},
    "network/sequential": {"stack": (Flatten(), Dense(4), Tanh(), Head())},
    "schedule/bursts": {"steps": 1, "burst": 3, "first": 1, "every": 2},
    "schedule/constant": {"value": 0.02},
    "schedule/cosine": {"start": 0.02, "end": 0.01, "over": 4},
    "schedule/linear": {"start": 0.02, "end": 0.01, "over": 4},
    "schedule/warm_up": {"value": 0.02, "over": 3},
}
"""What ganreg's own components take where their defaults will not do: no default, made for images, or iterated to a
tolerance that is not the comparison's. Schedules are learning rates here; those of whole numbers count updates.
"""

_NETWORKS: Mapping[str, Any] = {
    "mlp": MLP(width=4, depth=2, activation=Tanh(), layer_norm=True),
    "dcgan": {"name": "dcgan", "width": 2, "norm": "layer"},
    "resnet": {"name": "resnet", "width": 2, "norm": "layer"},
    "sequential": Sequential((Flatten(), Dense(4), Tanh(), Head())),
}


def examples(kind: str, given: "str | Component") -> list[Case]:
    """The cases of a component; empty where the kit has nothing to compare.

    Args:
        kind: the component's.
        given: the component, or its name, for one with the parameters of its announcement's `example`.
    """
    return _CASES[kind](example_of(kind, given) if isinstance(given, str) else given) if kind in _CASES else []


def example_of(kind: str, name: str) -> Component:
    """The component of a name, made with its defaults, and with what its announcement says where those will not do.

    Raises:
        ParameterError: a parameter has no default, and the announcement gives no `example`.
    """
    entry = registry().find(kind, name)
    own = _PARAMETERS.get(f"{kind}/{entry.spec.name}", {}) if entry.distribution == OWN else {}
    parameters = {**_required(registry().load(entry)), **own, **entry.spec.example}
    if kind == "optimizer" and "lr" not in entry.spec.example:
        parameters["lr"] = 1e-3
    made: Component = registry().create(kind, entry.full_name, **parameters)
    return made


def _required(component: type[Component]) -> dict[str, Any]:
    """The parameters that a component needs: 2 where their validators accept it, else the first that they do."""
    needed = [field for field in fields_of(component) if field.default is attrs.NOTHING]
    known = [(field.alias, field.validator) for field in needed if hasattr(field.validator, "examples")]
    return {alias: 2 if validator.accepts(2) else validator.examples()[0][0] for alias, validator in known}


def _name(component: Component) -> str:
    """The name of one of ganreg's own components; empty for others."""
    entry = registry().entry_of(component)
    return entry.spec.name if entry is not None and entry.distribution == OWN else ""


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
    return [*_of_vectors(parts), _plain(3, IMAGES, critic=_IMAGE_CRITIC, **parts)]


def _of_vectors(parts: Mapping[str, Any]) -> list[Case]:
    smooth = MLP(width=4, depth=2, activation=Tanh())
    return [_plain(1, **parts), _plain(2, critic=smooth, **parts)]


def _of_constraint(constraint: Any) -> list[Case]:
    if constraint.needs_random_critic:
        layers: tuple[Any, ...] = (Flatten(), Dense(5), Tanh(), "dropout", Head())
        critic = Sequential(layers)
        return [_plain(seed, critic=critic, constraints=(constraint,)) for seed in (1, 2, 3)]
    parts = {"loss": "non_saturating", "constraints": (constraint,)}
    taken = taken_by(constraint)
    if VECTORS in taken:
        return _three(parts) if IMAGES in taken else _of_vectors(parts)
    return [_plain(seed, shape, critic=_IMAGE_CRITIC, **parts) for shape in taken for seed in (3, 4)]


def taken_by(constraint: Any) -> list[tuple[int, ...]]:
    """The shapes of samples among the kit's that a constraint takes."""
    return [shape for shape in SHAPES if _takes(constraint, shape)]


def _takes(constraint: Any, shape: tuple[int, ...]) -> bool:
    """Whether a constraint, and the points that it looks at, take samples of a shape."""
    try:
        for part in (constraint, *point_sets((constraint,))):
            part.check(shape)
    except CombinationError:
        return False
    return True


def _of_points(points: Any) -> list[Case]:
    parts = {"constraints": ({"name": "gradient_penalty", "points": points},)}
    if _name(points) not in _OF_IMAGES:
        return _three(parts)
    critic = Sequential((_FIRST, Softplus(), Conv2d(2, kernel=4, stride=2), Tanh(), Head()))
    return [_plain(seed, SQUARES, critic=critic, **parts) for seed in (1, 2)]


def _of_norm(norm: Any) -> list[Case]:
    return _three({"constraints": ({"name": "gradient_penalty", "norm": norm},)})


def _of_layer(layer: Any) -> list[Case]:
    name = _name(layer)
    if name in _GENERATORS:
        shape = VECTORS if name == "embedding" else IMAGES
        return [_plain(seed, shape, generator=Sequential(_GENERATORS[name])) for seed in (1, 2)]
    critic = Sequential(_CRITICS[name]) if name in _CRITICS else _critic_with(layer)
    shape = VECTORS if isinstance(critic.stack[0], Flatten) else IMAGES
    seeds = _SEEDS.get(name, (1, 2)) if name else (1, 2, 3)
    return [_plain(seed, shape, critic=critic) for seed in seeds]


def _critic_with(layer: Any) -> Sequential:
    """A critic with a layer in its middle: between vectors, or between images if it takes no vectors.

    Raises:
        NetworkError: it takes neither.
    """
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
    raise NetworkError(f"The kit has no example of the layer {layer!r}. {' '.join(refusals)}")


def _of_network(network: Any) -> list[Case]:
    name = _name(network)
    shape, own = SQUARES if name in ("dcgan", "resnet") else VECTORS, _NETWORKS.get(name, network)
    return [_plain(seed, shape, critic=own, generator=own) for seed in (1, 2)]


def _of_schedule(schedule: Any) -> list[Case]:
    """A learning rate, the weight of a penalty where it may be 0, or a number of critic updates."""
    ends = schedule.extremes()
    if all(isinstance(end, int) for end in ends):
        return _three({"n_critic": schedule}) if 0 < min(ends) <= max(ends) <= FEW else []
    if min(ends) > 0:
        return _three({"optimizer": DESCENT | {"lr": schedule}})
    return _three({"constraints": ({"name": "r1", "gamma": schedule},)}) if min(ends) == 0 else []


_CASES: Mapping[str, Callable[[Any], list[Case]]] = {
    "loss": lambda loss: _three({"loss": loss, "constraints": ()}),
    "constraint": _of_constraint,
    "points": _of_points,
    "norm": _of_norm,
    "optimizer": lambda optimizer: _three({"optimizer": optimizer}),
    "game": lambda game: _three({"game": game}),
    "average": lambda average: _three({"average": average}),
    "layer": _of_layer,
    "network": _of_network,
    "schedule": _of_schedule,
}
