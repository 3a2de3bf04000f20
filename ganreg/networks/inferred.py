"""The networks that a GAN has if its user names none: what the shape of a sample suggests."""

from ganreg.networks.layers import Tanh
from ganreg.networks.layers.abstract import Shape
from ganreg.networks.mlp import MLP


def inferred_critic(shape: Shape, init: str = "he", classes: int | None = None) -> MLP:
    """A perceptron; it takes samples of any shape, and their labels if there are classes."""
    return MLP(init=init, classes=classes)


def inferred_generator(shape: Shape, init: str = "he", classes: int | None = None) -> MLP:
    """A perceptron; for images it ends with tanh, since grey values are bounded."""
    return MLP(output=Tanh() if len(shape) > 1 else None, init=init, classes=classes)
