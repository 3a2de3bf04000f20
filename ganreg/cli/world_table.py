"""The scores of a world, well set."""

from collections.abc import Callable, Mapping, Sequence
from math import isnan, nan
from statistics import fmean
from typing import TYPE_CHECKING

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from ganreg.benchmark.worlds import Outcome, Record, World
    from ganreg.metrics import Perfect

Format = Callable[[float], str]
Row = Sequence[str | Text]


def _count(value: float) -> str:
    return f"{value:g}"


def _share(value: float) -> str:
    return f"{100 * value:.1f} %"


def _plain(value: float) -> str:
    return f"{value:.2f}"


def _nats(value: float) -> str:
    return f"{value:.4f}"


SCORES: Mapping[str, tuple[str, Format]] = {
    "modes_covered": ("modes", _count),
    "high_quality": ("high quality", _share),
    "reverse_kl": ("reverse KL", _nats),
    "mode_spread": ("spread", _plain),
    "classes_covered": ("classes", _count),
    "class_reverse_kl": ("reverse KL", _nats),
    "nn_accuracy_real": ("1-NN, real", _share),
    "nn_accuracy_fake": ("1-NN, generated", _share),
}
"""What a column is called, and how its numbers are written."""


def print_world(record: "Record", outcomes: Sequence["Outcome"]) -> None:
    """A row per seed, then the mean and the worst, the goals, the perfect sampler, and what others have published."""
    world = record.world
    table = Table("seed", box=box.SIMPLE, padding=(0, 1, 0, 0), pad_edge=False, header_style="bold")
    for score in world.scores:
        table.add_column(SCORES[score][0], justify="right", no_wrap=True)
    table.add_column("CPU", justify="right")
    for rows in (
        [_seed(world, outcome) for outcome in outcomes],
        _summary(world, outcomes),
        _known(world, record.perfect),
        _published(world),
    ):
        for row in rows:
            table.add_row(*row)
        table.add_section()
    console = Console(highlight=False)
    console.print(Text(world.title, style="bold"), table, sep="\n")
    console.print(Text("In brackets: the generator as it stands, without its average.", style="dim"))
    for number, source in enumerate(_sources(world), 1):
        console.print(Text(f"[{number}] {source}", style="dim"))


def _seed(world: "World", outcome: "Outcome") -> Row:
    cells = (
        _judged(world, score, outcome.scores[score]).append(f" ({_written(score, outcome.present[score])})", "dim")
        for score in world.scores
    )
    return str(outcome.seed), *cells, f"{outcome.cpu_seconds:.0f} s"


def _summary(world: "World", outcomes: Sequence["Outcome"]) -> Sequence[Row]:
    """Means, and the worst of what has a goal."""
    values = {score: [outcome.scores[score] for outcome in outcomes] for score in world.scores}
    seconds = [outcome.cpu_seconds for outcome in outcomes]
    means = (_written(score, fmean(values[score])) for score in world.scores)
    worst = (_judged(world, goal.score, (min if goal.least else max)(values[goal.score])) for goal in world.goals)
    return (
        ("mean", *means, f"{fmean(seconds):.0f} s"),
        ("worst", *worst, *("" for _ in world.also), f"{max(seconds):.0f} s"),
    )


def _known(world: "World", perfect: Mapping[str, "Perfect"]) -> Sequence[Row]:
    """The goals, and what a perfect sampler scores."""
    goals = (f"{'≥' if goal.least else '≤'} {_written(goal.score, goal.bound)}" for goal in world.goals)
    sampled = (_written(score, perfect[score].mean) if score in perfect else "–" for score in world.scores)
    return ("goal", *goals, *("" for _ in world.also), ""), ("perfect", *sampled, "")


def _published(world: "World") -> Sequence[Row]:
    sources = _sources(world)
    return [
        (
            f"{one.method} [{1 + sources.index(one.source)}]",
            *(_written(score, one.scores.get(score, nan)) for score in world.scores),
            "",
        )
        for one in world.published
    ]


def _sources(world: "World") -> list[str]:
    return list(dict.fromkeys(one.source for one in world.published))


def _judged(world: "World", score: str, value: float) -> Text:
    """A score, red if it misses its goal."""
    missed = any(goal.score == score and not goal.met(value) for goal in world.goals)
    return Text(_written(score, value), style="red" if missed else "")


def _written(score: str, value: float) -> str:
    return "–" if isnan(value) else SCORES[score][1](value)
