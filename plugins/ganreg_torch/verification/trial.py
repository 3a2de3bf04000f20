"""One run of a user's function on one probe."""

import contextlib
import io
import random
import warnings
from collections.abc import Callable
from functools import partial
from itertools import count
from typing import Any

import attrs
import numpy as np
import torch

from ganreg.conformance.verification import roles
from ganreg.conformance.verification.observation import Failure, Observation, Returned, Update
from ganreg.conformance.verification.target import Target
from ganreg_torch.verification.given import LEARNING_RATE, Given, Later, Silent
from ganreg_torch.verification.outcome import failure_of, numbers_in
from ganreg_torch.verification.players import Made, Recorded
from ganreg_torch.verification.probes import Probe
from ganreg_torch.verification.recorder import (
    CPU,
    Watch,
    backwards_seen,
    cuda_is_cpu,
    functions_of,
    gradients_seen,
    numpy_draws,
)
from ganreg_torch.verification.witness import Witness, evaluated, flat, host, shaped

Run = Callable[[Given], Any]
PLACES = {"real": (roles.REAL, roles.REAL_SCORES), "fake": (roles.FAKE, roles.FAKE_SCORES)}


@attrs.frozen
class Manner:
    """How a function is called.

    Args:
        form: of the critic's scores.
        samples: `constants`, `leaves` that require a gradient, or `attached` to a generator.
    """

    form: str = "(n, 1)"
    samples: str = "constants"


class Trial:
    """The players, the batch and all that is recorded of one run.

    Args:
        probe: the critic and batch.
        manner: how the function is called.
        weight: λ.
        claim: the kind of thing that is verified.
        points: where the gradient is taken, for a function that is given scores at points.
        bound: for a clip.
        takes_scores: whether the function is given scores, and so the points at which they were made.
    """

    def __init__(
        self, probe: Probe, manner: Manner, weight: float, claim: str, points: str, bound: float, takes_scores: bool
    ) -> None:
        self.probe, self.manner, self.weight, self.claim, self.points, self.bound, self.takes_scores = (
            probe, manner, weight, claim, points, bound, takes_scores,
        )  # fmt: skip
        self.ticks = count()
        self.draws: list[tuple[str, tuple[int, ...]]] = []
        self.notes: set[str] = set()
        self.differentiated: list[torch.Tensor] = []
        self.backwards: list[Returned] = []
        self.updates: list[Update] = []
        torch.manual_seed(17 + probe.seed)
        np.random.seed(17 + probe.seed)  # noqa: NPY002 - it is what users' code draws from
        random.seed(17 + probe.seed)
        self.critic = Witness(probe.network(), manner.form, lambda: next(self.ticks))
        self.real, self.fake = probe.batch()
        self.generator = Made(self.fake)
        self.latent = torch.randn(probe.size, 4)
        self.scores: dict[str, torch.Tensor] = {}
        if claim == "projection":
            for p in self.critic.parameters():
                p.grad = torch.ones_like(p)
        self.before = [p.detach().clone() for p in self.critic.parameters()]

    def given(self) -> Given:
        """The values for each role."""
        n, shape = self.probe.size, self.probe.shape
        real, fake = self.real.clone(), self.fake.clone()
        if self.manner.samples == "leaves":
            real, fake = real.requires_grad_(), fake.requires_grad_()
        if self.manner.samples == "attached":
            fake = self.generator(self.latent)
        self.real_given, self.fake_given = real, fake
        values: dict[str, Any] = {
            roles.CRITIC: self.critic, roles.GENERATOR: self.generator, roles.REAL: real, roles.FAKE: fake,
            roles.DEVICE: CPU, roles.WEIGHT: self.weight, roles.BATCH: n, roles.CUDA: False, roles.COUNT: 1,
            roles.LATENT: self.latent, roles.LATENT_SIZE: 4, roles.LABELS: torch.arange(n) % 3, roles.LOGGER: Silent(),
            roles.EPSILON: torch.rand(n, *(1 for _ in shape)), roles.BOUND: self.bound, "lower bound": -self.bound,
            roles.N_CRITIC: 1, roles.RATE: LEARNING_RATE, roles.LOADER: [(real, torch.arange(n) % 3)],
            roles.CHANNELS: shape[0], roles.SIDE: shape[-1], roles.ADDED: torch.zeros(()), roles.FACTOR: 1.0,
            roles.PAC: 1,
        }  # fmt: skip
        self._optimizers(values)
        self._scores(values, real, fake)
        return Given(values, self.claim)

    def _optimizers(self, values: dict[str, Any]) -> None:
        for role, player, module in (
            (roles.CRITIC_OPTIMIZER, "critic", self.critic),
            (roles.GENERATOR_OPTIMIZER, "generator", self.generator),
        ):
            values[role] = Later(
                partial(Recorded, list(module.parameters()), player, lambda: next(self.ticks), self.updates)
            )

    def _scores(self, values: dict[str, Any], real: torch.Tensor, fake: torch.Tensor) -> None:
        """Scores that are given: of the penalty's points by the critic, of both batches as numbers of their own."""
        with torch.enable_grad():
            if self.claim == "loss":
                # Float64 scores, of which one side is reached by nobody's critic.
                for role, x in ((roles.REAL_SCORES, real), (roles.FAKE_SCORES, fake)):
                    scores = self.critic.network(x).detach().reshape(-1, 1).requires_grad_()
                    self.scores[role] = scores
                    values[role] = shaped(scores, self.manner.form if self.manner.form != "pair" else "(n, 1)")
                values[roles.SCORES], values[roles.IS_REAL] = values[roles.FAKE_SCORES], False
                return
            points = self._points(real, fake).detach().requires_grad_()
            values[roles.POINTS] = points
            if not self.takes_scores:
                return
            values[roles.SCORES] = self.critic(points)
            self.critic.calls[-1].tick = -1
            if self.points in ("real", "fake"):
                role, scores = PLACES[self.points]
                values[role], values[scores] = points, values[roles.SCORES]

    def _points(self, real: torch.Tensor, fake: torch.Tensor) -> torch.Tensor:
        epsilon = torch.rand(len(real), *(1 for _ in self.probe.shape))
        return {"real": real, "fake": fake}.get(self.points, epsilon * real + (1 - epsilon) * fake)

    def observe(self, run: Run, target: Target, own_weight: tuple[float, ...]) -> Observation:
        """Run the function and tell what was seen."""
        given = self.given()
        failure, outcome = None, None
        functions = functions_of(target.function)
        with contextlib.ExitStack() as held:
            for context in (
                contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()),
                warnings.catch_warnings(), Watch(self.draws, self.notes), cuda_is_cpu(self.notes),
                gradients_seen(self.differentiated.append, functions), backwards_seen(self._backward),
                numpy_draws(self.draws), torch.enable_grad(),
            ):  # fmt: skip
                held.enter_context(context)
            warnings.simplefilter("ignore")
            try:
                outcome = run(given)
            except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever their code does is a verdict
                failure = failure_of(error, functions)
        return self._told(outcome, failure, given, own_weight)

    def _told(self, outcome: Any, failure: Failure | None, given: Given, own_weight: tuple[float, ...]) -> Observation:
        left = tuple(sum(p.grad is not None for p in m.parameters()) for m in (self.critic, self.generator))
        returned = [] if failure else [self._returned(value) for value in numbers_in(outcome)]
        self._mark_asked()
        self.notes |= given.notes | {
            f"what {name!r} is for is not known: labels were given; or say --call" for name in given.guessed
        }
        used = [call for call in self.critic.calls if call.tick >= 0 or call.asked]
        return Observation(
            probe=self.probe.name, real=host(self.real), fake=host(self.fake), weight=self.weight, failure=failure,
            returned=(*returned, *self.backwards), evaluations=tuple(evaluated(call) for call in used),
            updates=tuple(self.updates), draws=tuple(self.draws), left=(left[0], left[1]), own_weight=own_weight,
            given=tuple(given.taken), notes=tuple(sorted(self.notes)),
            probabilities=self.manner.form == "probabilities",
            scores={role: host(scores).reshape(-1) for role, scores in self.scores.items()},
            parameters=tuple(
                (name, host(old), host(new))
                for (name, new), old in zip(self.critic.network.named_parameters(), self.before, strict=True)
            ),
        )  # fmt: skip

    def _mark_asked(self) -> None:
        """Mark the call that a differentiated tensor was given to, or one that had the same numbers."""
        for tensor in self.differentiated:
            same = [call for call in self.critic.calls if call.points is tensor]
            alike = same or [call for call in self.critic.calls if _alike(call.points, tensor)]
            for call in alike[-1:]:
                call.asked = True

    def _backward(self, tensor: torch.Tensor) -> None:
        next(self.ticks)
        if tensor.requires_grad:
            self.backwards.append(self._returned(tensor, backward=True))

    def _returned(self, value: Any, backward: bool = False) -> Returned:
        if not isinstance(value, torch.Tensor):
            return Returned(float(np.mean(value)), np.shape(value), differentiable=False)
        mean = value.double().mean()
        number, vector = mean.item(), tuple(value.shape)
        if not value.requires_grad:
            return Returned(number, vector, differentiable=False)
        weights = list(self.critic.parameters())
        fakes = [self.fake_given] if self.fake_given.requires_grad else []
        scores = list(self.scores.items())
        wanted = [*weights, *fakes, *(tensor for _, tensor in scores)]
        try:
            found = torch.autograd.grad(mean, wanted, retain_graph=True, allow_unused=True)
        except RuntimeError:  # the function has freed the graph
            return Returned(number, vector, differentiable=False)
        own, rest = found[: len(weights)], found[len(weights) :]
        reaches = sum(float(g.norm()) for g in rest[: len(fakes)] if g is not None)
        by_score = {
            role: np.zeros(tensor.numel()) if g is None else host(g).reshape(-1)
            for (role, tensor), g in zip(scores, rest[len(fakes) :], strict=True)
        }
        vector_of_weights = None if all(g is None for g in own) else flat(own, weights)
        return Returned(number, vector, vector_of_weights, reaches, by_score, True, backward)


def _alike(one: torch.Tensor, other: torch.Tensor) -> bool:
    return one.numel() == other.numel() and torch.equal(one.detach().reshape(-1), other.detach().reshape(-1))
