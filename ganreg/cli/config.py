"""`--config`: settings from a TOML file, a run's own recipe.toml included."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ganreg.cli.settings import KNOWN, Settings, with_plain_backend
from ganreg.errors import CheckpointError, did_you_mean


def read_config(path: Path) -> Settings:
    """The settings in a file.

    Args:
        path: TOML with the arguments of `ganreg.build`, `data` and `iterations`; or the recipe.toml of a run.

    Raises:
        CheckpointError: the file cannot be read, is no TOML, or has an entry that is no setting.
    """
    try:
        plain = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CheckpointError(f"The settings {str(path)!r} cannot be read: {error}. Expected a TOML file.") from error
    settings = _settings_of_run(plain) if "versions" in plain else plain
    for name, value in settings.items():
        if name not in KNOWN:
            known = ", ".join(KNOWN)
            raise CheckpointError(f"{str(path)!r}: no setting {name!r}.{did_you_mean(name, KNOWN)} Known: {known}.")
        if isinstance(value, Mapping) and "object" in value:
            raise CheckpointError(
                f"{str(path)!r}: the {name} was an object, {value['object']}, which text cannot hold. "
                f"Choose another with --{name}, or train from Python: ganreg.build({name}=…)."
            )
    return with_plain_backend(settings)


def _settings_of_run(plain: dict[str, Any]) -> Settings:
    """A recipe's entries under the names of `build`. It leaves out what is empty: no constraint means none."""
    settings = {name: value for name, value in plain.items() if name not in ("versions", "constraints")}
    return settings | {"constraint": plain.get("constraints", "none")}
