"""`ganreg list`."""

from typing import Annotated

import typer

from ganreg.cli.options import Debug, Plugin, load_plugins


def list_components(
    word: Annotated[
        str | None,
        typer.Argument(metavar="[KIND|NAME]", help="loss, layer, backend, …; or one component, with its parameters."),
    ] = None,
    parameters: Annotated[
        bool, typer.Option("--params", "-p", help="Show the parameters too. Imports each component.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
    plugin: Plugin = None,
    debug: Debug = False,
) -> None:
    """List the components that are installed: where they come from, and whether they can be used here."""
    from ganreg.cli.catalogue import catalogue
    from ganreg.cli.tables import print_json, print_tables
    from ganreg.registry import registry

    load_plugins(plugin)
    rows = catalogue(word, parameters)
    (print_json if as_json else print_tables)(rows, registry().failures)
