"""`ganreg verify`."""

from typing import Annotated, Any

import typer

from ganreg.cli.options import Debug, Plugin, load_plugins, prints_aside

STYLES = {"exact": "bold green", "equivalent": "bold yellow", "deviates": "bold red", "does not run": "bold magenta"}


def verify(
    target: Annotated[
        str,
        typer.Argument(
            metavar="TARGET",
            help="package.module:function, module:Class.method, module:object or path/to/file.py:function.",
        ),
    ],
    claim: Annotated[
        str,
        typer.Option(
            "--as",
            metavar="NAME",
            help="What it shall compute: gp, r1, dragan, hinge, clip, adam, …; or a training step: wgan_gp, wgan.",
        ),
    ] = "gp",
    weight: Annotated[
        float | None, typer.Option(metavar="λ", help="λ, γ or k that it shall have. By default the paper's or its own.")
    ] = None,
    call: Annotated[
        str,
        typer.Option(metavar="CODE", help="How to call it: \"fn(D, real, fake, 'cpu')\". By default from its names."),
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Write the verdict as JSON to the terminal.")] = False,
    seconds: Annotated[float, typer.Option(min=1, metavar="S", help="How long all its runs may take.")] = 15.0,
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 1 on warnings too.")] = False,
    plugin: Plugin = None,
    debug: Debug = False,
) -> None:
    """Is my penalty right? A verdict on a function of yours: exact, equivalent up to a named convention, or wrong.

    It is run on the CPU, on critics and batches of ganreg's, and compared with the reference: values and gradients.

    Exit code 0: exact, or equivalent. 1: it deviates, or --strict and there is a warning. 2: it does not run.
    """
    with prints_aside():
        from ganreg.conformance.verification import verify as verified

        load_plugins(plugin)
        verdict = verified(target, claim, weight=weight, call=call, seconds=seconds)
    _show(verdict, as_json)
    raise typer.Exit(verdict.exit_code or int(strict and bool(verdict.warnings)))


def _show(verdict: Any, as_json: bool) -> None:
    if as_json:
        import json

        typer.echo(json.dumps(verdict.to_plain(), indent=2, ensure_ascii=False))
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False)
    console.print(
        Text.assemble((f"{verdict.target} as {verdict.claim}: ", "bold"), (verdict.headline, STYLES[verdict.word]))
    )
    table = Table.grid(padding=(0, 2, 0, 2))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for label, words in verdict.rows():
        table.add_row(Text(label, style="bold yellow" if label == "warning" else ""), Text(words))
    console.print(table)
