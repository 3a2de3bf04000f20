"""One announcement of the core's, and the papers that several entries come from."""

from ganreg.component import ComponentSpec

GOODFELLOW = "Goodfellow et al. 2014, arXiv 1406.2661"
WGAN = "Arjovsky et al. 2017, arXiv 1701.07875"
WGAN_GP = "Gulrajani et al. 2017, arXiv 1704.00028"


def spec(
    kind: str, name: str, target: str, *aliases: str, source: str = "", oracle: str | None = None
) -> ComponentSpec:
    """A component of `ganreg.{target}`, with its oracle `ganreg_reference.{oracle}`."""
    reference = f"ganreg_reference.{oracle}" if oracle else None
    return ComponentSpec(
        kind=kind, name=name, target=f"ganreg.{target}", aliases=aliases, source=source, oracle=reference
    )
