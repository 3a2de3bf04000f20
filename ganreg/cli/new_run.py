"""A run from its settings."""

from pathlib import Path
from typing import Any

from ganreg.cli.folder import default_name, fresh_folder
from ganreg.cli.measured import NOTHING, Measured
from ganreg.cli.pictures import decide_pictures
from ganreg.cli.settings import Settings
from ganreg.cli.training import quoted, train_in
from ganreg.compose import build
from ganreg.errors import ParameterError
from ganreg.gan import GAN
from ganreg.registry import registry

ITERATIONS = 1000
"""Generator updates where nobody says how many."""


def start(
    settings: Settings,
    *,
    run: Path | None,
    checkpoint_every: int = 1000,
    pictures: bool | None = None,
    name: str | None = None,
    measured: Measured = NOTHING,
) -> Path:
    """Build a GAN and train it in a folder of its own; returns the folder.

    Args:
        settings: the arguments of `ganreg.build`, with `data` and perhaps `iterations`.
        run: the folder, or None for a new one under `runs`.
        checkpoint_every: iterations between checkpoints.
        pictures: None for "if matplotlib is installed".
        name: of the new folder, by default told from the settings.
        measured: what is measured meanwhile.

    Raises:
        GanregError: the settings, the data or the folder cannot be used; nothing is left behind.
    """
    arguments = dict(settings)
    if "data" not in arguments:
        names = ", ".join(sorted(registry().names("data")))
        raise ParameterError(f"--data is missing: a .npy or .npz file, or one of {names}.")
    data, iterations = arguments.pop("data"), arguments.pop("iterations", ITERATIONS)
    pictured = decide_pictures(pictures)
    gan = build(**arguments)
    with fresh_folder(name or default_name(gan.recipe, data), run) as folder:
        headline = f"{_summary(gan, data)}: {iterations} iterations into {quoted(folder)}"
        train_in(
            folder,
            gan,
            data,
            iterations,
            headline,
            checkpoint_every=checkpoint_every,
            pictures=pictured,
            measured=measured,
        )
    return folder


def _summary(gan: GAN, data: Any) -> str:
    """What is trained, in one line."""
    constraints = " + ".join(map(_named, gan.recipe.constraints)) or "no constraint"
    shown = (data.get("name") or data.get("path")) if isinstance(data, dict) else data
    return f"{_named(gan.recipe.loss)}, {constraints}, on {shown}"


def _named(component: Any) -> str:
    return str(registry().describe(component)["name"])
