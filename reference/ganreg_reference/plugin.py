"""What this plugin announces."""

from collections.abc import Iterable

from ganreg.component import ComponentSpec


def ganreg_components() -> Iterable[ComponentSpec]:
    """The backend `reference`."""
    yield ComponentSpec(kind="backend", name="reference", target="ganreg_reference.backend:ReferenceBackend")
