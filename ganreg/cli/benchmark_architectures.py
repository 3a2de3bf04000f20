"""`ganreg benchmark architectures`."""

from pathlib import Path
from typing import Annotated

import typer

from ganreg.cli.options import Debug, Plugin, load_plugins


def architectures(
    count: Annotated[
        int | None, typer.Option("--count", "-n", min=1, metavar="N", help="How many architectures. By default 40.")
    ] = None,
    method: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="wgan-gp, gan, wgan-clip, or any LOSS/CONSTRAINT. May be repeated. By default those three.",
        ),
    ] = None,
    iterations: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Generator updates of each training. By default 4000.")
    ] = None,
    seed: Annotated[int, typer.Option(min=0, metavar="N", help="Of the architectures.")] = 0,
    jobs: Annotated[int, typer.Option("--jobs", "-j", metavar="N", help="Trainings at once; -1: one a core.")] = 1,
    as_json: Annotated[
        Path | None,
        typer.Option("--json", metavar="FILE", help="Keep every row there; what it holds already is not done again."),
    ] = None,
    plot: Annotated[Path | None, typer.Option(metavar="FILE", help="Draw the scores there.")] = None,
    plugin: Plugin = None,
    debug: Debug = False,
) -> None:
    """Train random MLPs on a grid of 25 Gaussians: for how many does one setting work?

    An architecture is a critic and a generator, each of random depth, width and activation.
    All methods train the same ones, for as many iterations.
    After Ctrl-C, the same command with --json goes on where it was.
    """
    from ganreg.benchmark.architectures import COUNT, ITERATIONS, METHODS, method_named
    from ganreg.cli.architectures_tables import check, draw, opened, show, trained

    load_plugins(plugin)
    methods = [method_named(name) for name in dict.fromkeys(method or METHODS)]
    record = opened(as_json, seed, iterations or ITERATIONS, methods)
    check(record, methods, plot)
    count = count or COUNT
    try:
        trained(record, methods, count, jobs, as_json)
    finally:
        show(record, methods, count)
        draw(record, methods, count, plot)
