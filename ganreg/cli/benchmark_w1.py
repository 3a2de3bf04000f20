"""`ganreg benchmark w1`."""

from pathlib import Path
from typing import Annotated

import typer

from ganreg.cli.options import COMPUTED, Backend, Debug, Plugin, load_plugins

PAIRS, CRITIC, WRITTEN = "Which truths", "What is scored", "What is written"


def w1(
    constraint: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="See `ganreg list constraint`; those of plugins too. May be repeated: they compose. "
            "By default one_sided_gp.",
            rich_help_panel=CRITIC,
        ),
    ] = None,
    critic: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="A network, or `groupsort`: Björck layers with GroupSort, 1-Lipschitz by themselves. By default mlp, "
            "3 × 128.",
            rich_help_panel=CRITIC,
        ),
    ] = None,
    assignments: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="KEY=VALUE",
            help="Any setting: constraint.weight=5, critic.width=256, batch_size=512. May be repeated.",
            rich_help_panel=CRITIC,
        ),
    ] = None,
    iterations: Annotated[
        int | None,
        typer.Option(
            "--iterations",
            "-n",
            min=1,
            metavar="N",
            help="Updates of each critic. By default 20000.",
            rich_help_panel=CRITIC,
        ),
    ] = None,
    dim: Annotated[
        int | None,
        typer.Option(metavar="D", help="The dimension of one pair, 2 to 64; with --funnels.", rich_help_panel=PAIRS),
    ] = None,
    funnels: Annotated[
        int | None, typer.Option(metavar="N", help="Its number of funnels, 4 to 64.", rich_help_panel=PAIRS)
    ] = None,
    pair: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="FILE.npz",
            help="A pair with given `centers` (n, d) and `bias` (n,). May be repeated.",
            rich_help_panel=PAIRS,
        ),
    ] = None,
    seed: Annotated[
        int, typer.Option(min=0, metavar="N", help="Of pairs, critics and samples.", rich_help_panel=COMPUTED)
    ] = 0,
    backend: Backend = None,
    json: Annotated[
        Path | None, typer.Option(metavar="FILE", help="All scores as JSON.", rich_help_panel=WRITTEN)
    ] = None,
    plot: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The picture: .png, .svg, .pdf.", rich_help_panel=WRITTEN)
    ] = None,
    plugin: Plugin = None,
    debug: Debug = False,
) -> None:
    """Score a constraint where W1 and the optimal critic are known exactly.

    Without --dim or --pair: on the six sizes of which figures were published, with centres of our seed.
    """
    from ganreg.cli import w1_report
    from ganreg.cli.w1_settings import chosen_pairs, chosen_settings

    load_plugins(plugin)
    pairs = chosen_pairs(dim, funnels, pair, seed)
    settings, updates = chosen_settings(constraint, critic, assignments, iterations, backend, seed)
    w1_report.check_outputs(json, plot)
    w1_report.run(pairs, settings, updates, json=json, picture=plot)
