"""`ganreg benchmark …`: claims of the papers, measured where the truth is known."""

import typer

from ganreg.cli.benchmark_architectures import architectures
from ganreg.cli.benchmark_w1 import w1
from ganreg.cli.benchmark_worlds import WORLDS, world_command
from ganreg.cli.guard import GuardedGroup

app = typer.Typer(name="benchmark", cls=GuardedGroup, no_args_is_help=True)


@app.callback()
def benchmark() -> None:
    """Measure where the truth is known: constraints, toy worlds, architectures."""


app.command("w1")(w1)
for _name in WORLDS:
    app.command(_name)(world_command(_name))
app.command("architectures")(architectures)
