"""The pictures of a run."""

from pathlib import Path
from typing import Any

import numpy as np
import typer
from numpy.typing import NDArray

from ganreg.backend import Batch
from ganreg.cli.classes import shared_out
from ganreg.data import as_source
from ganreg.errors import DataError, MissingDependencyError
from ganreg.gan import GAN
from ganreg.losses.wasserstein import Wasserstein
from ganreg.plot import check_plotting, save_samples, save_training
from ganreg.theory.discriminator import bounds_js

SAMPLES = "samples.png"
TRAINING = "training.png"
IMAGES, POINTS = 64, 1000
"""How many samples a picture shows."""

SPARE = 4
"""So many times as many real images are looked through, to have as many of each class."""


def decide_pictures(wanted: bool | None) -> bool:
    """Whether pictures will be drawn; says so before training if they cannot be.

    Args:
        wanted: None for "if possible".

    Raises:
        MissingDependencyError: they are wanted, and matplotlib is missing.
    """
    if wanted is False:
        return False
    try:
        check_plotting()
    except MissingDependencyError as error:
        if wanted:
            raise
        typer.echo(f"There will be no pictures. {error}", err=True)
        return False
    return True


def draw_pictures(gan: GAN, folder: Path) -> None:
    """Write the pictures of a trained GAN into its run folder: samples beside real ones, and the course of training.

    With labels, real and generated samples in the same place are of the same class.
    """
    count = IMAGES if _are_images(gan) else POINTS
    real = _real_batch(gan, count)
    label = _labels(gan, count, real)
    x = gan.sample(count if label is None else len(label), label=label, seed=0)
    save_samples(x, folder / SAMPLES, real=None if real is None else real.x, label=label)
    if len(gan.history) > 0:
        loss = gan.recipe.loss
        save_training(
            gan.history, folder / TRAINING, wasserstein=isinstance(loss, Wasserstein), bounds_js=bounds_js(loss)
        )


def _real_batch(gan: GAN, count: int) -> Batch | None:
    """So many real samples, or as many as there are; None where a finished run's data are out of reach.

    For a generator with classes they are in the order of their labels, of images as many of each class.
    """
    try:
        source = gan.source or as_source(gan.recipe.data)
    except DataError:
        return None
    evenly = _is_conditional(gan) and _are_images(gan)
    wanted = count * SPARE if evenly else count
    wanted = wanted if source.size is None else min(wanted, source.size)
    batch = source.batch(wanted, gan.engine.draws, 0, path="picture")
    if batch.x is None or batch.label is None or not _is_conditional(gan):
        return batch
    rows = _of_each(batch.label, count) if evenly else np.argsort(batch.label, kind="stable")
    return Batch(batch.x[rows], batch.label[rows])


def _of_each(label: NDArray[Any], count: int) -> NDArray[np.int64]:
    """The places of about `count` labels, as many of each class, in the order of the classes."""
    classes = np.unique(label)[:count]
    each = -(-count // len(classes))
    return np.concatenate([np.flatnonzero(label == one)[:each] for one in classes])


def _labels(gan: GAN, count: int, real: Batch | None) -> NDArray[np.int64] | None:
    """The classes to generate: those of the real samples, or else all; None for a generator without classes."""
    if not _is_conditional(gan):
        return None
    if real is not None and real.label is not None:
        return np.asarray(real.label)
    return shared_out(range(gan.classes or 1), count)


def _is_conditional(gan: GAN) -> bool:
    return "generator" in gan.engine.labelled


def _are_images(gan: GAN) -> bool:
    return len(gan.recipe.data_shape or ()) > 1
