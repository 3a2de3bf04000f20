"""What is looked at once, when a loop of one's own first gives a critic in one of its modes."""

import warnings
from typing import Any
from weakref import WeakSet

import torch
from torch import nn

from ganreg.constraints.abstract import AbstractConstraint
from ganreg.errors import GanregWarning
from ganreg.mixing import REFUSAL, check_mixing
from ganreg_torch.distributed import check_wrapping, unwrapped
from ganreg_torch.probe import BATCH, Mixing, batch_norms, cause_of, is_blind_to_shifts, mixing_of, probed
from ganreg_torch.second_order import check_second_order


class Vetting:
    """The checks that need a critic's passes, or a search through memory; a critic that passed is remembered.

    A plain callable cannot be tried without side effects and is trusted.
    """

    def __init__(self, constraints: tuple[AbstractConstraint, ...], allow: tuple[str, ...]) -> None:
        self._constraints, self._allow = constraints, allow
        self._slopes = any(constraint.per_sample_gradients for constraint in constraints)
        self._passed: dict[bool, WeakSet[nn.Module]] = {True: WeakSet(), False: WeakSet()}

    def __reduce__(self) -> tuple[Any, ...]:
        """A copy knows no critic: those that are copied with it are other objects."""
        return Vetting, (self._constraints, self._allow)

    def check(self, critic: object, real: torch.Tensor, labels: torch.Tensor | None) -> None:
        """Refuse what PyTorch would compute wrongly in silence, or only stop at in a backward pass.

        Raises:
            CombinationError: the critic mixes samples under a gradient penalty.
            UnsupportedError: it cannot be differentiated twice, which a gradient penalty does; or its gradients would
                not be averaged over the ranks.
        """
        if not isinstance(critic, nn.Module) or critic in self._passed[critic.training]:
            return
        check_wrapping(critic, self._slopes)
        if self._slopes and len(real) < 2:
            return
        if self._slopes:
            module = unwrapped(critic)
            points, scores = probed(module, real[:BATCH], None if labels is None else labels[:BATCH])
            check_second_order(module, points, scores)
            found = Mixing.NOT if REFUSAL in self._allow else mixing_of(points, scores)
            if found is not Mixing.NOT:
                check_mixing(cause_of(module), self._constraints, self._allow, found is Mixing.ONE_NUMBER)
        if critic.training and len(real) > 1:
            self._warn_of_blindness(unwrapped(critic), real[:BATCH], None if labels is None else labels[:BATCH])
        self._passed[critic.training].add(critic)

    def _warn_of_blindness(self, module: nn.Module, x: torch.Tensor, labels: torch.Tensor | None) -> None:
        found = batch_norms(module)
        if found and x.is_floating_point() and is_blind_to_shifts(module, x, labels):
            warnings.warn(
                f"The critic's scores stay the same when a whole batch is moved: batch normalisation in {found[0]} "
                "takes its mean away, and real and fake samples come in batches of their own. The critic cannot see "
                "where either lie. Leave the first layer without batch normalisation, as DCGAN does, or use "
                "nn.LayerNorm.",
                GanregWarning,
                stacklevel=5,
            )
