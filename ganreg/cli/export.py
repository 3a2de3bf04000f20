"""`ganreg export`."""

from pathlib import Path
from typing import Annotated

import typer

from ganreg.cli.options import Backend, Debug, Force, Plugin, Run, load_plugins


def export(
    run: Run,
    output: Annotated[
        Path,
        typer.Option(
            "--output", "-o", metavar="FILE", help="A PyTorch state dict: .safetensors. A graph for any runtime: .onnx."
        ),
    ] = Path("generator.safetensors"),
    force: Force = False,
    backend: Backend = None,
    plugin: Plugin = None,
    debug: Debug = False,
) -> None:
    """Write a trained generator to a file that loads without ganreg."""
    from ganreg.cli.export_file import FORMATS, described
    from ganreg.cli.output import check_output
    from ganreg.cli.resumed_run import load_run
    from ganreg.cli.training import quoted, say

    load_plugins(plugin)
    check_output(output, force, FORMATS)
    gan = load_run(run, backend)
    gan.export(output)
    what = "The generator's average" if gan.engine.state.generator.average else "The generator"
    typer.echo(f"{what} after {gan.iterations} iterations")
    for label, text in described(gan, output):
        say(label, text)
    typer.echo(f"Written to {quoted(output)}")
