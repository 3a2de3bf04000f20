"""Missing second-order terms, and gradients that are not brought back to the parameters."""

from conformance.wrong.backend import with_layers

from ganreg_array.layers import bjorck_dense
from ganreg_array.layers.bjorck_dense import BjorckDense
from ganreg_array.layers.dense import Dense
from ganreg_array.layers.elu import ELU
from ganreg_array.layers.layer_norm import LayerNorm
from ganreg_array.layers.softplus import Softplus
from ganreg_array.layers.tanh import Tanh


class FlatSoftplus(Softplus):
    """Softplus as if f″ were 0."""

    def second(self, x, y, first, xp):
        return None


class FlatTanh(Tanh):
    """Tanh as if f″ were 0."""

    def second(self, x, y, first, xp):
        return None


class FlatELU(ELU):
    """ELU as if f″ were 0."""

    def second(self, x, y, first, xp):
        return None


class FlatLayerNorm(LayerNorm):
    """The Jacobian taken as constant."""

    def tangent_backward(self, y_bar, y_dot_bar, x_dot, cache, weights, xp):
        return self.backward(y_bar, cache, weights, xp), self.backward(y_dot_bar, cache, weights, xp)


class HalfFlatLayerNorm(LayerNorm):
    """How the Jacobian depends on the deviation is forgotten, how it depends on u is not."""

    def tangent_backward(self, y_bar, y_dot_bar, x_dot, cache, weights, xp):
        right, x_dot_bar = super().tangent_backward(y_bar, y_dot_bar, x_dot, cache, weights, xp)
        p = weights["weight"] * y_dot_bar * self.jacobian(x_dot, cache, xp)
        return right + cache.r * cache.u * self.mean(p, cache.sets, xp), x_dot_bar


class HalfDense(Dense):
    """Only the tangent's share of a matrix's gradient, without the value's."""

    def tangent_weight_gradients(self, y_bar, y_dot_bar, x_dot, cache, weights, xp):
        return super().tangent_weight_gradients(None, y_dot_bar, x_dot, cache, weights, xp)


class UnpulledBjorck(BjorckDense):
    """`w = bjorck(weight).detach()`, whose gradient is then taken for the weight's."""

    def paired(self, y_bar, x, cache, weights, xp):
        return {"weight": y_bar.T @ x}


class BjorckOfConstantSize(BjorckDense):
    """`weight / norm.detach()`."""

    def paired(self, y_bar, x, cache, weights, xp):
        weight, first, *rest = weights[bjorck_dense.ITERATES]
        found = {"weight": y_bar.T @ x}
        for a in reversed((first, *rest[:-1])):
            g = found["weight"]
            found["weight"] = 1.5 * g - 0.5 * (g @ a.T @ a + a @ g.T @ a + a @ a.T @ g)
        return {"weight": found["weight"] / xp.sqrt(xp.sum(weight * weight))}


SoftplusWithoutSecondOrder = with_layers({Softplus: FlatSoftplus})
ELUWithoutSecondOrder = with_layers({ELU: FlatELU})
TanhWithoutSecondOrder = with_layers({Tanh: FlatTanh})
LayerNormWithoutSecondOrder = with_layers({LayerNorm: FlatLayerNorm})
LayerNormWithHalfTheSecondOrder = with_layers({LayerNorm: HalfFlatLayerNorm})
DenseWithoutValuePart = with_layers({Dense: HalfDense})
BjorckNotPulledBack = with_layers({BjorckDense: UnpulledBjorck})
BjorckSizeHeldConstant = with_layers({BjorckDense: BjorckOfConstantSize})
