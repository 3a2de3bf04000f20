"""What this plugin announces."""

from collections.abc import Iterable

from ganreg.component import ComponentSpec, Requirement


def ganreg_components() -> Iterable[ComponentSpec]:
    """The backend `torch`."""
    yield ComponentSpec(
        kind="backend",
        name="torch",
        target="ganreg_torch.backend:TorchBackend",
        requires=(
            Requirement(module="torch", install='pip install "ganreg[torch]"'),
            Requirement(module="array_api_compat", install='pip install "ganreg[torch]"'),
        ),
    )
