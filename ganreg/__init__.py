"""ganreg: generative adversarial networks from independent, proven parts.

>>> import ganreg
>>> gan = ganreg.build(loss="wasserstein", constraint="gp")
>>> samples = gan.fit("ring", iterations=2).sample(64)
>>> samples.shape
(64, 2)

Importing ganreg imports no framework, and only what is used of ganreg itself.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ganreg.component import Component as Component
    from ganreg.component import ComponentSpec as ComponentSpec
    from ganreg.component import Requirement as Requirement
    from ganreg.component import Support as Support
    from ganreg.compose import build as build
    from ganreg.compose import objective as objective
    from ganreg.errors import GanregError as GanregError
    from ganreg.errors import GanregWarning as GanregWarning
    from ganreg.errors import StopTraining as StopTraining
    from ganreg.functional import clip_ as clip_
    from ganreg.functional import critic_loss as critic_loss
    from ganreg.functional import generator_loss as generator_loss
    from ganreg.functional import gradient_penalty as gradient_penalty
    from ganreg.gan import GAN as GAN
    from ganreg.gan import load as load
    from ganreg.hookspecs import hookimpl as hookimpl
    from ganreg.params import param as param
    from ganreg.pinned import Pinned as Pinned
    from ganreg.recipe import Recipe as Recipe
    from ganreg.registry import load_plugin as load_plugin
    from ganreg.registry import register as register
    from ganreg.training.callback import Callback as Callback

_HOME = {
    "build": "compose",
    "objective": "compose",
    "Component": "component",
    "ComponentSpec": "component",
    "Requirement": "component",
    "Support": "component",
    "GanregError": "errors",
    "GanregWarning": "errors",
    "StopTraining": "errors",
    "clip_": "functional",
    "critic_loss": "functional",
    "generator_loss": "functional",
    "gradient_penalty": "functional",
    "GAN": "gan",
    "load": "gan",
    "hookimpl": "hookspecs",
    "param": "params",
    "Pinned": "pinned",
    "Recipe": "recipe",
    "load_plugin": "registry",
    "register": "registry",
    "Callback": "training.callback",
}
"""Where each public name lives; it is imported on first use."""

__all__ = sorted(_HOME)  # noqa: PLE0605 - one table serves both


def __getattr__(name: str) -> Any:
    """Import a public name on first use."""
    if name not in _HOME:
        raise AttributeError(f"module 'ganreg' has no attribute {name!r}")
    value = getattr(import_module(f"ganreg.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOME])
