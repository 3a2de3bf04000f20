"""`ganreg sample`."""

from pathlib import Path
from typing import Annotated

import typer

from ganreg.cli.options import Backend, Debug, Device, Dtype, Force, Plugin, Run, Seed, load_plugins


def sample(
    run: Run,
    count: Annotated[int, typer.Option("--count", "-n", min=1, metavar="N", help="How many samples.")] = 64,
    output: Annotated[
        Path,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Numbers: .npy, or .npz with the labels too. A picture: .png, .pdf, .svg or .jpg.",
        ),
    ] = Path("samples.npy"),
    label: Annotated[
        list[int] | None,
        typer.Option(
            metavar="CLASS",
            help="Which class, of a GAN trained with labels. May be repeated; they share the samples evenly. "
            "By default all.",
        ),
    ] = None,
    averaged: Annotated[
        bool | None,
        typer.Option(
            "--averaged/--present",
            help="From the generator's average, or from the generator as it stands. By default the average, if any.",
        ),
    ] = None,
    seed: Seed = None,
    force: Force = False,
    backend: Backend = None,
    device: Device = None,
    dtype: Dtype = None,
    plugin: Plugin = None,
    debug: Debug = False,
) -> None:
    """Draw samples from a trained GAN, in the data's own units.

    Another --seed gives other samples, the same one the same.
    """
    from ganreg.cli.classes import labels_of, named
    from ganreg.cli.resumed_run import load_run
    from ganreg.cli.sample_file import check_sample_file, save
    from ganreg.cli.training import quoted

    load_plugins(plugin)
    check_sample_file(output, force)
    gan = load_run(run, backend, device, dtype)
    labels = labels_of(gan, label, count)
    x = gan.sample(count, label=labels, seed=seed, averaged=averaged)
    save(x, output, labels)
    what = " × ".join(map(str, x.shape)) + f" {x.dtype}" + ("" if labels is None else f" of {named(labels)}")
    what += " from the generator's average" if gan.recipe.average is not None and averaged is not False else ""
    typer.echo(f"{what}, from {x.min():.4g} to {x.max():.4g}, after {gan.iterations} iterations")
    typer.echo(f"Written to {quoted(output)}")
