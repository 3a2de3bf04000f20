"""`ganreg conform`."""

from pathlib import Path
from typing import Annotated

import typer

from ganreg.cli.options import Debug, Plugin, load_plugins


def conform(
    what: Annotated[
        list[str],
        typer.Argument(
            metavar="PACKAGE...",
            help="An installed package, a plugin file.py, or a component as KIND/NAME: constraint/gp. May be several.",
        ),
    ],
    backend: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Check on this backend alone. May be repeated. By default on all."),
    ] = None,
    require: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Fail unless this backend can run here: --require cupy. May be repeated."),
    ] = None,
    as_json: Annotated[
        Path | None, typer.Option("--json", metavar="FILE", help="Write the whole report there; - for the terminal.")
    ] = None,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Every check with its reason.")] = False,
    plugin: Plugin = None,
    debug: Debug = False,
) -> None:
    """Check plugins against the reference: formulas, gradients to second order, every backend.

    Exit code 0: every declared pair of component and backend that can run here ran, and passed. 1: something failed,
    or nothing was run.
    """
    from ganreg.cli.conform_pages import progress, show, write_json
    from ganreg.conformance import Report

    load_plugins(plugin)
    to_terminal = as_json is not None and str(as_json) == "-"
    with progress(hidden=to_terminal) as seen:
        report = Report.of(what, backend, require or (), seen)
    if as_json is not None:
        write_json(report, None if to_terminal else as_json)
    if not to_terminal:
        show(report, verbose)
    raise typer.Exit(report.exit_code)
