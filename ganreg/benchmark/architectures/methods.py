"""The methods that are compared, and how others of any names are trained."""

import attrs

from ganreg.benchmark.architectures.method import Method
from ganreg.constraints.abstract import AbstractPenalty, AbstractProjection
from ganreg.errors import ParameterError, did_you_mean
from ganreg.losses import Wasserstein
from ganreg.recipe import as_constraints
from ganreg.registry import registry

WGAN_GP = Method(
    name="wgan-gp",
    loss="wasserstein",
    constraint={"name": "gradient_penalty", "weight": 0.1},
    optimizer={"name": "adam", "lr": 3e-3, "beta1": 0.5, "beta2": 0.9},
    n_critic=5,
    norm="layer_norm",
)
"""Gulrajani et al. 2017, with the λ, β₁ and β₂ of their gan_toy.py; the learning rate fits a short run."""

GAN = Method(
    name="gan",
    loss="non_saturating",
    constraint="none",
    optimizer={"name": "adam", "lr": 1e-3, "beta1": 0.5, "beta2": 0.999},
    n_critic=1,
    norm="batch_norm",
)
"""Radford et al. 2016, as in the paper's table; the learning rate fits a short run."""

WGAN_CLIP = Method(
    name="wgan-clip",
    loss="wasserstein",
    constraint={"name": "clip", "bound": 0.1},
    optimizer={"name": "rmsprop", "lr": 1e-3},
    n_critic=5,
    norm="batch_norm",
)
"""Arjovsky et al. 2017; bound and learning rate fit a short run."""

METHODS = {method.name: method for method in (WGAN_GP, GAN, WGAN_CLIP)}


def method_named(name: str) -> Method:
    """A method of `METHODS`, or `"LOSS/CONSTRAINT"` of any names: trained as that of `METHODS` with such a constraint.

    Raises:
        ParameterError: it is neither.
        UnknownNameError: there is no such loss or constraint.
    """
    if name in METHODS:
        return METHODS[name]
    loss, slash, constraint = name.partition("/")
    if not slash:
        raise ParameterError(
            f"There is no method {name!r}.{did_you_mean(name, METHODS)} Expected {', '.join(METHODS)}, or a loss and a "
            "constraint: wasserstein/one_sided_gp."
        )
    steps = WGAN_GP.n_critic if isinstance(registry().create("loss", loss), Wasserstein) else GAN.n_critic
    return attrs.evolve(_nearest(constraint), name=name, loss=loss, constraint=constraint, n_critic=steps)


def _nearest(constraint: str) -> Method:
    """The method whose training suits a constraint: by the kinds of its parts."""
    parts = as_constraints(constraint)
    if any(isinstance(part, AbstractPenalty) for part in parts):
        return WGAN_GP
    return WGAN_CLIP if any(isinstance(part, AbstractProjection) for part in parts) else GAN
