"""What this package announces. JAX is imported when the backend is first used."""

from collections.abc import Iterable

from ganreg import ComponentSpec, Requirement, Support

ON_THE_HOST = "its plans are found on the host in float64, which a traced step cannot leave for"


def ganreg_components() -> Iterable[ComponentSpec]:
    """The backend `jax`."""
    yield ComponentSpec(
        kind="backend",
        name="jax",
        target="ganreg_jax.backend:JaxBackend",
        requires=(Requirement(module="jax", install="pip install ganreg-jax"),),
        support={"loss/sinkhorn": Support(level="none", reason=ON_THE_HOST)},
    )
