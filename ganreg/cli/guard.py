"""Errors, warnings and Ctrl-C as a person at a terminal wants them: one line each, and an exit code."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import typer
from typer.core import TyperGroup

from ganreg.cli.options import wants_traceback
from ganreg.errors import GanregError, GanregWarning

INTERRUPTED = 130
"""The exit code after Ctrl-C: 128 + SIGINT."""


class GuardedGroup(TyperGroup):
    """Runs a command; an error that ganreg raises on purpose becomes one red line and exit code 1."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command that was asked for."""
        try:
            with one_line_warnings():
                return super().invoke(ctx)
        except KeyboardInterrupt as stop:
            typer.secho("Stopped.", err=True, fg="yellow")
            raise typer.Exit(INTERRUPTED) from stop
        except (GanregError, OSError) as error:
            if wants_traceback(ctx) or isinstance(error, BrokenPipeError):
                raise
            typer.secho(f"error: {error}", err=True, fg="red")
            raise typer.Exit(1) from error


@contextmanager
def one_line_warnings() -> Iterator[None]:
    """While held, a warning of ganreg is one yellow line without file and line number; others look as ever."""
    with warnings.catch_warnings():
        warnings.simplefilter("default", GanregWarning)
        usual = warnings.showwarning

        def show(message: Any, category: type[Warning], *where: Any, **more: Any) -> None:
            if issubclass(category, GanregWarning):
                typer.secho(f"warning: {message}", err=True, fg="yellow")
            else:
                usual(message, category, *where, **more)

        warnings.showwarning = show
        yield
