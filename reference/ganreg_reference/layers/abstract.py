"""The contract of a layer in the reference: four hand-derived formulas for one sample."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any

Array = Any
Weights = Mapping[str, Array]


class AbstractReferenceLayer(ABC):
    """One layer y = h(x; w) for one sample, with ẏ = J(x)·ẋ its tangent, J = ∂h/∂x.

    A bar marks an adjoint: for a scalar L, x̄ = ∂L/∂x. No memory is kept between the methods: each takes x and computes
    again what it needs. Arrays have the shapes of one sample; float64, or complex for complex-step differentiation.

    Args:
        layer: the layer's specification, of which only the parameters are read.
    """

    def __init__(self, layer: Any) -> None:
        self.layer = layer

    def given(self, label: int) -> "AbstractReferenceLayer":
        """The layer for a sample of class `label`; itself, unless the layer depends on the class."""
        return self

    def kink(self, x: Array) -> Array | None:
        """How far x is from each kink, a place where a first or second derivative jumps; None for a layer without."""
        return None

    def spread(self, x: Array) -> float:
        """The least std x/√mean x² of the sets of numbers of x whose std the layer divides by; 1 if there are none."""
        return 1.0

    @abstractmethod
    def forward(self, x: Array, weights: Weights) -> Array:
        """The output y = h(x; w)."""

    @abstractmethod
    def backward(self, x: Array, weights: Weights, adjoint: Array) -> tuple[Array, Weights]:
        """x̄ and w̄ from ȳ, where L depends on y."""

    @abstractmethod
    def tangent(self, x: Array, weights: Weights, tangent: Array) -> Array:
        """ẏ from ẋ."""

    @abstractmethod
    def tangent_backward(
        self, x: Array, weights: Weights, tangent: Array, adjoint: Array, tangent_adjoint: Array
    ) -> tuple[Array, Array, Weights]:
        """x̄, the adjoint of ẋ, and w̄, where L depends on y (with `adjoint` ȳ) and on ẏ (with `tangent_adjoint`)."""
