"""`ganreg evaluate`."""

from typing import Annotated

import typer

from ganreg.cli.options import (
    Backend,
    Debug,
    Device,
    Dtype,
    Metric,
    Plugin,
    Run,
    Seed,
    load_plugins,
    prints_aside,
)


def evaluate(
    run: Run,
    metric: Metric = None,
    data: Annotated[
        str | None,
        typer.Option(metavar="DATA", help="Real samples, where the run's were an array: a file, or a name."),
    ] = None,
    repetitions: Annotated[
        int, typer.Option(min=0, metavar="N", help="How often a perfect sampler is measured. 0: not at all.")
    ] = 10,
    averaged: Annotated[
        bool | None,
        typer.Option(
            "--averaged/--present",
            help="The generator's average, or the generator as it stands. By default the average, if any.",
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
    seed: Seed = None,
    backend: Backend = None,
    device: Device = None,
    dtype: Dtype = None,
    plugin: Plugin = None,
    debug: Debug = False,
) -> None:
    """Measure the samples of a trained GAN, each score beside what a perfect sampler scores.

    What is drawn for it, and nothing else, depends on --seed.
    """
    from ganreg.cli.measured import Measured
    from ganreg.cli.resumed_run import load_run
    from ganreg.cli.scores import print_scores, scores_to_json
    from ganreg.metrics import evaluate as measured_scores
    from ganreg.registry import registry

    load_plugins(plugin)
    if not metric:
        raise typer.BadParameter(
            f"which? One of {', '.join(sorted(registry().names('metric')))}.", param_hint="--metric"
        )
    with prints_aside():
        chosen = Measured.of(metric, 1).metrics
        gan = load_run(run, backend, device, dtype)
        found = measured_scores(gan, chosen, data, seed=seed or 0, averaged=averaged, repetitions=repetitions)
    if as_json:
        scores_to_json(gan, found)
    else:
        print_scores(gan, found, repetitions)
