"""The formulas of a component of each kind, with examples of what they are applied to."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ganreg.component import Component
from ganreg.conformance.formulas import constraints, losses, parts, training
from ganreg.conformance.formulas.formula import Formula
from ganreg.constraints.abstract import (
    AbstractFeaturePenalty,
    AbstractGradientPenalty,
    AbstractInputTransform,
    AbstractProjection,
    AbstractReparametrisation,
    AbstractScorePenalty,
    AbstractWeightPenalty,
)
from ganreg.registry import registry
from ganreg.support import support_of


def formulas(component: Component, oracle: Callable[[Any], Any] | None = None) -> list[Formula]:
    """Every formula of a component on every example, with an oracle's beside it if one is given.

    There are none for kinds that have none, nor for a component whose formulas are declared not to run on NumPy.

    Args:
        component: whose.
        oracle: what makes the oracle from the component, as `registry().oracle(component)` finds it.
    """
    entry = registry().entry_of(component)
    if entry is not None and support_of(entry, "numpy").level != "full":
        return []
    return [
        formula
        for kind, make in _KINDS.items()
        if (component.kind == kind if isinstance(kind, str) else isinstance(component, kind))
        for formula in make(component, oracle)
    ]


_KINDS: Mapping[Any, Callable[[Any, Any], Iterator[Formula]]] = {
    "loss": losses.of_loss,
    AbstractGradientPenalty: constraints.of_gradient_penalty,
    AbstractScorePenalty: constraints.of_score_penalty,
    AbstractFeaturePenalty: constraints.of_feature_penalty,
    AbstractWeightPenalty: constraints.of_weight_penalty,
    AbstractProjection: constraints.of_projection,
    AbstractReparametrisation: constraints.of_reparametrisation,
    AbstractInputTransform: constraints.of_input_transform,
    "points": parts.of_points,
    "norm": parts.of_norm,
    "optimizer": training.of_optimizer,
    "average": training.of_average,
}


__all__ = ["Formula", "formulas"]
