"""What a setting is where it is not given: `--set constraint.weight=5` needs to know which constraint."""

from typing import Any

from ganreg.cli.settings import Settings
from ganreg.data import as_source
from ganreg.errors import ParameterError
from ganreg.networks.inferred import inferred_critic, inferred_generator
from ganreg.published import default_constraint, published
from ganreg.registry import registry

PLAIN = {"average": "ema", "game": "alternating", "n_critic": "constant", "backend": "numpy"}
"""Those that do not depend on other settings. No average is kept by default: it is what is meant by its parameters."""


def default_of(name: str, settings: Settings) -> Any:
    """The default of a component setting, as plain data.

    Raises:
        ParameterError: it follows from the data, or is the data, and none are given.
        GanregError: what it follows from is itself not usable.
    """
    match name:
        case "loss":
            return _loss(settings)
        case "constraint":
            return _constraint(settings)
        case "critic" | "generator":
            return _network(name, settings)
        case "average" | "game" | "n_critic" | "backend":
            return PLAIN[name]
        case "data":
            raise ParameterError("--set data.…: which data? Give --data too.")
    return settings.get("optimizer", {}) if name.endswith("optimizer") else {}


def _loss(settings: Settings) -> Any:
    return published(settings["recipe"]).loss if "recipe" in settings else "wasserstein"


def _constraint(settings: Settings) -> Any:
    if "recipe" in settings:
        return published(settings["recipe"]).constraint
    return default_constraint(registry().resolve("loss", settings.get("loss", "wasserstein")))


def _network(name: str, settings: Settings) -> Any:
    """The network that the shape of the data suggests."""
    if "data" not in settings:
        raise ParameterError(f"--set {name}.…: the default {name} follows from the data. Give --data or --{name} too.")
    shape = as_source(settings["data"]).shape
    init = settings.get("init") or (published(settings["recipe"]).init if "recipe" in settings else "he")
    return registry().describe((inferred_critic if name == "critic" else inferred_generator)(shape, init))
