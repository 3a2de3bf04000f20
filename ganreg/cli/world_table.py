"""The scores of a world, well set."""

from collections.abc import Callable, Mapping, Sequence
from math import isnan
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from ganreg.benchmark.worlds import Goal, Outcome, Record, World
    from ganreg.metrics import Perfect

Format = Callable[[float], str]
Row = Sequence[str | Text]


def _count(value: float) -> str:
    return f"{value:g}"


def _share(value: float) -> str:
    return f"{100 * value:.2f} %"


def _nats(value: float) -> str:
    return f"{value:.4f}"


SCORES: Mapping[str, tuple[str, Format]] = {
    "modes_covered": ("modes", _count),
    "high_quality": ("high quality", _share),
    "reverse_kl": ("reverse KL", _nats),
    "classes_covered": ("classes", _count),
    "class_reverse_kl": ("reverse KL", _nats),
    "nn_accuracy_real": ("1-NN, real", _share),
    "nn_accuracy_fake": ("1-NN, generated", _share),
}
"""What a column is called, and how its numbers are written."""


def print_world(record: "Record", outcomes: Sequence["Outcome"]) -> None:
    """A row per seed, then the mean and the worst, the goals, the perfect sampler, and what others have published."""
    world = record.world
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column("seed")
    for goal in world.goals:
        table.add_column(SCORES[goal.score][0], justify="right")
    table.add_column("CPU", justify="right")
    for outcome in outcomes:
        table.add_row(*_seed(world, outcome))
    table.add_section()
    for row in _summary(world, outcomes, record.perfect):
        table.add_row(*row)
    table.add_section()
    sources = list(dict.fromkeys(one.source for one in world.published))
    for one in world.published:
        cells = (_written(goal, one.scores.get(goal.score)) for goal in world.goals)
        table.add_row(f"{one.method} [{1 + sources.index(one.source)}]", *cells, "", style="dim")
    console = Console(highlight=False)
    console.print(Text(f"{world.title}", style="bold"), table, sep="\n")
    console.print(Text("In brackets: the generator as it stands, without its average.", style="dim"))
    for number, source in enumerate(sources, 1):
        console.print(Text(f"[{number}] {source}", style="dim"))


def _seed(world: "World", outcome: "Outcome") -> Row:
    cells = []
    for goal in world.goals:
        value, present = outcome.scores[goal.score], outcome.present[goal.score]
        cells.append(_judged(goal, value).append(f" ({_written(goal, present)})", style="dim"))
    return str(outcome.seed), *cells, f"{outcome.cpu_seconds:.0f} s"


def _summary(world: "World", outcomes: Sequence["Outcome"], perfect: Mapping[str, "Perfect"]) -> Sequence[Row]:
    means, worst = [], []
    for goal in world.goals:
        values = [outcome.scores[goal.score] for outcome in outcomes]
        means.append(_written(goal, sum(values) / len(values)))
        worst.append(_judged(goal, min(values) if goal.least else max(values)))
    sampled = [perfect.get(goal.score) for goal in world.goals]
    seconds = [outcome.cpu_seconds for outcome in outcomes]
    return (
        ("mean", *means, f"{sum(seconds) / len(seconds):.0f} s"),
        ("worst", *worst, f"{max(seconds):.0f} s"),
        ("goal", *(f"{'≥' if goal.least else '≤'} {_written(goal, goal.bound)}" for goal in world.goals), ""),
        (
            "perfect",
            *(_written(goal, score and score.mean) for goal, score in zip(world.goals, sampled, strict=True)),
            "",
        ),
    )


def _judged(goal: "Goal", value: float) -> Text:
    return Text(_written(goal, value), style="" if goal.met(value) else "red")


def _written(goal: "Goal", value: float | None) -> str:
    return "–" if value is None or isnan(value) else SCORES[goal.score][1](value)
