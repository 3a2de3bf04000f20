"""Whose layer it is: what a plugin's layer does wrong is told under its name."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Self

import attrs

from ganreg.errors import GanregError, PluginError
from ganreg.networks.layers.abstract import AbstractLayer, Shape
from ganreg.registry import registry


@attrs.frozen
class Origin:
    """A plugin's layer on one backend.

    Args:
        layer: its specification.
        shape: of one input sample.
        backend: where it is computed.
        who: the layer, its plugin and the backend in words.
    """

    layer: AbstractLayer
    shape: Shape
    backend: str
    who: str

    @classmethod
    def of(cls, layer: AbstractLayer, shape: Shape, backend: str) -> Self:
        """The origin of a layer that is computed by what its plugin announced."""
        entry = registry().entry_of(layer)
        name, plugin = (type(layer).__name__, "script") if entry is None else (entry.spec.name, entry.plugin)
        found = "" if entry is None or entry.distribution == plugin else f" ({entry.distribution} {entry.version})"
        return cls(
            layer, tuple(shape), backend, f"The {backend} layer {name!r} of the plugin {plugin!r}{found.rstrip()}"
        )

    @property
    def output_shape(self) -> Shape:
        """The shape of one output sample."""
        return tuple(self.layer.output_shape(self.shape))

    @contextmanager
    def calling(self, method: str) -> Iterator[None]:
        """While this lasts, an exception that is none of ganreg's is raised again under the layer's name.

        Raises:
            PluginError: there was such an exception.
        """
        try:
            yield
        except GanregError:
            raise
        except Exception as error:
            raise self.refusal(f"raises {type(error).__name__} in {method}: {error}") from error

    def refusal(self, what: str) -> PluginError:
        """An error that says what the layer does."""
        return PluginError(f"{self.who} {what}. It was given samples of shape {self.shape}: {self.layer!r}.")

    def check(self, method: str, array: Any, shape: Shape, dtype: Any) -> None:
        """Raise `PluginError` unless an array that a method returned has that shape and dtype."""
        found = (tuple(array.shape), array.dtype) if hasattr(array, "dtype") else (type(array).__name__, "")
        if found != (tuple(shape), dtype):
            given, expected = f"{found[0]} {found[1]}".strip(), f"{tuple(shape)} {dtype}"
            raise self.refusal(f"returns {given} in {method}, expected {expected}")

    def check_named(self, method: str, found: Mapping[str, Any], expected: Mapping[str, Any]) -> None:
        """Raise `PluginError` unless named arrays have the names and shapes of the specification."""
        shapes = {name: tuple(getattr(array, "shape", ("no array",))) for name, array in found.items()}
        wanted = {name: tuple(spec.shape) for name, spec in expected.items()}
        if shapes != wanted:
            raise self.refusal(f"has {_listed(shapes)} in {method}, but its specification says {_listed(wanted)}")


def _listed(shapes: Mapping[str, Shape]) -> str:
    return ", ".join(f"{name} {shape}" for name, shape in shapes.items()) or "none"
