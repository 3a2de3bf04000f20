"""Random architectures: the same for the same seed, and of all kinds."""

from collections import Counter

import pytest

from ganreg.benchmark.architectures import Architecture, Perceptron
from ganreg.benchmark.architectures.perceptron import ACTIVATIONS, DEPTHS, STARTS, WIDTHS
from ganreg.networks import BatchNorm, Dense, Flatten, Head, LayerNorm, LeakyReLU, Tanh

MANY = [Architecture.drawn(7, index) for index in range(600)]


def test_an_architecture_depends_on_its_number_and_the_seed_alone():
    assert Architecture.drawn(7, 3) == MANY[3]
    assert Architecture.drawn(8, 3) != MANY[3]
    assert len(set(MANY)) == len(MANY)


@pytest.mark.parametrize("player", ["critic", "generator"])
@pytest.mark.parametrize(
    ("what", "options"),
    [
        ("activation", ACTIVATIONS),
        ("depth", DEPTHS),
        ("width", WIDTHS),
        ("normalised", (False, True)),
        ("init", STARTS),
    ],
)
def test_all_options_are_as_frequent(player, what, options):
    counts = Counter(getattr(getattr(one, player), what) for one in MANY)
    assert set(counts) == set(options)
    expected = len(MANY) / len(options)
    # χ² of at most 3 degrees of freedom exceeds 16.3 once in a thousand.
    assert sum((count - expected) ** 2 / expected for count in counts.values()) < 16.3


def test_critic_and_generator_are_drawn_independently():
    both = Counter((one.critic.depth, one.generator.depth) for one in MANY)
    assert len(both) == len(DEPTHS) ** 2
    assert max(both.values()) < 2 * len(MANY) / len(DEPTHS) ** 2


def test_a_network_has_its_hidden_layers_then_a_head():
    normalised = Perceptron(activation="tanh", depth=2, width=32, normalised=True, init="glorot")
    hidden = (Dense(32, init="glorot"), LayerNorm(), Tanh())
    assert normalised.network(LayerNorm()).stack == (Flatten(), *hidden, *hidden, Head())
    assert str(normalised) == "2×32 tanh, norm, glorot"


def test_without_normalisation_none_is_there():
    plain = Perceptron(activation="leaky_relu", depth=1, width=64, normalised=False, init="he")
    assert plain.network(BatchNorm()).stack == (Flatten(), Dense(64), LeakyReLU(0.2), Head())
    assert str(plain) == "1×64 leaky_relu, he"
