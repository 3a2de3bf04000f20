"""What ganreg finds: data alone. The constraint is imported when somebody asks for it."""

from collections.abc import Iterable

from ganreg import ComponentSpec, hookimpl
from ganreg.pinned import Pinned

NUMBERS = (
    Pinned(
        method="value",
        arguments=(([3.0, 1.0], [1.0, 1.0]),),
        value=2e-6,
        source="Ω = ½·(9 + 1)/2 + ½·(1 + 1)/2 = 3; λ = 0; (10⁻⁶/2)·(3 − 1)² with the ρ of main.py",
    ),
    Pinned(
        method="value",
        arguments=(([1.0, 2.0, -1.0], [0.0, -2.0]),),
        value=0.6,
        source="equation 9: Ω = ½·6/3 + ½·4/2 = 2; ½·(2 − 1) + (0.2/2)·(2 − 1)²",
        parameters={"multiplier": 0.5, "rho": 0.2},
    ),
    Pinned(
        method="gradients",
        arguments=(([1.0, 3.0], [-1.0, 1.0]),),
        value=[[0.4, 1.2], [-0.4, 0.4]],
        source="equation 9: Ω = ½·10/2 + ½·2/2 = 3; (0.5 + 0.15·(3 − 1))·f/2",
        parameters={"multiplier": 0.5, "rho": 0.15},
    ),
    Pinned(
        method="gradients",
        arguments=(([1.0, 1.0, 1.0, -1.0], [1.0, -1.0, -1.0, -1.0]),),
        value=[[0.125, 0.125, 0.125, -0.125], [0.125, -0.125, -0.125, -0.125]],
        source="P = (¾, ¼), Q = (¼, ¾): F² = (½)²/½ + (½)²/½ = 1, f = (P − Q)/(½(P + Q))/F = ±1, Ω = 1, λ = F/2; ½·f/4",
        parameters={"multiplier": 0.5, "rho": 7.0},
    ),
)
"""Worked out by hand from the paper; ganreg's conformance kit holds the formulas against them."""


@hookimpl
def ganreg_components() -> Iterable[ComponentSpec]:
    """The constraint `fisher`."""
    yield ComponentSpec(
        kind="constraint",
        name="fisher",
        target="ganreg_fisher.constraint:Fisher",
        aliases=("fisher_gan",),
        source="Mroueh and Sercu 2017, arXiv 1705.09675, eq. 9 and Algorithm 1",
        oracle="ganreg_fisher.oracle:FisherOracle",
        numbers=NUMBERS,
    )
