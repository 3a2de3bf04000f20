"""Free penalties by hand: the critic as a plugin's own code asks it, with its derivatives."""

from typing import Any

import attrs

from ganreg.draws import HostStream
from ganreg.errors import PluginError
from ganreg.implementations import implementation_of
from ganreg.objectives import DuePenalty
from ganreg_array.drawn import Drawn
from ganreg_array.labels import len_of, repeated
from ganreg_array.layers.abstract import Context, Weights
from ganreg_array.namespace import Namespace
from ganreg_array.network import ArrayNetwork

Array = Any


@attrs.frozen
class ArrayStream:
    """A host's stream, in a namespace's arrays."""

    host: HostStream
    space: Namespace

    def uniform(self, shape: tuple[int, ...]) -> Array:
        """Numbers from U[0, 1)."""
        return self.space.array(self.host.uniform(tuple(shape)))

    def normal(self, shape: tuple[int, ...]) -> Array:
        """Numbers from N(0, 1)."""
        return self.space.array(self.host.normal(tuple(shape)))


@attrs.frozen
class _Pass:
    """Points on their way through the critic and, from the scores, back."""

    x: Array
    y: Array
    caches: Any
    slopes: Array
    traces: Any


class EvaluatedCritic:
    """`ganreg.constraints.free_form.ArrayCritic`; points that are asked about again are evaluated once.

    Args:
        network: the critic.
        weights: each layer's own.
        labels: `(n,)` of the real samples, which serve any points again and again; None without classes.
        xp: the array namespace.
    """

    def __init__(self, network: ArrayNetwork, weights: list[Weights], labels: Array | None, xp: Any) -> None:
        self._network, self._weights, self._labels, self._xp = network, weights, labels, xp
        self._passes: list[_Pass] = []

    def scores(self, x: Array) -> Array:
        """f(xᵢ), `(n,)`."""
        return self._xp.reshape(self._pass(x).y, (-1,))

    def slopes(self, x: Array) -> Array:
        """∇ₓf(xᵢ), in the shape of x."""
        return self._pass(x).slopes

    def score_gradient(self, x: Array, d: Array) -> Array:
        """Σᵢ dᵢ·∇_w f(xᵢ)."""
        at = self._pass(x)
        _, traces = self._network.backward(self._xp.reshape(d, at.y.shape), at.caches, self._weights)
        return self._network.weight_gradients(traces, at.caches, self._weights)

    def slope_gradient(self, x: Array, v: Array) -> Array:
        """∇_w Σᵢ ⟨vᵢ, ∇ₓf(xᵢ)⟩."""
        at = self._pass(x)
        return self._network.tangent_weight_gradients(at.traces, v, at.caches, self._weights)

    def _pass(self, x: Array) -> _Pass:
        known = next((at for at in self._passes if at.x is x), None)
        if known is not None:
            return known
        y, caches = self._network.forward(x, self._weights, Context(repeated(self._labels, len_of(x), self._xp)))
        slopes, traces = self._network.backward(self._xp.ones_like(y), caches, self._weights)
        self._passes.append(_Pass(x, y, caches, slopes, traces))
        return self._passes[-1]


def free_term(
    due: DuePenalty, critic: EvaluatedCritic, samples: tuple[Array, Array], drawn: Drawn, backend: str
) -> tuple[Array, Array]:
    """A free penalty and its gradient in the weights that the critic computes with, unscaled.

    Raises:
        UnsupportedError: it has no implementation for this backend.
        PluginError: what it returned is no scalar and a gradient beside it.
    """
    made = implementation_of(due.penalty, backend, "evaluate")
    stream = ArrayStream(drawn.draw.kept_stream(due.path), drawn.space)
    found = made.evaluate(critic, *samples, stream, drawn.space.xp)
    shapes = [getattr(part, "shape", None) for part in found] if isinstance(found, tuple) else []
    if len(shapes) != 2 or shapes[0] != () or shapes[1] is None or len(shapes[1]) != 1:
        raise PluginError(
            f"{type(made).__name__}.evaluate, which computes {type(due.penalty).__name__}, returned "
            f"{shapes or type(found).__name__}. Expected a pair: a scalar array, and a gradient with one axis, the sum "
            "of what critic.score_gradient and critic.slope_gradient give."
        )
    value, gradient = found
    return value, gradient
