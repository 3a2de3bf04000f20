"""`ganreg new-plugin`."""

from pathlib import Path
from typing import Annotated

import typer

from ganreg.cli.options import Debug


def new_plugin(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The component's name: soft-clip.")],
    kind: Annotated[
        str, typer.Option(metavar="KIND", help="constraint, loss, points, norm, optimizer, layer, average, metric.")
    ] = "constraint",
    into: Annotated[
        Path, typer.Option(metavar="FOLDER", help="Where the package's own folder is made.", show_default="here")
    ] = Path(),
    class_name: Annotated[
        str, typer.Option(metavar="NAME", help="The class's name.", show_default="made of the component's")
    ] = "",
    debug: Debug = False,
) -> None:
    """Write a small package with a component of your own: it installs, works and is proven at once.

    Then replace its formula, oracle and numbers by yours. Nothing that exists is overwritten.
    """
    from ganreg.cli.package_files import package_files, write_files
    from ganreg.cli.package_kinds import package_kind
    from ganreg.cli.package_names import package_names
    from ganreg.cli.training import quoted

    chosen = package_kind(kind)
    names = package_names(name, kind, class_name)
    folder = into / names.distribution
    texts = package_files(chosen, names)
    write_files(folder, texts)
    typer.echo(f"The {chosen.noun} {names.component}, in {quoted(folder)}:")
    for place in texts:
        typer.echo(f"  {place}")
    typer.echo("\nNext:")
    for command in (
        f"cd {quoted(folder)}",
        'pip install -e ".[test]"',
        "pytest",
        f"ganreg conform {names.distribution}",
    ):
        typer.echo(f"  {command}")
