"""The perceptron, and the networks a GAN has if none are named."""

import pytest

from ganreg.errors import ParameterError
from ganreg.networks import MLP, BoundNetwork, Dense, Flatten, Head, LayerNorm, LeakyReLU, ReLU, Tanh, mlp
from ganreg.networks.inferred import inferred_critic, inferred_generator


def test_the_default_is_three_hidden_relu_layers_of_128():
    assert mlp() == MLP(width=128, depth=3, activation=ReLU(), init="he")
    hidden = (Dense(128, init="he"), ReLU())
    assert mlp().layers() == (Flatten(), *hidden, *hidden, *hidden, Head())


def test_layer_norm_stands_before_each_activation():
    layers = mlp(width=4, depth=1, layer_norm=True, activation="leaky_relu").layers()
    assert layers == (Flatten(), Dense(4), LayerNorm(), LeakyReLU(), Head())


def test_it_serves_critic_and_generator():
    critic = BoundNetwork.bind(mlp(), (1, 8, 8), (1,))
    generator = BoundNetwork.bind(mlp(output="tanh"), (100,), (1, 8, 8))
    assert critic.output_shape == (1,)
    assert generator.output_shape == (1, 8, 8)
    assert generator.layers[-1] == Tanh()


@pytest.mark.parametrize(
    "wrong", [{"width": 0}, {"depth": 0}, {"init": "lecun"}, {"layer_norm": 1}, {"activation": "rleu"}]
)
def test_impossible_parameters_are_refused(wrong):
    with pytest.raises((ParameterError, LookupError)):
        mlp(**wrong)


def test_an_unknown_keyword_says_what_was_meant():
    with pytest.raises(ParameterError, match=r"no parameter 'widht'\. Did you mean 'width'"):
        mlp(widht=3)


def test_the_inferred_generator_of_images_is_bounded_and_that_of_vectors_is_not():
    assert inferred_generator((1, 8, 8)).output == Tanh()
    assert inferred_generator((2,)).output is None


@pytest.mark.parametrize("shape", [(2,), (3, 4), (3, 8, 8)])
def test_the_inferred_networks_fit_any_shape(shape):
    assert BoundNetwork.bind(inferred_critic(shape), shape, (1,)).input_shape == shape
    assert BoundNetwork.bind(inferred_generator(shape), (5,), shape).output_shape == shape
