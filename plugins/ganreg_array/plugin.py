"""What this plugin announces."""

from collections.abc import Iterable

from ganreg.component import ComponentSpec, Requirement


def ganreg_components() -> Iterable[ComponentSpec]:
    """The backends `numpy`, `cupy` and `strict`."""
    yield ComponentSpec(kind="backend", name="numpy", target="ganreg_array.backends:NumpyBackend")
    yield ComponentSpec(
        kind="backend",
        name="cupy",
        target="ganreg_array.backends:CupyBackend",
        requires=(
            Requirement(module="cupy", install='pip install "ganreg[cupy]"'),
            Requirement(module="array_api_compat", install='pip install "ganreg[cupy]"'),
        ),
    )
    yield ComponentSpec(
        kind="backend",
        name="strict",
        target="ganreg_array.backends:StrictBackend",
        requires=(Requirement(module="array_api_strict", install='pip install "ganreg[conform]"'),),
    )
