"""Generator iterations by the recipe's game. The default is Algorithm 1: n_critic critic updates, one of the generator.

Source: Goodfellow et al. 2014, Arjovsky et al. 2017 and Gulrajani et al. 2017, each Algorithm 1.
"""

from collections.abc import Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING

from ganreg.backend import Batch
from ganreg.data.source import AbstractSource
from ganreg.errors import NonFiniteError, StopTraining
from ganreg.metrics.slopes import Points, observed
from ganreg.schedules import count_at
from ganreg.training.callback import Callback
from ganreg.training.history import Record
from ganreg.training.interruption import Interruption

if TYPE_CHECKING:
    from ganreg.gan import GAN

SLOPE_EVERY = 100
"""The critic's slope is measured at every so many iterations: it costs about a critic step."""


def train(gan: "GAN", source: AbstractSource, iterations: int, callbacks: Sequence[Callback]) -> None:
    """Run so many generator iterations. Callbacks learn how it ended; an error is raised again after that.

    Raises:
        NonFiniteError: a term became NaN or infinite; the state is that of the last good update.
        KeyboardInterrupt: Ctrl-C, raised between two iterations.
    """
    ended_by: BaseException | None = None
    gan.engine.expect(iterations)
    try:
        with gan.engine.session(), Interruption() as interruption:
            for callback in callbacks:
                callback.on_start(gan, iterations)
            for _ in range(iterations):
                record = iterate(gan, source)
                gan.history.append(record)
                for callback in callbacks:
                    callback.on_iteration(gan, record)
                interruption.raise_if_requested()
    except StopTraining:
        pass
    except BaseException as error:
        ended_by = error
        raise
    finally:
        with ExitStack() as endings:  # each is told, even if one before it raises
            for callback in reversed(callbacks):
                endings.callback(callback.on_end, gan, ended_by)


def iterate(gan: "GAN", source: AbstractSource) -> Record:
    """One generator iteration on the batches that belong to it; returns its record."""
    engine, recipe = gan.engine, gan.recipe
    done, first = engine.updates("generator"), engine.updates("critic")
    n_critic = count_at(recipe.n_critic, done)
    batches = [gan.scaled(source.batch(recipe.batch_size, engine.draws, first + k)) for k in range(n_critic)]
    generator_batch = None
    if recipe.loss.generator_needs_real or engine.labelled:
        generator_batch = gan.scaled(source.batch(recipe.batch_size, engine.draws, done, path="data/generator"))
    try:
        terms = engine.iteration(batches, generator_batch)
    except NonFiniteError as error:
        raise NonFiniteError(f"Generator iteration {done}: {error}") from error
    record: Record = {"iteration": done + 1, **terms}
    if done % SLOPE_EVERY == 0:
        record |= measure_slope(gan, batches[-1], terms.get("wasserstein_estimate"))
    return record


def measure_slope(gan: "GAN", batch: Batch, estimate: float | None) -> Record:
    """The largest slope that the critic is seen to have at a batch and at generated samples; see `observed`."""
    latents = gan.engine.draws.stream("slope", update=gan.engine.updates("generator"))
    return observed(Points.of(gan.engine, batch, latents).slopes(), estimate)
