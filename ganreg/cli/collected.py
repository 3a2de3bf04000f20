"""The settings of a command, from all the places where they can be given."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ganreg.cli.config import read_config
from ganreg.cli.overrides import override, value_of
from ganreg.cli.settings import Settings, given, merged, with_plain_backend

NUMBERS = ("n_critic", "lr", "critic_lr", "generator_lr")
"""Options that are a number or a schedule."""


def collected(options: Mapping[str, Any], config: Path | None, assignments: Sequence[str] | None) -> Settings:
    """The settings of a file, then those of the options, then those of `--set`: later ones win.

    Raises:
        CheckpointError: the file holds no settings.
        ParameterError: a key of `--set` is none.
    """
    newer = given(options)
    newer |= {name: value_of(newer[name]) for name in NUMBERS if name in newer}
    settings = with_plain_backend(merged(read_config(config) if config else {}, newer))
    for assignment in assignments or []:
        settings = override(settings, assignment)
    return with_plain_backend(settings)
