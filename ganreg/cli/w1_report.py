"""The run of `ganreg benchmark w1` at a terminal: progress, table, files."""

import json as text
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs
import numpy as np
import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from ganreg.benchmark.w1.critic import untrained
from ganreg.benchmark.w1.pair import Pair
from ganreg.benchmark.w1.published import PUBLISHED, SOURCE
from ganreg.benchmark.w1.run import scores
from ganreg.benchmark.w1.score import Score
from ganreg.cli.settings import Settings
from ganreg.cli.w1_progress import progress
from ganreg.errors import ParameterError
from ganreg.gan import GAN

DIRECTION = "Direction on P: cosine with the true gradient (1 is perfect), L2 (0 is perfect)"
DISTANCE = "Distance: error of the dual value, raw and divided by the slope; K: largest slope"
BESIDE = "best, GP, LP, clip: published for pairs of this size"


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
    show(found)
    if json is not None:
        json.parent.mkdir(parents=True, exist_ok=True)
        json.write_text(as_json(found, gan, iterations), encoding="utf-8")
    if picture is not None:
        from ganreg.plot.w1 import save_w1

        save_w1([plain(one) for one in found], picture)


def show(found: Sequence[Score]) -> None:
    """Print the scores, beside the published ones for the same size: first of directions, then of distances."""
    console = Console(highlight=False)
    directions = _table(("pair", "cosine", "L2", "best", "GP", "LP", "clip", "CPU"), map(_direction, found))
    distances = _table(("pair", "W1", "raw", "corrected", "slope", "K", "GP", "LP"), map(_distance, found))
    for title, rows in ((DIRECTION, directions), (DISTANCE, distances)):
        console.print(Text(title, style="bold"), rows, "", sep="\n")
    console.print(Text(f"{BESIDE}: {SOURCE}.", style="dim"))


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Table:
    whole = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    for column in columns:
        whole.add_column(column, justify="left" if column == "pair" else "right", no_wrap=True)
    for row in rows:
        whole.add_row(*row)
    return whole


def _direction(one: Score) -> Sequence[str]:
    known = PUBLISHED.get((one.dim, one.funnels))
    beside = [f"{value:.3f}" for value in (known.best, known.gp, known.lp, known.clip)] if known else ["–"] * 4
    return [one.pair, f"{one.cosine:.3f}", f"{one.l2:.3f}", *beside, f"{one.seconds:.0f} s"]


def _distance(one: Score) -> Sequence[str]:
    known = PUBLISHED.get((one.dim, one.funnels))
    beside = [f"{value:+.1%}" for value in (known.gp_error, known.lp_error)] if known else ["–"] * 2
    truth = f"{one.w1:.3f} ± {one.w1_error:.3f}"
    return [
        one.pair,
        truth,
        f"{one.raw_bias:+.1%}",
        f"{one.bias:+.1%}",
        f"{one.slope:.3f}",
        f"{one.largest:.2f}",
        *beside,
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
