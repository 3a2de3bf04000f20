"""Critics as public repositories write them: read, and the same function to second order; or refused by name."""

import pytest
import torch
from torch import nn
from torch_backend.public_critics import (
    Blocks,
    Cifar,
    Dcgan,
    Functional,
    Good,
    InstanceNormed,
    Mnist,
    NormedConv,
    Perceptron,
    Resnet,
    Scaled,
    StandardDeviation,
    Toy,
)

from ganreg.draws import Draws
from ganreg.errors import UnsupportedError
from ganreg.networks import BoundNetwork
from ganreg.networks.layers import BatchNorm, GroupNorm, LeakyReLU, Residual
from ganreg_torch import read_network
from ganreg_torch.network import sequential
from ganreg_torch.placement import Placement

READ = {
    "caogang toy": (Toy, (2,), (1,)),
    "caogang mnist": (Mnist, (64,), (1,)),
    "caogang cifar10": (Cifar, (3, 8, 8), (1,)),
    "eriklindernoren wgan-gp": (Perceptron, (3, 2, 2), (1,)),
    "eriklindernoren gan": (lambda: Perceptron(nn.Sigmoid()), (1, 3, 4), (1,)),
    "eriklindernoren lsgan, in use": (lambda: Blocks().eval(), (1, 8, 8), (1,)),
    "eriklindernoren dcgan, in use": (lambda: Blocks(nn.Sigmoid()).eval(), (1, 8, 8), (1,)),
    "pytorch dcgan": (Dcgan, (3, 8, 8), (1,)),
    "Zeleni9": (InstanceNormed, (1, 8, 8), (1, 1, 1)),
    "jalola resnet": (Good, (3 * 8 * 8,), (1,)),
    "mimicry resnet without spectral norm": (Resnet, (3, 8, 8), (1,)),
    "functional": (Functional, (1, 8, 8), (1,)),
}


def seeded(make):
    torch.manual_seed(5)
    return make()


def built(network, shape, output, training):
    bound = BoundNetwork.bind(network, shape, output)
    start = bound.initial(Draws(0), "critic") | bound.initial_buffers(Draws(0), "critic")
    return sequential(bound, start, Placement(torch.device("cpu"), torch.float64)).train(training)


def scores_and_penalty_gradients(module, x):
    x = x.clone().requires_grad_()
    scores = module(x.clone()).flatten()
    (slopes,) = torch.autograd.grad(scores.sum(), x, create_graph=True)
    penalty = ((slopes.flatten(1).norm(dim=1) - 1) ** 2).mean()
    weights = [weight for weight in module.parameters() if weight.requires_grad]
    gradients = torch.autograd.grad(penalty, weights, materialize_grads=True)
    return scores, sorted((tuple(g.shape), g.square().sum().item()) for g in gradients)


@pytest.mark.parametrize("name", READ)
def test_a_public_critic_is_read_and_has_the_same_scores_and_penalty_gradients(name) -> None:
    make, shape, output = READ[name]
    critic = seeded(make)
    network = read_network(critic, shape)
    x = torch.randn(4, *shape, dtype=torch.float64, generator=torch.Generator().manual_seed(9))
    (theirs, their_gradients), (ours, our_gradients) = (
        scores_and_penalty_gradients(module, x)
        for module in (critic.double(), built(network, shape, output, critic.training))
    )
    torch.testing.assert_close(ours, theirs, rtol=1e-11, atol=1e-12)
    assert [shape for shape, _ in our_gradients] == [shape for shape, _ in their_gradients]
    assert [size for _, size in our_gradients] == pytest.approx(
        [size for _, size in their_gradients], rel=1e-8, abs=1e-18
    )


REFUSED = {
    "eriklindernoren dcgan, in training": (Blocks, (1, 8, 8), r"model\.5 \(Dropout2d\): it drops numbers at random"),
    "jalola's first layer norm": (lambda: Good(StandardDeviation), (192,), r"in rb2\.bn2 \(StandardDeviation\)"),
    "mimicry resnet, sum over pixels": (
        lambda: Resnet(lambda h: torch.sum(h, dim=(2, 3))),
        (3, 8, 8),
        r"function sum in the module \(Resnet\): there is no layer for it",
    ),
    "mimicry spectral norm": (
        lambda: nn.Sequential(NormedConv(3, 4, 3)),
        (3, 8, 8),
        r"function conv2d in 0 \(NormedConv\)",
    ),
    "GAN_stability": (Scaled, (3, 4, 4), r"function mul in the module \(Scaled\)"),
    "spectral norm by hook": (
        lambda: nn.Sequential(nn.utils.spectral_norm(nn.Linear(2, 1))),
        (2,),
        r"0 \(Linear\): it has the hook SpectralNorm",
    ),
    "spectral norm by parametrization": (
        lambda: nn.Sequential(nn.utils.parametrizations.spectral_norm(nn.Linear(2, 1))),
        (2,),
        r"0 \(Linear\): its weights are computed by the parametrization _SpectralNorm",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_public_critic_that_is_no_row_of_layers_is_refused_by_the_name_of_its_part(name) -> None:
    make, shape, message = REFUSED[name]
    with pytest.raises(UnsupportedError, match=message):
        read_network(seeded(make), shape)


def test_epsilons_and_slopes_are_the_modules_own() -> None:
    blocks = read_network(seeded(Blocks).eval(), (1, 8, 8)).stack
    assert next(layer for layer in blocks if isinstance(layer, BatchNorm)).epsilon == 0.8
    cifar = read_network(seeded(Cifar), (3, 8, 8)).stack
    assert {layer for layer in cifar if isinstance(layer, LeakyReLU)} == {LeakyReLU(0.01)}
    normed = read_network(seeded(InstanceNormed), (1, 8, 8)).stack
    assert [layer.groups for layer in normed if isinstance(layer, GroupNorm)] == [4, 4]


def test_a_rectifier_in_place_comes_before_both_paths() -> None:
    stack = read_network(seeded(Resnet), (3, 8, 8)).stack
    names = [layer.name for layer in stack]
    assert names[:5] == ["conv2d", "relu", "residual", "relu", "residual"]
    assert [len(layer.shortcut) for layer in stack if isinstance(layer, Residual)] == [2, 0]


def test_the_weights_are_the_modules_numbers_by_the_specifications_names() -> None:
    critic = seeded(Dcgan)
    with torch.no_grad():
        critic.main[3].running_mean.fill_(0.25)
    network = read_network(critic, (3, 8, 8))
    assert network.weights["2.weight"].tolist() == critic.main[2].weight.tolist()
    assert network.weights["3.running_mean"].tolist() == [0.25] * 6


def test_reading_changes_neither_the_module_nor_the_users_generator() -> None:
    critic = seeded(Dcgan)
    before = {name: array.clone() for name, array in critic.state_dict().items()}
    generator = torch.random.get_rng_state()
    read_network(critic, (3, 8, 8))
    assert all(torch.equal(array, before[name]) for name, array in critic.state_dict().items())
    assert torch.equal(torch.random.get_rng_state(), generator)
    assert critic.main[0].weight.dtype == torch.float32


def test_what_was_built_from_a_specification_is_read_back_as_that_specification() -> None:
    network = read_network(seeded(Good), (192,))
    again = read_network(built(network, (192,), (1,), True), (192,))
    assert again.stack == network.stack
    assert all((again.weights[name] == array).all() for name, array in network.weights.items())


def test_what_stands_before_last_weights_of_zero_is_compared_too() -> None:
    module = nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 1))
    nn.init.zeros_(module[2].weight)
    module[1].forward = torch.sigmoid
    with pytest.raises(UnsupportedError, match="its outputs are not those of the layers read"):
        read_network(module, (2,))
    del module[1].forward
    assert not read_network(module, (2,)).weights["2.weight"].any()
