"""`ganreg where`."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from ganreg.cli.options import Debug, Plugin, load_plugins, prints_aside

if TYPE_CHECKING:
    from ganreg.cli.facts import Fact
    from ganreg.cli.places import Origin, Place


def where(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A component's name or alias, or entry/name.")],
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
    plugin: Plugin = None,
    debug: Debug = False,
) -> None:
    """Tell where a component comes from: file and line, distribution, paper, oracle, backends."""
    from ganreg.cli.facts import print_facts, print_object
    from ganreg.cli.places import origins

    load_plugins(plugin)
    with prints_aside():
        found = origins(name)
    if as_json:
        print_object({"components": found})
    else:
        for origin in found:
            print_facts(f"{origin.kind} {origin.name}", _facts(origin))


def _facts(origin: "Origin") -> Iterator["Fact"]:
    from ganreg.cli.computed import support_lines
    from ganreg.cli.facts import ODD, WRONG, Fact

    yield _at("file", origin.place)
    yield Fact("class", origin.place.target)
    yield Fact("from", f"{origin.distribution} {origin.version}".strip())
    yield Fact("plugin", f"{origin.entry}; its full name is {origin.full_name}")
    yield Fact("also", ", ".join(origin.aliases))
    yield Fact("source", origin.source)
    if origin.oracle is not None:
        yield _at("oracle", origin.oracle)
    yield Fact("numbers", f"{origin.numbers} published" if origin.numbers else "")
    for backend, place in origin.implementations.items():
        yield _at(f"on {backend}", place)
    for word, text in support_lines(origin.support):
        yield Fact(word, text)
    for subject, support in origin.declares.items():
        yield Fact(f"{support.level} for", f"{subject}{': ' if support.reason else ''}{support.reason}")
    for need in origin.needs:
        yield Fact("needs", need, WRONG)
    for remark in origin.remarks:
        yield Fact("note", remark, ODD)


def _at(word: str, place: "Place") -> "Fact":
    from ganreg.cli.facts import WRONG, Fact

    return Fact(word, str(place), WRONG if place.problem else "")
