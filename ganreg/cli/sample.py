"""`ganreg sample`."""

from pathlib import Path
from typing import Annotated

import typer

from ganreg.cli.options import Backend, Debug, Device, Dtype, Plugin, Seed, load_plugins


def sample(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="The folder of a run.")],
    count: Annotated[int, typer.Option("--count", "-n", min=1, metavar="N", help="How many samples.")] = 64,
    output: Annotated[
        Path,
        typer.Option(
            "--output", "-o", metavar="FILE", help="Numbers: .npy or .npz. A picture: .png, .pdf, .svg or .jpg."
        ),
    ] = Path("samples.npy"),
    seed: Seed = None,
    force: Annotated[bool, typer.Option("--force", "-f", help="Replace the file if it exists.")] = False,
    backend: Backend = None,
    device: Device = None,
    dtype: Dtype = None,
    plugin: Plugin = None,
    debug: Debug = False,
) -> None:
    """Draw samples from a trained GAN, in the data's own units.

    Another --seed gives other samples, the same one the same.
    """
    from ganreg.cli.resumed_run import load_run
    from ganreg.cli.sample_file import check_output, save
    from ganreg.cli.training import quoted

    load_plugins(plugin)
    check_output(output, force)
    gan = load_run(run, backend, device, dtype)
    x = gan.sample(count, seed=seed)
    save(x, output)
    shape = " × ".join(map(str, x.shape))
    typer.echo(f"{shape} {x.dtype}, from {x.min():.4g} to {x.max():.4g}, after {gan.iterations} iterations")
    typer.echo(f"Written to {quoted(output)}")
