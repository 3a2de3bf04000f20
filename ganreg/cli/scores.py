"""Scores on a screen and as JSON."""

from collections.abc import Sequence
from itertools import pairwise
from math import isfinite
from typing import Any

import attrs
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from ganreg.cli.facts import ODD, print_object
from ganreg.gan import GAN
from ganreg.metrics.evaluation import Score
from ganreg.metrics.perfect import Perfect

SLACK = 1e-12
"""Rounding at the ends of a perfect sampler's range."""


def scores_to_json(gan: GAN, scores: Sequence[Score]) -> None:
    """One object: `iterations` and `scores`; what is no finite number is null."""
    plain = [attrs.asdict(score) for score in scores]
    print_object({"iterations": gan.iterations, "scores": [_finite(score) for score in plain]})


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _finite(one) for name, one in value.items()}
    return None if isinstance(value, float) and not isfinite(value) else value


def print_scores(gan: GAN, scores: Sequence[Score], repetitions: int) -> None:
    """A table: each score, what a perfect sampler scores, and between which numbers it does."""
    table = Table(box=None, padding=(0, 3, 0, 0), header_style="bold", show_edge=False)
    table.add_column("metric")
    table.add_column("score")
    table.add_column("this GAN", justify="right")
    if any(score.perfect for score in scores):
        table.add_column("a perfect sampler", justify="right")
        table.add_column("1 % to 99 % of its scores", justify="right")
    before = ["", *(one.metric for one, _ in pairwise(scores))]
    for score, last in zip(scores, before, strict=True):
        table.add_row(*_row(score, "" if score.metric == last else score.metric))
    console = Console(highlight=False)
    console.print(Text(f"After {gan.iterations} iterations", style="bold"), Padding(table, (0, 0, 0, 2)), sep="\n")
    if any(score.perfect for score in scores):
        console.print(
            Text(f"  A perfect sampler draws from the data's own distribution; {repetitions} repetitions, or exactly.")
        )


def _row(score: Score, metric: str) -> list[Text]:
    perfect = score.perfect
    style = "" if perfect is None or _is_within(score.value, perfect) else ODD
    row = [Text(metric, style="cyan"), Text(score.name), Text(_told(score.value), style=style)]
    return row if perfect is None else [*row, Text(_told(perfect.mean)), Text(_range(perfect))]


def _is_within(value: float, perfect: Perfect) -> bool:
    return perfect.low - SLACK <= value <= perfect.high + SLACK


def _range(perfect: Perfect) -> str:
    return f"{_told(perfect.low)} … {_told(perfect.high)}"


def _told(value: float) -> str:
    """Whole numbers as such, others with four digits."""
    return str(value) if isinstance(value, int) else f"{value:.4g}"
