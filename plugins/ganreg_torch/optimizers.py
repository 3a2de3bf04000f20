"""Optimizer steps by `torch.optim`, where it has the same rule: one pass over memory where its kernels are fused.

The functions and kernels behind its classes are called, as those hold no state: an engine's states are values that
never change. So each step copies the parameters and the moments, and lets PyTorch work on the copies.
"""

from collections.abc import Callable
from typing import Any

import array_api_compat.torch as xp
import torch
from torch.optim.rmsprop import rmsprop
from torch.optim.sgd import sgd

from ganreg.optimizers import SGD, AbstractOptimizer, Adam, AdamW, AMSGrad, Momentum, Nesterov, RMSProp
from ganreg.schedules import settled
from ganreg.state import FlatParameters, OptimizerState, Parameters

Moments = dict[str, torch.Tensor]
Step = Callable[[Any, torch.Tensor, torch.Tensor, Moments, int], Moments]
"""Changes the parameters in place; from the gradients, the old moments and the number of steps before it makes new
moments.
"""

FUSED = ("cpu", "cuda")
"""The devices for which PyTorch has fused optimizers, in the engine's precisions."""


def updated(
    optimizer: AbstractOptimizer, grads: FlatParameters, state: OptimizerState, params: FlatParameters
) -> tuple[Parameters, OptimizerState]:
    """One step: the new parameters and the new state; nothing that was given is changed.

    An optimizer that `torch.optim` lacks, or has with another formula, takes the step by its own.
    """
    rule = settled(optimizer, state.step)
    step = _of_torch(rule)
    if step is None:
        return optimizer.update(grads, state, params, xp)
    new, old = params.buffer.clone(), {name: _buffer(state.moments[name]) for name in rule.kept}
    moments = step(rule, new, grads.buffer, old, state.step)
    return params.like(new), OptimizerState(state.step + 1, {name: params.like(moments[name]) for name in old})


def _of_torch(rule: Any) -> Step | None:
    """The function that takes this very optimizer's step; a subclass may have changed the formula.

    A centred RMSProp there is NaN where rounding makes a variance negative, and an AMSGrad is always corrected.
    """
    if getattr(rule, "centred", False) or not getattr(rule, "bias_correction", True):
        return None
    return STEPS.get(type(rule))


def _buffer(arrays: Parameters) -> torch.Tensor:
    assert isinstance(arrays, FlatParameters)
    buffer: torch.Tensor = arrays.buffer
    return buffer


def _descend(rule: Any, param: torch.Tensor, grad: torch.Tensor, old: Moments, steps: int) -> Moments:
    """Without momentum the velocity is the gradient itself, which PyTorch does not keep."""
    velocity = old["velocity"].clone() if rule.momentum else None
    sgd(
        [param],
        [grad],
        [velocity],
        fused=param.device.type in FUSED,
        foreach=False,
        lr=rule.lr,
        momentum=rule.momentum,
        nesterov=isinstance(rule, Nesterov) and rule.momentum > 0,
        weight_decay=0.0,
        dampening=0.0,
        maximize=False,
    )
    return {"velocity": grad if velocity is None else velocity}


def _divide(rule: Any, param: torch.Tensor, grad: torch.Tensor, old: Moments, steps: int) -> Moments:
    new = {"square": old["square"].clone()}
    rmsprop(
        [param],
        [grad],
        [new["square"]],
        [],
        [],
        [torch.full((), float(steps))],
        foreach=False,
        lr=rule.lr,
        alpha=rule.decay,
        eps=rule.epsilon,
        weight_decay=0.0,
        momentum=0.0,
        centered=False,
    )
    return new


def _adapt(rule: Any, param: torch.Tensor, grad: torch.Tensor, old: Moments, steps: int) -> Moments:
    """By the kernel itself: what `torch.optim` does before it, for lists of tensors, takes longer in small networks."""
    new = {name: moment.clone() for name, moment in old.items()}
    torch._fused_adamw_(
        [param],
        [grad],
        [new["mean"]],
        [new["square"]],
        [new["largest_square"]] if "largest_square" in new else [],
        [torch.full((), steps + 1.0, device=param.device)],
        amsgrad="largest_square" in new,
        beta1=rule.beta1,
        beta2=rule.beta2,
        lr=rule.lr,
        weight_decay=getattr(rule, "weight_decay", 0.0),
        eps=rule.epsilon,
        maximize=False,
    )
    return new


STEPS: dict[type[AbstractOptimizer], Step] = {
    SGD: _descend,
    Momentum: _descend,
    Nesterov: _descend,
    RMSProp: _divide,
    Adam: _adapt,
    AdamW: _adapt,
    AMSGrad: _adapt,
}
