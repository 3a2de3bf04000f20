"""A loss and its constraints as differentiable functions, for a training loop of one's own in PyTorch."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import array_api_compat.torch as xp
import torch
from torch import nn

from ganreg.constraints.abstract import (
    AbstractConstraint,
    AbstractFeaturePenalty,
    AbstractPenalty,
    AbstractReparametrisation,
    AbstractWeightPenalty,
)
from ganreg.constraints.free_form import AbstractFreePenalty, AbstractScoreTransform, score_transforms
from ganreg.draws import Draws
from ganreg.errors import NetworkError, ParameterError, UnsupportedError
from ganreg.inputs import due_transforms
from ganreg.losses.abstract import AbstractLoss
from ganreg.masks import FAKE, REAL
from ganreg.objectives import AbstractObjective, DuePenalty, check_batches, due_penalties, due_projections, started
from ganreg.randomness import check_randomness
from ganreg_torch.chains import Chains
from ganreg_torch.critics import (
    check_trainable,
    elementwise,
    frozen_message,
    held_constant,
    only_to_samples,
    score_function,
    trainable,
)
from ganreg_torch.distributed import through_all
from ganreg_torch.evaluation import Evaluation, evaluate_critic, evaluate_penalties, evaluate_penalties_of_callable
from ganreg_torch.free_form import SetScore, through
from ganreg_torch.inputs import own_view
from ganreg_torch.numbers import numbers_for, streams_for
from ganreg_torch.parts import Joining
from ganreg_torch.penalties import CriticInputs, check_kinds
from ganreg_torch.placement import Placement, to_numpy
from ganreg_torch.precision import takes_float16, widened
from ganreg_torch.probe import BATCH, behaviour
from ganreg_torch.scores import HALF
from ganreg_torch.vetting import Vetting

Critic = Callable[..., Any]
Samples = Any
"""A tensor `(n, *shape)`, or a tuple, list or dict of such tensors, which the critic is called with."""

NOTHING = nullcontext()

WEIGHING = (AbstractWeightPenalty, AbstractFreePenalty)
"""The penalties that are given the critic's weights."""

WATCHING = (AbstractFeaturePenalty, AbstractScoreTransform)
"""What looks into the critic, or at a batch of its scores: there it is called as it is, for one set after another."""


class TorchObjective(AbstractObjective):
    """The verified loss and penalties for any critic that PyTorch can differentiate.

    The critic is an `nn.Module` or another callable; scores are `(n,)` or `(n, 1)`. Nothing is left in `.grad`
    by any of these functions. A module is probed once (in training and in evaluation mode) for dependence between
    samples and for its second derivative when there is a gradient penalty; a plain callable cannot be probed without
    side effects and is trusted.

    Samples are tensors, or tuples, lists or dicts of tensors, with which the critic is called as they are. A gradient
    penalty then takes one norm over all parts of a sample, and one ε for them.

    Random numbers come, in this order, from `draws`, from `generator`, from `step` (a function of the step and
    `torch.initial_seed()`), or from PyTorch's own generator.

    Attributes:
        states: the state of each constraint, for your checkpoint; replaced after each `critic_loss`.
        updates: the number of the next update where no `step` is given; schedules inside constraints follow it.
    """

    def __init__(
        self, loss: AbstractLoss, constraints: tuple[AbstractConstraint, ...] = (), allow: tuple[str, ...] = ()
    ) -> None:
        check_kinds(constraints)
        _check_own_weights(constraints)
        self.loss, self.constraints, self.allow = loss, constraints, allow
        self._asked = constraints
        self.states: tuple[Mapping[str, Any], ...] = tuple(constraint.initial_state() for constraint in constraints)
        self._unstarted: Any = self.states
        self.updates = 0
        # A walk through all modules takes as long as a layer: only where somebody looks at what it finds.
        self._selective = any(type(constraint).among is not AbstractConstraint.among for constraint in constraints)
        self._weighs = any(isinstance(constraint, WEIGHING) for constraint in constraints)
        self._chains = Chains()
        self._chained = not any(isinstance(constraint, WATCHING) for constraint in constraints)
        self._vetting = Vetting(constraints, allow)
        self._joining = Joining()

    def critic_loss(
        self,
        critic: Critic,
        real: Samples,
        fake: Samples,
        *,
        labels: torch.Tensor | None = None,
        step: int | None = None,
        generator: torch.Generator | None = None,
        draws: Mapping[str, torch.Tensor] | None = None,
        with_terms: bool = False,
    ) -> Any:
        """The critic's loss with its penalties; see `AbstractObjective.critic_loss`.

        Real and fake samples are taken as constants. A lazy penalty (`every` > 1) needs `step`.

        Raises:
            NetworkError: scores are not one per sample, or the critic has no trainable parameter.
            CombinationError: the critic mixes samples under a gradient penalty, or unequal batches are paired.
            UnsupportedError: a gradient penalty meets a critic that PyTorch cannot differentiate twice, or the critic
                is given without its DistributedDataParallel.
            ParameterError: a lazy penalty has no step, or `draws` does not fit.
            DataError: samples are neither tensors nor tuples, lists or dicts of tensors.
        """
        critic, real, fake = self._joining(critic, real, fake)
        self._start(critic, real)
        due = self._due(step)
        inputs = self._inputs(critic, real, fake, labels, step, generator, draws)
        evaluation = evaluate_critic(self.loss, due, inputs, inputs.chained)
        if torch.is_grad_enabled() and not evaluation.learns:
            raise NetworkError(frozen_message(critic))
        self._advance(evaluation, step)
        return (evaluation.total, evaluation.terms) if with_terms else evaluation.total

    def penalty(
        self,
        critic: Critic,
        real: Samples,
        fake: Samples,
        *,
        labels: torch.Tensor | None = None,
        step: int | None = None,
        generator: torch.Generator | None = None,
        draws: Mapping[str, torch.Tensor] | None = None,
    ) -> torch.Tensor:
        """The sum of the penalties alone; arguments and errors as for `critic_loss`."""
        given = critic
        critic, real, fake = self._joining(critic, real, fake)
        self._start(critic, real)
        due = self._due(step)
        inputs = self._inputs(critic, real, fake, labels, step, generator, draws)
        evaluation = (
            evaluate_penalties(due, inputs)
            if inputs.critic is not None
            else evaluate_penalties_of_callable(critic, due, inputs)
        )
        self._advance(evaluation, step)
        return through_all(given, evaluation.total)

    def generator_loss(
        self,
        critic: Critic,
        fake: Samples,
        *,
        real: Samples | None = None,
        labels: torch.Tensor | None = None,
        step: int | None = None,
        generator: torch.Generator | None = None,
        draws: Mapping[str, torch.Tensor] | None = None,
    ) -> torch.Tensor:
        """The generator's loss, differentiable in `fake`; nothing reaches the critic's parameters.

        `step`, `generator` and `draws` say where the numbers of input transforms come from. How strong a transform is
        follows the critic's updates, for both players.

        A module's parameters are held constant (`requires_grad` off) while it scores, and are as before afterwards.
        For a plain callable the gradient in `fake` is computed at once; it can be differentiated once only.

        Raises:
            ParameterError: the loss needs real samples and there are none.
            NetworkError: scores are not one per sample.
        """
        if self.loss.generator_needs_real and real is None:
            raise ParameterError(
                f"The generator's {type(self.loss).__name__} loss compares with real samples. Give real=…."
            )
        critic, fake, *others = self._joining(critic, fake, *(() if real is None else (real,)))
        real = others[0] if others else None
        transforms = due_transforms(self.constraints, self.states, self.updates)
        view = own_view(transforms, "generator", step=step, generator=generator, draws=draws)

        def value(samples: torch.Tensor) -> torch.Tensor:
            score, real_scores = self._score(critic, labels, self.updates), None
            if self.loss.generator_needs_real and real is not None:
                real_scores = score(view.of("real", real.detach()), REAL).detach()
            result: torch.Tensor = self.loss.generator(real_scores, score(view.of("fake", samples), FAKE), xp)
            return result

        if not isinstance(critic, nn.Module):
            return only_to_samples(fake, value)
        with held_constant(critic):
            return value(fake)

    def project_(self, critic: Any) -> None:
        """Apply the projections to a module's trainable parameters, in place; buffers are never touched."""
        if not isinstance(critic, nn.Module):
            raise NetworkError(f"project_ changes a module's parameters, but the critic is a {type(critic).__name__}.")
        projections = due_projections(self.constraints, self.states, max(self.updates - 1, 0))
        with torch.no_grad():
            for name, weight in critic.named_parameters():
                for projection in projections if weight.requires_grad else ():
                    weight.copy_(projection.project(name, weight, xp))

    # How it is put together -------------------------------------------------------------------------------------

    def _start(self, critic: Critic, real: torch.Tensor) -> None:
        """The constraints' first states, from a module's weights; states that were put in stay."""
        check_trainable(critic)
        if self._selective and isinstance(critic, nn.Module):
            self.constraints = tuple(constraint.among(elementwise(critic)) for constraint in self._asked)
        weights = trainable(critic) if self.states is self._unstarted else None
        if weights is not None:
            # NumPy has no bfloat16.
            host = {
                name: to_numpy(weight.float() if weight.dtype in HALF else weight) for name, weight in weights.items()
            }
            first = started(self.constraints, host, Draws(torch.initial_seed()))
            self.states = Placement(real.device, real.dtype).states(first)
        self._unstarted = None

    def _due(self, step: int | None) -> list[DuePenalty]:
        for constraint in self.constraints:
            if step is None and isinstance(constraint, AbstractPenalty) and constraint.every > 1:
                raise ParameterError(
                    f"{type(constraint).__name__} applies at every {constraint.every}-th update only, so it has to "
                    "know which one this is. Give step=…, counted from 0."
                )
        return due_penalties(self.constraints, self.states, self.updates if step is None else step)

    def _inputs(
        self,
        critic: Critic,
        real: torch.Tensor,
        fake: torch.Tensor,
        labels: torch.Tensor | None,
        step: int | None,
        generator: torch.Generator | None,
        draws: Any,
    ) -> CriticInputs:
        check_batches(self.loss, self.constraints, len(real), len(fake))
        real, fake = real.detach(), fake.detach()
        around: AbstractContextManager[Any] = NOTHING
        if takes_float16(real.device):
            # Slopes are differentiated without the loss's scale, and under 6e-8 float16 knows no number.
            around = torch.autocast(real.device.type, enabled=False)
            real, fake = widened(real), widened(fake)
        self._vetting.check(critic, real, labels)
        self._check_random(critic, real, labels)
        alone = len(self.constraints) == 1
        update = self.updates if step is None else step
        view = own_view(
            due_transforms(self.constraints, self.states, update), "critic", step=step, generator=generator, draws=draws
        )
        chain = self._chains.of(critic) if self._chained and labels is None else None
        return CriticInputs(
            score=self._score(chain or critic, labels, update),
            chained=chain is not None,
            weights=trainable(critic) if self._weighs else None,
            real=view.of("real", real),
            fake=view.of("fake", fake),
            around=around,
            critic=critic if isinstance(critic, nn.Module) else None,
            numbers=numbers_for(real, step=step, generator=generator, draws=draws, alone=alone),
            stream=streams_for(real, step=step, generator=generator, draws=draws),
        )

    def _score(self, critic: Critic, labels: torch.Tensor | None, update: int) -> SetScore:
        """What the critic scores, through the score transforms as they stand at the critic's update."""
        transforms = score_transforms(self.constraints, self.states, update)
        return through(score_function(critic, labels), transforms)

    def _check_random(self, critic: Critic, real: torch.Tensor, labels: torch.Tensor | None) -> None:
        """Refuse a module that draws nothing where random passes are compared: each time, for its mode may change."""
        if not any(constraint.needs_random_critic for constraint in self.constraints):
            return
        if isinstance(critic, nn.Module):
            arguments = (real[:BATCH],) if labels is None else (real[:BATCH], labels[:BATCH])
            check_randomness(behaviour(critic, "critic", *arguments).random, self.constraints)

    def _advance(self, evaluation: Evaluation, step: int | None) -> None:
        self.states = evaluation.next_states(self.constraints, self.states)
        self.updates = (self.updates if step is None else step) + 1


def _check_own_weights(constraints: tuple[AbstractConstraint, ...]) -> None:
    """Raise `UnsupportedError` for a constraint that would need other weights than the module's own."""
    for constraint in constraints:
        if isinstance(constraint, AbstractReparametrisation):
            raise UnsupportedError(
                f"In a loop of your own, {constraint!r} would hold only within the objective: wherever else the critic "
                "is called it computes with its raw weights. Wrap its layers by "
                "torch.nn.utils.parametrizations.spectral_norm instead, or train with ganreg.build(...)."
            )
