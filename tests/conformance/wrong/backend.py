"""A NumPy backend whose engine can be given one mistake."""

from typing import ClassVar

import attrs

from ganreg_array.backends import NumpyBackend
from ganreg_array.engine import ArrayEngine
from ganreg_array.loss import evaluate_loss
from ganreg_array.steps import Steps


class Engine(ArrayEngine):
    """An array engine that lets a mistake into its penalties and into what its steps compute; right as it stands."""

    steps_type = Steps

    def __init__(self, recipe, space):
        super().__init__(recipe, space)
        self.steps = self.steps_type(**attrs.asdict(self.steps, recurse=False))

    def _settled(self, player, state, draw):
        now = super()._settled(player, state, draw)
        return attrs.evolve(now, penalties=tuple(attrs.evolve(due, **self.changed(due)) for due in now.penalties))

    def changed(self, due):
        """What is wrong with a due penalty: fields to replace."""
        return {}


@attrs.frozen(kw_only=True)
class Wrong(NumpyBackend):
    """Right as it stands; a mistake overrides the engine, the loss or an optimizer."""

    engine_type: ClassVar = Engine

    def engine(self, recipe):
        return self.engine_type(self.altered(recipe), self._space())

    def altered(self, recipe):
        """The recipe with a wrong component in place of the right one."""
        return recipe

    def evaluate_loss(self, loss, player, real, fake):
        return evaluate_loss(self.altered_loss(loss), player, real, fake, self._space())

    def altered_loss(self, loss):
        """A wrong loss in place of the right one."""
        return loss


def with_engine(engine_type):
    """A backend with that engine."""
    return type(engine_type.__name__, (Wrong,), {"engine_type": engine_type, "__doc__": engine_type.__doc__})


def with_steps(steps_type):
    """A backend whose engine computes those steps."""
    return with_engine(type(steps_type.__name__, (Engine,), {"steps_type": steps_type, "__doc__": steps_type.__doc__}))


def with_penalty(penalty_type):
    """A backend whose penalties of one class are of that wrong subclass, with the right ones' parameters."""

    class WrongPenalty(Engine):
        def changed(self, due):
            if not issubclass(penalty_type, type(due.penalty)):
                return {}
            given = {f.name: getattr(due.penalty, f.name) for f in attrs.fields(type(due.penalty))}
            return {"penalty": penalty_type(**given)}

    return type(penalty_type.__name__, (Wrong,), {"engine_type": WrongPenalty})


def with_optimizer(wrong_optimizers):
    """A backend that takes wrong optimizers, by the right ones' names."""

    @attrs.frozen(kw_only=True)
    class WrongOptimizer(Wrong):
        def altered(self, recipe):
            def wrong(optimizer):
                cls = wrong_optimizers.get(optimizer.name, type(optimizer))
                return cls(**attrs.asdict(optimizer))

            critic, generator = wrong(recipe.critic_optimizer), wrong(recipe.generator_optimizer)
            return attrs.evolve(recipe, critic_optimizer=critic, generator_optimizer=generator)

    return WrongOptimizer


def with_loss(change):
    """A backend that computes a changed loss, in its engine too; `change` takes the right loss."""

    @attrs.frozen(kw_only=True)
    class WrongLoss(Wrong):
        def altered(self, recipe):
            return attrs.evolve(recipe, loss=change(recipe.loss))

        def altered_loss(self, loss):
            return change(loss)

    return WrongLoss


def with_layers(mistakes):
    """A backend whose layers of some array classes are replaced, in training and in use."""

    class WrongLayers(Engine):
        def __init__(self, recipe, space):
            super().__init__(recipe, space)
            for network in (self.critic, self.generator, *self._in_use.values()):
                layers = network.chain.layers
                layers[:] = [mistakes[type(own)](own.spec) if type(own) in mistakes else own for own in layers]

    return type("WrongLayers", (Wrong,), {"engine_type": WrongLayers})
