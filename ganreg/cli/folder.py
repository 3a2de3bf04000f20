"""Where a new run goes if its user names no place."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Any

from ganreg.recipe import Recipe
from ganreg.registry import registry

RUNS = Path("runs")


def default_name(recipe: Recipe, data: Any) -> str:
    """`<data>-<loss>-<constraint>`, such as `digits-wasserstein-gradient_penalty`."""
    constraints = "+".join(_name(constraint) for constraint in recipe.constraints) or "none"
    return f"{_data_name(data)}-{_name(recipe.loss)}-{constraints}"


@contextmanager
def fresh_folder(name: str, run: Path | None) -> Iterator[Path]:
    """The folder that was asked for, or one under `runs` that is new: `name`, `name-2`, `name-3`, …

    It is made at once, so that two runs started together do not choose the same; and removed if nothing came into it.
    """
    if run is not None:
        yield run
        return
    own = [] if RUNS.exists() else [RUNS]
    folder = _made(name)
    try:
        yield folder
    finally:
        for empty in (folder, *own):
            with suppress(OSError):  # it holds something
                empty.rmdir()


def _made(name: str) -> Path:
    for number in count(1):
        folder = RUNS / (name if number == 1 else f"{name}-{number}")
        try:
            folder.mkdir(parents=True)
        except FileExistsError:
            continue
        return folder
    raise AssertionError("counting does not end")


def _data_name(data: Any) -> str:
    if isinstance(data, dict):
        data = data.get("name") or data.get("path")
    return Path(str(data)).stem.replace(":", "-")


def _name(component: Any) -> str:
    return str(registry().describe(component)["name"]).replace("/", "-").replace(":", "-")
