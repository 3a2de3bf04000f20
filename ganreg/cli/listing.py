"""`ganreg list`."""

from typing import Annotated

import typer

from ganreg.cli.options import Debug, Plugin, load_plugins, prints_aside


def list_components(
    word: Annotated[
        str | None,
        typer.Argument(
            metavar="[KIND|NAME]", help="loss, layer, game, …; or one component, with its parameters; or r1+r2."
        ),
    ] = None,
    parameters: Annotated[
        bool, typer.Option("--params", "-p", help="Show the parameters too. Imports each component.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
    plugin: Plugin = None,
    debug: Debug = False,
) -> None:
    """List what can be named: what it computes, from which paper, with which parameters, and whether it works here."""
    from ganreg.cli.catalogue import catalogue, is_joined, is_kind
    from ganreg.cli.tables import print_json, print_tables
    from ganreg.registry import registry

    load_plugins(plugin)
    with prints_aside():
        rows = catalogue(word, parameters)
    if as_json:
        print_json(rows, registry().failures)
    else:
        pages = parameters or not (word is None or is_kind(word))
        print_tables(rows, registry().failures, pages=pages, closing=_closing(word, is_joined(word or "")))


def _closing(word: str | None, joined: bool) -> str:
    """What to type next."""
    if word is None:
        return "ganreg list NAME tells one component's source, claim and parameters; --params those of all."
    return _of_joined(word) if joined else ""


def _of_joined(word: str) -> str:
    """How a joined name is used, or why its parts do not go together."""
    from ganreg.combinations import check_combination
    from ganreg.errors import CombinationError
    from ganreg.recipe import as_constraints

    try:
        check_combination(as_constraints(word), ())
    except CombinationError as refusal:
        return f"{word} is refused: {refusal}"
    return (
        f"--constraint {word} adds all of them. --set constraint.KEY=VALUE then goes to each, "
        "and constraint.0.KEY, constraint.1.KEY, … to one."
    )
