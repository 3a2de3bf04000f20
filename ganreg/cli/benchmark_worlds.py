"""`ganreg benchmark ring`, `grid`, `digits`, `stacked-digits`."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ganreg.cli.options import Debug

if TYPE_CHECKING:
    from ganreg.benchmark.worlds import Outcome, Record, World

WORLDS = {
    "ring": "Learn 8 Gaussians on a circle: modes, share of high quality, reverse KL.",
    "grid": "Learn 25 Gaussians on a grid: modes, share of high quality, reverse KL.",
    "digits": "Learn scikit-learn's digits: classes, reverse KL, nearest-neighbour test.",
    "stacked-digits": "Learn three digits as channels: 1,000 modes, reverse KL.",
}
EXPLAINED = " Exit code 1 if a goal is missed with any seed."


def world_command(name: str) -> Callable[..., None]:
    """The command of one world."""

    def command(
        seeds: Annotated[
            int, typer.Option("--seeds", min=1, metavar="N", help="How many trainings: with seeds 0, 1, …, N − 1.")
        ] = 1,
        seed: Annotated[
            list[int] | None,
            typer.Option("--seed", min=0, metavar="SEED", help="A seed instead. May be repeated.", show_default=False),
        ] = None,
        iterations: Annotated[
            int | None,
            typer.Option("--iterations", "-n", min=1, metavar="N", help="Generator updates, schedules with them."),
        ] = None,
        jobs: Annotated[int, typer.Option("--jobs", "-j", metavar="N", help="Trainings at once; -1: all cores.")] = 1,
        json: Annotated[
            Path | None,
            typer.Option(
                "--json", metavar="FILE", help="Keep the record here; seeds that it has are not trained anew."
            ),
        ] = None,
        plot: Annotated[Path | None, typer.Option("--plot", metavar="FILE", help="A picture of samples.")] = None,
        debug: Debug = False,
    ) -> None:
        _solve(name, list(dict.fromkeys(seed)) if seed else list(range(seeds)), iterations, jobs, json, plot)

    command.__doc__ = WORLDS[name] + EXPLAINED
    return command


def _solve(
    name: str, seeds: list[int], iterations: int | None, jobs: int, json: Path | None, plot: Path | None
) -> None:
    from ganreg.benchmark import worlds
    from ganreg.cli.world_table import print_world
    from ganreg.plot.requirement import check_plotting

    if plot is not None:
        check_plotting()
    record = _record(worlds.WORLDS[name].during(iterations), json)
    _train(record, seeds, jobs, json)
    outcomes = record.of(seeds)
    print_world(record, outcomes)
    if plot is not None:
        _draw(record.world, outcomes, plot)
    if not all(outcome.solves(record.world) for outcome in outcomes):
        raise typer.Exit(1)


def _record(world: "World", path: Path | None) -> "Record":
    from ganreg.benchmark.worlds import Record

    return Record.read(path, world) if path is not None and path.exists() else Record(world)


def _train(record: "Record", seeds: list[int], jobs: int, path: Path | None) -> None:
    from ganreg.benchmark.worlds import trials

    if not record.perfect:
        record.perfect = record.world.perfect()
    missing = len(record.missing(seeds))
    for number, outcome in enumerate(trials(record, seeds, jobs), 1):
        solved = "solved" if outcome.solves(record.world) else "missed a goal"
        typer.echo(f"{number}/{missing}  seed {outcome.seed}: {solved}, {outcome.cpu_seconds:.0f} s", err=True)
        if path is not None:
            record.save(path)


def _draw(world: "World", outcomes: "list[Outcome]", path: Path) -> None:
    from ganreg.draws import Draws
    from ganreg.plot.panels import save_panels

    shown = [outcome for outcome in outcomes if outcome.samples is not None]
    if len(shown) < len(outcomes):
        typer.echo("Seeds from a former record have no samples in it, and are not in the picture.", err=True)
    if not shown:
        return
    real = world.source.batch(1000, Draws(0), 0).x
    save_panels([outcome.samples for outcome in shown], [f"seed {outcome.seed}" for outcome in shown], path, real)
    typer.echo(f"Drawn: {path}", err=True)
