"""Peers train the same thing: at given weights and draws, their losses and gradients are the reference's."""

from functools import cache

import attrs
import numpy as np
import pytest
import torch

import ganreg
from benchmarks.method import METHODS
from benchmarks.peers import compiled, eager
from benchmarks.peers.torch_networks import critic_of, generator_of
from benchmarks.peers.torch_objective import critic_loss, generator_loss
from benchmarks.plan import MATRIX
from benchmarks.sides.recipe import constraint_of, networks_of, optimizer_of
from benchmarks.workload import WORKLOADS
from ganreg.backend import Batch

SMALL = {
    "mlp": attrs.evolve(WORKLOADS["mlp64"], width=6, depth=2, batch=5),
    "smooth": attrs.evolve(WORKLOADS["mlp512-smooth"], width=6, depth=2, batch=5),
    "dcgan": attrs.evolve(WORKLOADS["dcgan32"], width=2, shape=(3, 8, 8), batch=3, latent=4),
    "resnet": attrs.evolve(WORKLOADS["resnet32"], width=2, batch=2, latent=4),
}
ABOUT = {"rtol": 1e-9, "atol": 1e-12}


class Case:
    """A workload's first critic step by the reference, and the same weights, samples and draws in a peer's hands."""

    def __init__(self, network, method):
        self.workload, self.method = SMALL[network], METHODS[method]
        engine = reference_engine(self.workload, self.method)
        x = np.clip(np.random.default_rng(1).normal(size=(self.workload.batch, *self.workload.shape)), -1, 1)
        draw, batch = engine.draws.at("critic", 0), Batch(x)
        self.expected = engine.gradients("critic", engine.state, batch, draw)
        self.generators = engine.gradients("generator", engine.state, None, engine.draws.at("generator", 0))
        self.critic = loaded(critic_of(self.workload), engine.state.critic.params)
        self.generator = loaded(generator_of(self.workload), engine.state.generator.params)
        latents = (self.workload.batch, self.workload.latent)
        z, later = (one.stream("latent").normal(latents) for one in (draw, engine.draws.at("generator", 0)))
        epsilon = draw.stream("constraint/0").uniform((self.workload.batch,))
        self.real, self.z, self.later, self.epsilon = map(torch.from_numpy, (x, z, later, epsilon))
        self.fake = self.generator(self.z).detach()
        self.total = self.expected.terms["critic_loss"]  # with its penalties


def reference_engine(workload, method):
    critic, generator = networks_of(workload)
    choices = {"loss": method.loss, "constraint": constraint_of(method), "optimizer": optimizer_of(method)}
    sizes = {"batch_size": workload.batch, "latent_dim": workload.latent, "data_shape": workload.shape}
    return ganreg.build(critic=critic, generator=generator, backend="reference", **choices, **sizes).engine


def loaded(network, params):
    """A module with these weights: its own parameters come in the same order."""
    network.double()
    with torch.no_grad():
        for own, value in zip(network.parameters(), params.values(), strict=True):
            assert own.shape == value.shape
            own.copy_(torch.from_numpy(np.asarray(value)))
    return network


case = cache(Case)
networks = pytest.mark.parametrize("network", SMALL)
methods = pytest.mark.parametrize("method", MATRIX)


@networks
@methods
def test_the_eager_loop_has_the_references_loss_and_gradients(network, method):
    of = case(network, method)
    loss = critic_loss(of.critic, of.real.clone(), of.fake.clone(), of.epsilon, of.method)
    np.testing.assert_allclose(loss.item(), of.total, **ABOUT)
    found = torch.autograd.grad(loss, list(of.critic.parameters()))
    for one, other in zip(found, of.expected.params.values(), strict=True):
        np.testing.assert_allclose(one.numpy(), other, **ABOUT)


@networks
@methods
def test_the_compiled_functions_have_them_too(network, method):
    of = case(network, method)
    weights = dict(of.critic.named_parameters())
    found = torch.func.grad(lambda w: compiled.critic_loss(of.critic, w, of.real, of.fake, of.epsilon, of.method))(
        {name: value.detach() for name, value in weights.items()}
    )
    for one, other in zip(found.values(), of.expected.params.values(), strict=True):
        np.testing.assert_allclose(one.detach().numpy(), other, **ABOUT)


@networks
@methods
def test_the_generators_step_is_the_references(network, method):
    of = case(network, method)
    loss = generator_loss(of.critic(of.generator(of.later)), of.method)
    np.testing.assert_allclose(loss.item(), of.generators.terms["generator_loss"], **ABOUT)


@pytest.mark.parametrize("method", ["wgan-gp", "wgan-clip"])
def test_an_update_by_the_compiled_peer_is_that_of_pytorchs_optimizer(method):
    of = case("mlp", method)
    critic, rule = critic_of(of.workload).double(), METHODS[method]
    state = compiled.started(critic)
    optimizer = eager.optimizer(critic, rule)
    for number in range(3):
        grads = {name: torch.full_like(value, number + 1.0) for name, value in critic.named_parameters()}
        for name, value in critic.named_parameters():
            value.grad = grads[name].clone()
        optimizer.step()
        state = compiled.updated(state, grads, rule)
    for name, value in critic.named_parameters():
        torch.testing.assert_close(state[0][name], value.detach(), rtol=1e-6, atol=1e-9)  # its count is float32


@methods
def test_the_jax_loop_has_the_references_loss(method):
    jax = pytest.importorskip("jax", reason="jax is installed for the bench alone")
    from benchmarks.peers import jax_loop
    from benchmarks.peers.jax_networks import critic_of as jax_critic

    of = case("mlp", method)
    critic, _ = jax_critic(of.workload)
    layers = [value.detach().numpy() for value in of.critic.parameters()]
    weights = [(w.T, b) for w, b in zip(layers[::2], layers[1::2], strict=True)]
    real, fake, epsilon = (jax.numpy.asarray(value.numpy()) for value in (of.real, of.fake, of.epsilon[:, None]))
    loss = jax_loop.critic_loss(lambda x: critic(weights, x), real, fake, epsilon, of.method)
    np.testing.assert_allclose(float(loss), of.total, rtol=1e-5)  # JAX computes in float32
