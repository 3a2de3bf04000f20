"""From a recipe, a state, a batch and an update's draws to what a compiled function is called with."""

import attrs

from ganreg.backend import Batch
from ganreg.constraints.free_form import AbstractFreePenalty
from ganreg.draws import StepDraws
from ganreg.recipe import Recipe
from ganreg.state import EngineState
from ganreg_jax.arguments import Arguments
from ganreg_jax.asked import Wish, drawn_for
from ganreg_jax.batches import Batches
from ganreg_jax.compiled import shared
from ganreg_jax.drawn import Drawn
from ganreg_jax.free_form import wishes_of
from ganreg_jax.plan import Due, Plan
from ganreg_jax.players import Player
from ganreg_jax.settled import IN_TRAINING, Settled


@attrs.frozen
class Prepared:
    """A step that is ready to be called.

    Args:
        player: whose step.
        state: where.
        plan: what it is compiled for.
        given: its arrays.
        terms: the names of the terms that it gives, in order.
    """

    player: str
    state: EngineState
    plan: Plan
    given: Arguments
    terms: tuple[str, ...]


@attrs.define
class Preparation:
    """Prepares the steps of a recipe.

    Args:
        recipe: whose loss and constraints.
        players: both.
        batches: checks what is given.
        drawn: draws what is random.
    """

    recipe: Recipe
    players: dict[str, Player]
    batches: Batches
    drawn: Drawn
    _plans: dict[tuple[Due, ...], Plan] = attrs.field(factory=dict)
    _wishes: dict[tuple[Plan, int, tuple[int, ...]], tuple[Wish, ...]] = attrs.field(factory=dict)

    def step(self, player: str, state: EngineState, batch: Batch | None, draw: StepDraws) -> Prepared:
        """A step of a player at a state, its constraints as they stand after so many critic updates."""
        given = self.batches.of(player, batch)
        update = draw.update if player == "critic" else state.critic.updates
        now = Settled.at(IN_TRAINING[player], self.recipe.constraints, state.constraints, update)
        plan = self._plan(now)
        arguments = self._with_free_draws(
            plan,
            draw,
            Arguments(
                critic=self.players["critic"].flat(state.critic.params).buffer,
                generator=self.players["generator"].flat(state.generator.params).buffer,
                critic_buffers=dict(state.critic.buffers),
                generator_buffers=dict(state.generator.buffers),
                real=given.real,
                labels=given.labels,
                draws=self.drawn.of(plan, now.numbers, given.n, draw),
                numbers=now.numbers,
                states=now.states,
            ),
        )
        penalties = (*now.terms, "wasserstein_estimate") if player == "critic" else ()
        terms = (f"{player}_loss", *penalties, f"{player}_gradient_norm")
        return Prepared(player, state, plan, arguments, terms)

    def _with_free_draws(self, plan: Plan, draw: StepDraws, given: Arguments) -> Arguments:
        """The arguments with what free penalties draw, which shows when they are first traced."""
        draws = {}
        for due in plan.of(AbstractFreePenalty):
            known = (plan, due.index, given.real.shape)
            if known not in self._wishes:
                self._wishes[known] = wishes_of(plan, due, given)
            draws[due.key] = drawn_for(self._wishes[known], draw.stream(due.key), self.drawn.placement.host)
        return attrs.evolve(given, draws=given.draws | draws) if draws else given

    def _plan(self, now: Settled) -> Plan:
        """What the step is compiled for; equal ones are one object, over all engines."""
        plan = self._plans.get(now.due)
        if plan is None:
            critic, generator = self.players["critic"].network, self.players["generator"].network
            plan = self._plans[now.due] = shared(Plan(self.recipe.loss, critic, generator, now.due))
        return plan
