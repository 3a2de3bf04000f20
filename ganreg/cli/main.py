"""The command `ganreg`, assembled. `ganreg --help` must not import more than Typer: commands import what they use."""

import sys
from typing import Annotated

import typer

from ganreg.cli.benchmark import app as benchmark
from ganreg.cli.conform import conform
from ganreg.cli.demo import demo
from ganreg.cli.doctor import doctor
from ganreg.cli.evaluate import evaluate
from ganreg.cli.export import export
from ganreg.cli.guard import GuardedGroup
from ganreg.cli.listing import list_components
from ganreg.cli.new_plugin import new_plugin
from ganreg.cli.options import Debug
from ganreg.cli.sample import sample
from ganreg.cli.train import train
from ganreg.cli.verify import verify
from ganreg.cli.where import where

app = typer.Typer(
    name="ganreg",
    cls=GuardedGroup,
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _show_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version  # takes longer than most of what help needs

        typer.echo(f"ganreg {version('ganreg')}")
        raise typer.Exit


@app.callback()
def ganreg(
    show_version: Annotated[
        bool, typer.Option("--version", help="Show the version and exit.", callback=_show_version, is_eager=True)
    ] = False,
    debug: Debug = False,
) -> None:
    """Generative adversarial networks from independent, proven parts."""


app.command("demo")(demo)
app.command("train")(train)
app.command("sample")(sample)
app.command("evaluate")(evaluate)
app.command("export")(export)
app.command("list")(list_components)
app.command("where")(where)
app.command("doctor")(doctor)
app.command("conform")(conform)
app.command("verify")(verify)
app.command("new-plugin")(new_plugin)
app.add_typer(benchmark)


def main() -> None:
    """Run the command line, and exit with its code."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a character shows "?" and does not stop hours of training.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    app(prog_name="ganreg")
