"""Progress of one critic after another: a bar for a person, a line per critic for a log."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import typer

from ganreg.benchmark.w1.run import Tell
from ganreg.training.progress import interactive


@contextmanager
def progress(iterations: int) -> Iterator[Tell]:
    """While held, what it yields takes the pair's name and how many of its iterations are done."""
    if not interactive():
        yield _line(iterations)
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True)) as shown:
        tasks: dict[str, int] = {}

        def tell(name: str, done: int) -> None:
            if name not in tasks:
                tasks[name] = shown.add_task(name, total=iterations)
            shown.update(tasks[name], completed=done)  # type: ignore[arg-type]

        yield tell


def _line(iterations: int) -> Tell:
    def tell(name: str, done: int) -> None:
        if done == iterations:
            typer.echo(f"{name}: {done} updates done", file=sys.stderr)

    return tell
