"""The run of `ganreg benchmark w1` at a terminal: progress, table, files."""

import json as text
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs
import numpy as np
import typer
from rich.console import Console
from rich.table import Table

from ganreg.benchmark.w1.critic import untrained
from ganreg.benchmark.w1.pair import Pair
from ganreg.benchmark.w1.published import PUBLISHED, SOURCE
from ganreg.benchmark.w1.run import scores
from ganreg.benchmark.w1.score import Score
from ganreg.cli.settings import Settings
from ganreg.cli.w1_progress import progress
from ganreg.errors import ParameterError
from ganreg.gan import GAN

LEGEND = (
    "cosine: of the critic's gradient with the true one, on 4096 samples of P (1 is perfect); L2: mean squared "
    "difference; raw: error of E f(P) − E f(Q); corrected: that divided by the slope, the median on P; K: the largest "
    "slope seen."
)


def check_outputs(json: Path | None, plot: Path | None) -> None:
    """Find out before any work whether the files can be written.

    Raises:
        ParameterError: a suffix says no format that can be written.
        MissingDependencyError: a picture is wanted, and matplotlib is not installed.
    """
    if json is not None and json.suffix != ".json":
        raise ParameterError(f"--json {str(json)!r}: expected a file name that ends with .json.")
    if plot is not None:
        from ganreg.plot.figure import check_picture

        check_picture(plot)


def run(pairs: Sequence[Pair], settings: Settings, iterations: int, *, json: Path | None, picture: Path | None) -> None:
    """Train and score a critic on each pair; print the table, and write the files.

    Args:
        pairs: the truths.
        settings: of each critic.
        iterations: of each critic.
        json: where the scores go, or None.
        picture: where the picture goes, or None.
    """
    gan = untrained(pairs[0], settings)
    typer.echo(f"{_named(gan)}: {iterations} updates of the critic on each of {len(pairs)} pairs", err=True)
    with progress(iterations) as tell:
        found = list(scores(pairs, settings, iterations, tell))
    Console(highlight=False).print(table(found), LEGEND, f"Published figures: {SOURCE}.", sep="\n")
    if json is not None:
        json.parent.mkdir(parents=True, exist_ok=True)
        json.write_text(as_json(found, gan, iterations), encoding="utf-8")
    if picture is not None:
        from ganreg.plot.w1 import save_w1

        save_w1([plain(one) for one in found], picture)


def table(found: Sequence[Score]) -> Table:
    """The scores, beside the published ones for the same size."""
    rows = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for title in ("pair", "cosine", "best", "gp", "lp", "clip", "L2", "W1", "raw", "corrected", "slope", "K", "CPU"):
        rows.add_column(title, justify="left" if title == "pair" else "right", no_wrap=True)
    for one in found:
        rows.add_row(*_cells(one))
    return rows


def _cells(one: Score) -> list[str]:
    known = PUBLISHED.get((one.dim, one.funnels))
    beside = [f"{value:.3f}" for value in (known.best, known.gp, known.lp, known.clip)] if known else ["–"] * 4
    return [
        one.pair,
        f"{one.cosine:.3f}",
        *beside,
        f"{one.l2:.3f}",
        f"{one.w1:.3f} ± {one.w1_error:.3f}",
        f"{one.raw_bias:+.1%}",
        f"{one.bias:+.1%}",
        f"{one.slope:.3f}",
        f"{one.largest:.2f}",
        f"{one.seconds:.0f} s",
    ]


def plain(one: Score) -> dict[str, Any]:
    """A score as plain numbers, with the published ones for its size where there are some."""
    known = PUBLISHED.get((one.dim, one.funnels))
    errors = {"raw_bias": one.raw_bias, "bias": one.bias}
    return {**attrs.asdict(one), **errors, "published": attrs.asdict(known) if known else None}


def as_json(found: Sequence[Score], gan: GAN, iterations: int) -> str:
    """All that was found, with the recipe that it takes to find it again."""
    versions: Mapping[str, str] = {"numpy": np.__version__}
    whole = {
        "benchmark": "w1",
        "recipe": gan.recipe.to_text(),
        "iterations": iterations,
        "versions": versions,
        "published_source": SOURCE,
        "scores": [plain(one) for one in found],
    }
    return text.dumps(whole, indent=2, ensure_ascii=False) + "\n"


def _named(gan: GAN) -> str:
    """What is scored, in one line."""
    from ganreg.registry import registry

    names = [str(registry().describe(constraint)["name"]) for constraint in gan.recipe.constraints]
    return " + ".join(names) or "no constraint"
