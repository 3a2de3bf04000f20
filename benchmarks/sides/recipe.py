"""A workload and a method as ganreg's users write them."""

from collections.abc import Callable
from typing import Any

import ganreg
from benchmarks.method import BOUND, WEIGHT, Method
from benchmarks.workload import Workload
from ganreg.data import as_source
from ganreg.networks import dcgan, mlp, resnet

CONSTRAINTS: dict[str, Any] = {
    "gp": {"name": "gp", "weight": WEIGHT},
    "clip": {"name": "clip", "bound": BOUND},
    "r1+r2": {"name": "r1+r2", "gamma": WEIGHT},
    "none": "none",
}


def constraint_of(method: Method) -> Any:
    """The method's constraint for `ganreg.build`."""
    return CONSTRAINTS[method.constraint]


def networks_of(workload: Workload) -> tuple[Any, Any]:
    """Critic and generator."""
    if workload.network == "mlp":
        activation: Any = workload.activation  # a name, which the network takes as well
        both = mlp(width=workload.width, depth=workload.depth, activation=activation)
        return both, both
    images: Any = {"dcgan": dcgan, "resnet": resnet}[workload.network]
    return images(width=workload.width, norm="none"), images(width=workload.width, norm="batch")


def optimizer_of(method: Method) -> dict[str, Any]:
    """The optimizer of both players."""
    if method.optimizer == "adam":
        return {"name": "adam", "lr": method.lr, "beta1": method.beta1, "beta2": method.beta2}
    return {"name": "rmsprop", "lr": method.lr}


def built(workload: Workload, method: Method, backend: Any) -> ganreg.GAN:
    """The GAN, before its first fit."""
    critic, generator = networks_of(workload)
    return ganreg.build(
        loss=method.loss,
        constraint=constraint_of(method),
        optimizer=optimizer_of(method),
        n_critic=method.n_critic,
        critic=critic,
        generator=generator,
        batch_size=workload.batch,
        latent_dim=workload.latent,
        backend=backend,
    )


def fitting(workload: Workload, method: Method, backend: Any) -> Callable[[int], None]:
    """`gan.fit(data, iterations=n)`, again and again; or n of the critic's steps alone."""
    gan, source = built(workload, method, backend), as_source(workload.data())
    gan.fit(source, iterations=1)

    def critic_steps(n: int) -> None:
        engine = gan.engine
        with engine.session():
            for _ in range(n):
                batch = source.batch(workload.batch, engine.draws, engine.state.critic.updates)
                engine.critic_step(gan.scaled(batch))

    def fit(n: int) -> None:
        gan.fit(iterations=n)

    return fit if method.generator_step else critic_steps
