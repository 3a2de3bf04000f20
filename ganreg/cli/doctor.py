"""`ganreg doctor`."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ganreg.cli.options import Debug, Plugin, prints_aside, wants_traceback

if TYPE_CHECKING:
    from ganreg.cli.checkup import BackendReport, Checkup, PluginReport
    from ganreg.cli.facts import Fact
    from ganreg.cli.machine import Machine


def doctor(
    ctx: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
    plugin: Plugin = None,
    debug: Debug = False,
) -> None:
    """Examine the installation: versions, devices, what each backend computes, what is wrong with a plugin.

    Each backend computes one iteration of a small GAN, held against the reference.

    Exit code 1: an installed plugin or backend does not work.
    """
    from ganreg.cli.checkup import checkup
    from ganreg.cli.facts import print_object

    files: list[Path] = plugin or []
    if sys.stderr.isatty():
        typer.secho("Every backend computes something: a few seconds.", err=True, dim=True)
    with prints_aside():
        found = checkup(files)
    if as_json:
        sections = {"machine": found.machine, "backends": found.backends, "plugins": found.plugins}
        print_object(sections | {"notes": found.notes, "faults": found.faults, "warnings": found.warnings})
    else:
        _print(found, wants_traceback(ctx))
    raise typer.Exit(1 if found.faults else 0)


def _print(found: "Checkup", traces: bool) -> None:
    from ganreg.cli.facts import ODD, Fact, print_facts

    print_facts("Machine", _of_machine(found.machine))
    print_facts("Backends", [fact for backend in found.backends for fact in _of_backend(backend)])
    print_facts("Plugins", [fact for plugin in found.plugins for fact in _of_plugin(plugin)])
    if found.notes:
        print_facts("Plugins left out", [Fact("note", note, ODD) for note in found.notes])
    for plugin in found.plugins if traces else ():
        if plugin.trace:
            typer.echo(f"{plugin.plugin}\n{plugin.trace}")
    typer.echo(_summary(found, traces))


def _of_machine(machine: "Machine") -> Iterator["Fact"]:
    from ganreg.cli.facts import Fact

    yield Fact("ganreg", f"{machine.ganreg}, in {machine.folder}")
    yield Fact("Python", f"{machine.python}, on {machine.platform}")
    yield Fact("NumPy", machine.numpy)
    for library in machine.blas:
        yield Fact("BLAS", library)
    yield Fact("cores", str(machine.cores))


def _of_backend(backend: "BackendReport") -> Iterator["Fact"]:
    from ganreg.cli.checkup import MISSING
    from ganreg.cli.facts import ODD, WRONG, Fact
    from ganreg.cli.trial import COMPUTES, FAILS, RUNS

    told = f"{backend.verdict}: {backend.text}"
    if backend.verdict in (COMPUTES, RUNS):
        told = f"{backend.verdict} {backend.text}, in {_time(backend.seconds)}"
    style = {FAILS: WRONG, COMPUTES: "", MISSING: "dim"}.get(backend.verdict, ODD)
    yield Fact(backend.name, told, style)
    frameworks = ", ".join(backend.frameworks)
    devices = f"on {', '.join(backend.devices)}" if backend.devices else ""
    yield Fact("", "; ".join(filter(None, [_from(backend.distribution, backend.version), frameworks, devices])), "dim")


def _of_plugin(plugin: "PluginReport") -> Iterator["Fact"]:
    from ganreg.cli.checkup import DISABLED, LOADED
    from ganreg.cli.facts import ODD, WRONG, Fact

    count = f"{plugin.components} component{'' if plugin.components == 1 else 's'}, {_time(plugin.seconds)}"
    told = {LOADED: count, DISABLED: "left out by GANREG_DISABLE_PLUGINS"}.get(plugin.state, "failed to load")
    style = {LOADED: "", DISABLED: ODD}.get(plugin.state, WRONG)
    yield Fact(_label(plugin), ", ".join(filter(None, [plugin.version, told])), style)
    for fault in plugin.faults:
        yield Fact("", fault, WRONG)
    for warning in plugin.warnings:
        yield Fact("", warning, ODD)


def _label(plugin: "PluginReport") -> str:
    """`distribution:entry`, or one of both where they are the same."""
    distribution, _, entry = plugin.plugin.partition(":")
    return distribution if distribution == entry else plugin.plugin


def _from(distribution: str, version: str) -> str:
    return f"{distribution} {version}".strip()


def _time(seconds: float) -> str:
    """A time as a person says it.

    >>> _time(0.0032), _time(1.26)
    ('3 ms', '1.3 s')
    """
    return f"{seconds:.1f} s" if seconds >= 1 else f"{seconds * 1000:.0f} ms"


def _summary(found: "Checkup", traces: bool) -> str:
    words = [_counted(found.faults, "problem"), _counted(found.warnings, "warning")]
    told = " and ".join(filter(None, words))
    more = any(plugin.trace for plugin in found.plugins) and not traces
    return (f"{told}." if told else "Everything is well.") + (" --debug shows the tracebacks." if more else "")


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}" if count else ""
