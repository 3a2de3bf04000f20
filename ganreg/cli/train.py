"""`ganreg train`."""

from pathlib import Path
from typing import Annotated

import typer

from ganreg.cli.options import RUN, Backend, Debug, Device, Dtype, Metric, Pictures, Plugin, Seed, load_plugins

OBJECTIVE, PLAYERS, EVERYTHING = "What is trained", "Who plays", "Everything else"


def train(
    ctx: typer.Context,
    data: Annotated[
        str | None,
        typer.Option(
            metavar="DATA",
            help="A data set's name (ring, digits, …), or a .npy or .npz file. With labels, as by --set "
            "data.labels=true, the networks tell their classes apart.",
            rich_help_panel=OBJECTIVE,
        ),
    ] = None,
    recipe: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="A published set-up: gan, wgan, wgan-gp, dcgan, lsgan, gan-r1, sngan, r3gan.",
            rich_help_panel=OBJECTIVE,
        ),
    ] = None,
    loss: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="See `ganreg list loss`. By default wasserstein.", rich_help_panel=OBJECTIVE),
    ] = None,
    constraint: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="See `ganreg list constraint`. May be repeated, or joined as in r1+r2: they compose.",
            rich_help_panel=OBJECTIVE,
        ),
    ] = None,
    allow: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="A refusal to lift, such as penalties-at-odds. Each says its name. May be repeated.",
            rich_help_panel=OBJECTIVE,
        ),
    ] = None,
    optimizer: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="For both players: adam, rmsprop, optimistic_adam, …; see `ganreg list optimizer`.",
            rich_help_panel=PLAYERS,
        ),
    ] = None,
    critic_optimizer: Annotated[
        str | None, typer.Option(metavar="NAME", help="For the critic alone.", rich_help_panel=PLAYERS)
    ] = None,
    generator_optimizer: Annotated[
        str | None, typer.Option(metavar="NAME", help="For the generator alone.", rich_help_panel=PLAYERS)
    ] = None,
    lr: Annotated[
        str | None,
        typer.Option(
            metavar="LR",
            help="The learning rate of both, or a schedule: {name='cosine', start=2e-4, end=0, over=1000}.",
            rich_help_panel=PLAYERS,
        ),
    ] = None,
    critic_lr: Annotated[
        str | None, typer.Option(metavar="LR", help="The critic's alone: two time scales.", rich_help_panel=PLAYERS)
    ] = None,
    generator_lr: Annotated[
        str | None, typer.Option(metavar="LR", help="The generator's alone.", rich_help_panel=PLAYERS)
    ] = None,
    average: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="Average the generator's weights: ema; --set average.warm_up=true. Samples come from the average.",
            rich_help_panel=PLAYERS,
        ),
    ] = None,
    game: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="How they take turns: alternating, simultaneous, extragradient, …; see `ganreg list game`.",
            rich_help_panel=PLAYERS,
        ),
    ] = None,
    n_critic: Annotated[
        str | None,
        typer.Option(
            metavar="N",
            help="Critic updates per generator update, or a schedule, such as bursts.",
            rich_help_panel=PLAYERS,
        ),
    ] = None,
    critic: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="The critic's network: mlp, dcgan, resnet, …", rich_help_panel=PLAYERS),
    ] = None,
    generator: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="The generator's network, as the critic's.", rich_help_panel=PLAYERS),
    ] = None,
    init: Annotated[
        str | None,
        typer.Option(
            metavar="NAME", help="How default networks start: he, glorot, orthogonal, …", rich_help_panel=PLAYERS
        ),
    ] = None,
    latent_dim: Annotated[
        int | None, typer.Option(metavar="N", help="Numbers per latent.", rich_help_panel=PLAYERS)
    ] = None,
    batch_size: Annotated[
        int | None, typer.Option(metavar="N", help="Samples per batch.", rich_help_panel=PLAYERS)
    ] = None,
    iterations: Annotated[
        int | None,
        typer.Option(
            "--iterations", "-n", min=1, metavar="N", help="Generator updates. By default 1000.", rich_help_panel=RUN
        ),
    ] = None,
    run: Annotated[
        Path | None,
        typer.Option(
            "--run",
            "-o",
            metavar="FOLDER",
            help="Where the run goes. By default runs/DATA-LOSS-CONSTRAINT, a new one.",
            rich_help_panel=RUN,
        ),
    ] = None,
    resume: Annotated[
        Path | None,
        typer.Option(
            metavar="RUN",
            help="Go on with a run: to the iterations it was to have, or with --iterations for so many more.",
            rich_help_panel=RUN,
        ),
    ] = None,
    checkpoint_every: Annotated[
        int, typer.Option(min=1, metavar="N", help="Iterations between checkpoints.", rich_help_panel=RUN)
    ] = 1000,
    metric: Metric = None,
    metrics_every: Annotated[
        int, typer.Option(min=1, metavar="N", help="Iterations between measurements.", rich_help_panel=RUN)
    ] = 1000,
    pictures: Pictures = None,
    assignments: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="KEY=VALUE",
            help="Any setting or parameter: constraint.weight=5, critic.width=256, lr.name=linear. May be repeated.",
            rich_help_panel=EVERYTHING,
        ),
    ] = None,
    config: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE.toml",
            help="Settings from a file, such as a run's recipe.toml. Options win.",
            rich_help_panel=EVERYTHING,
        ),
    ] = None,
    backend: Backend = None,
    device: Device = None,
    dtype: Dtype = None,
    seed: Seed = None,
    plugin: Plugin = None,
    debug: Debug = False,
) -> None:
    """Train a GAN, and leave a run folder: checkpoints, records, recipe, pictures.

    What is not given follows the paper of that loss and constraint.
    """
    from ganreg.cli.collected import collected
    from ganreg.cli.measured import Measured
    from ganreg.cli.new_run import start
    from ganreg.cli.resumed_run import refuse_changes, resume_run

    load_plugins(plugin)
    measured = Measured.of(metric, metrics_every)
    if resume is None:
        settings = collected(ctx.params, config, assignments)
        start(settings, run=run, checkpoint_every=checkpoint_every, pictures=pictures, measured=measured)
    else:
        refuse_changes(ctx)
        resume_run(
            resume,
            data=data,
            more=iterations,
            backend=(backend, device, dtype),
            checkpoint_every=checkpoint_every,
            pictures=pictures,
            measured=measured,
        )
