"""The perceptron, and the networks a GAN has if none are named."""

import pytest

from ganreg.errors import ParameterError
from ganreg.networks import MLP, BoundNetwork, Dense, Embedding, Flatten, Head, LayerNorm, LeakyReLU, ReLU, Tanh, mlp
from ganreg.networks.inferred import inferred_critic, inferred_generator
from ganreg.networks.initializers import FOR_WEIGHTS


def test_the_default_is_three_hidden_relu_layers_of_128():
    assert mlp() == MLP(width=128, depth=3, activation=ReLU(), init="he")
    hidden = (Dense(128, init="he"), ReLU())
    assert mlp().layers((2,), (1,)) == (Flatten(), *hidden, *hidden, *hidden, Head())


def test_layer_norm_stands_before_each_activation():
    layers = mlp(width=4, depth=1, layer_norm=True, activation="leaky_relu").layers((2,), (1,))
    assert layers == (Flatten(), Dense(4), LayerNorm(), LeakyReLU(), Head())


def test_it_serves_critic_and_generator():
    critic = BoundNetwork.bind(mlp(), (1, 8, 8), (1,))
    generator = BoundNetwork.bind(mlp(output="tanh"), (100,), (1, 8, 8))
    assert critic.output_shape == (1,)
    assert generator.output_shape == (1, 8, 8)
    assert generator.layers[-1] == Tanh()


@pytest.mark.parametrize(
    "wrong",
    [
        {"width": 0},
        {"depth": 0},
        {"init": "lecun"},
        {"init": "zeros"},
        {"layer_norm": 1},
        {"activation": "rleu"},
        {"classes": 0},
    ],
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


def test_with_classes_an_embedding_follows_the_flattened_input():
    layers = mlp(width=4, depth=1, classes=3).layers((1, 2, 2), (1,))
    assert layers == (Flatten(), Embedding(3), Dense(4), ReLU(), Head())


@pytest.mark.parametrize(("shape", "output_shape"), [((1, 8, 8), (1,)), ((5,), (1, 8, 8))])
def test_a_conditional_perceptron_serves_both_players(shape, output_shape):
    assert BoundNetwork.bind(mlp(classes=3), shape, output_shape).classes == 3


def test_the_inferred_networks_take_the_classes_of_the_data():
    assert (inferred_critic((2,), classes=4).classes, inferred_generator((2,), classes=4).classes) == (4, 4)
    assert (inferred_critic((2,)).classes, inferred_generator((2,)).classes) == (None, None)


@pytest.mark.parametrize("init", FOR_WEIGHTS)
def test_weights_may_start_in_any_way_but_constant(init):
    assert mlp(width=4, depth=1, init=init).layers((2,), (1,))[1] == Dense(4, init=init)
    assert not {"zeros", "ones"} & set(FOR_WEIGHTS)
