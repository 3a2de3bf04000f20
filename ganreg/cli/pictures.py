"""The pictures of a run."""

from pathlib import Path
from typing import Any

import typer

from ganreg.data import as_source
from ganreg.errors import DataError, MissingDependencyError
from ganreg.gan import GAN
from ganreg.plot import check_plotting, save_samples, save_training

SAMPLES = "samples.png"
TRAINING = "training.png"
IMAGES, POINTS = 64, 1000
"""How many samples a picture shows."""


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
    """Write the pictures of a trained GAN into its run folder: samples beside real ones, and the course of training."""
    count = IMAGES if len(gan.recipe.data_shape or ()) > 1 else POINTS
    save_samples(gan.sample(count, seed=0), folder / SAMPLES, real=_real_samples(gan, count))
    if len(gan.history) > 0:
        save_training(gan.history, folder / TRAINING)


def _real_samples(gan: GAN, count: int) -> Any:
    """So many real samples, or as many as there are; None where a finished run's data are out of reach."""
    try:
        source = gan.source or as_source(gan.recipe.data)
    except DataError:
        return None
    count = count if source.size is None else min(count, source.size)
    return source.batch(count, gan.engine.draws, 0, path="picture").x
