"""The published fields of the Dirac-GAN, each beside the names by which ganreg computes it.

In print the critic is high on generated samples: φ = −ψ is its parameter there, and (1, 1) in print is (1, −1) here.

Source: Mescheder et al. 2018 (arXiv 1801.04406), sections 2 to 4, with f(t) = −log(1 + e⁻ᵗ); eigenvalues at (0, 0) by
hand from the fields. A row whose names are not registered is skipped, saying which.
"""

from collections.abc import Callable
from typing import Any

import attrs
import numpy as np
import pytest

from ganreg.errors import UnknownNameError
from ganreg.recipe import Recipe
from ganreg.registry import registry
from ganreg.theory import dirac
from ganreg.theory.expectation import NODES

SLOPE, CURVATURE = 0.5, -0.25  # f'(0) and f''(0)


def f1(t):
    """f'(t) = σ(−t)."""
    return 1 / (1 + np.exp(t))


def f2(t):
    """f''(t) = −σ(t)·σ(−t)."""
    return -f1(t) * f1(-t)


@attrs.frozen(kw_only=True)
class Row:
    """One published game: how to ask for it, its field in (θ, φ), its eigenvalues at (0, 0), and what it does."""

    name: str
    parts: dict[str, Any]
    field: Callable[[float, float], tuple[float, float]]
    eigenvalues: tuple[complex, ...] | None
    verdict: str
    bound: float = float("inf")

    def dirac(self, **others):
        """ganreg's own, or a skipped test where a name is not registered."""
        parts = self.parts | others
        for kind in ("loss", "constraint", "game"):
            name = parts.get(kind, {}) and (parts[kind] if isinstance(parts[kind], str) else parts[kind]["name"])
            require(kind, name)
        return dirac(**parts)


def require(kind, name):
    """Skip the test if there is no component of that name."""
    try:
        if name:
            registry().find(kind, name)
    except UnknownNameError:
        pytest.skip(f"no {kind} {name!r} is registered")


def has_games():
    """Whether recipes name a game, so that players can move at the same time."""
    return "game" in attrs.fields_dict(Recipe)


def gan(theta, phi):
    return -phi * f1(phi * theta), theta * f1(phi * theta)


def non_saturating(theta, phi):
    return -phi * f1(-phi * theta), theta * f1(phi * theta)


def wgan(theta, phi):
    return -phi, theta


def wgan_gp(weight, target):
    return lambda theta, phi: (-phi, theta - weight * (abs(phi) - target) * np.sign(phi))


def penalised(field, gamma):
    """With R1, or any penalty on the squared slope: −γφ more for the critic."""

    def penalised_field(theta, phi):
        of_theta, of_phi = field(theta, phi)
        return of_theta, of_phi - gamma * phi

    return penalised_field


def instance_noise(std):
    """Expectations over x_e ~ N(0, s²) and θ_e ~ N(θ, s²), by the same rule as ganreg's."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(NODES)
    weights = weights / np.sum(weights)

    def field(theta, phi):
        real, fake = std * nodes, theta + std * nodes
        of_theta = np.sum(weights * -phi * f1(phi * fake))
        return of_theta, np.sum(weights * (fake * f1(phi * fake) - real * f1(-phi * real)))

    return field


def consensus(gamma):
    """v − γ·∇½‖v‖² of the GAN: ½‖v‖² = ½(θ² + φ²)·f'(φθ)²."""

    def field(theta, phi):
        (of_theta, of_phi), (along_theta, along_phi) = gan(theta, phi), half_square_gradient(theta, phi)
        return of_theta - gamma * along_theta, of_phi - gamma * along_phi

    return field


def half_square_gradient(theta, phi):
    """∇½‖v‖² of the GAN by hand: (θ·f'² + (θ² + φ²)·f'·f''·φ, φ·f'² + (θ² + φ²)·f'·f''·θ)."""
    slope, mixed = f1(phi * theta), (theta**2 + phi**2) * f1(phi * theta) * f2(phi * theta)
    return theta * slope**2 + mixed * phi, phi * slope**2 + mixed * theta


def squared_slope(gamma, points="real"):
    return {"name": "gradient_penalty", "weight": gamma / 2, "target": 0.0, "points": points}


def pair(real, discriminant):
    """real ± √discriminant."""
    root = np.sqrt(complex(discriminant))
    return (real - root, real + root)


TURNING = (-1j * SLOPE, 1j * SLOPE)


def with_r1(gamma):
    """−γ/2 ± √(γ²/4 − f'(0)²), with the square that R3GAN's equation 12 lacks."""
    return pair(-gamma / 2, gamma**2 / 4 - SLOPE**2)


def with_noise(std):
    """f''(0)s² ± √(f''(0)²s⁴ − f'(0)²)."""
    return pair(CURVATURE * std**2, CURVATURE**2 * std**4 - SLOPE**2)


def noisy(std):
    return Row(
        name=f"GAN, instance noise {std:.2f}",
        parts={"loss": "minimax", "constraint": {"name": "instance_noise", "std": std}},
        field=instance_noise(std),
        eigenvalues=with_noise(std),
        verdict="converges",
    )


def regularised(name, loss, field, gamma, constraint):
    return Row(
        name=f"{name}, γ = {gamma:g}",
        parts={"loss": loss, "constraint": constraint},
        field=penalised(field, gamma),
        eigenvalues=with_r1(gamma),
        verdict="converges",
    )


def consensual(gamma):
    return Row(
        name=f"GAN, consensus optimization {gamma:g}",
        parts={"loss": "minimax", "game": {"name": "consensus", "gamma": gamma}, "backend": "torch"},
        field=consensus(gamma),
        eigenvalues=(-gamma * SLOPE**2 - 1j * SLOPE, -gamma * SLOPE**2 + 1j * SLOPE),
        verdict="converges",
    )


PAIRED = {"name": "relativistic", "base": "logistic"}
CLIPPED = {"name": "clip", "bound": 1.0}
ROWS = [
    Row(name="GAN", parts={"loss": "minimax"}, field=gan, eigenvalues=TURNING, verdict="circles"),
    Row(
        name="RpGAN",
        parts={"loss": PAIRED | {"saturating": True}},
        field=gan,
        eigenvalues=TURNING,
        verdict="circles",
    ),
    Row(
        name="NSGAN",
        parts={"loss": "non_saturating"},
        field=non_saturating,
        eigenvalues=TURNING,
        verdict="circles",
    ),
    Row(
        name="RpGAN, non-saturating",
        parts={"loss": PAIRED},
        field=non_saturating,
        eigenvalues=TURNING,
        verdict="circles",
    ),
    Row(name="WGAN", parts={"loss": "wasserstein"}, field=wgan, eigenvalues=(-1j, 1j), verdict="circles"),
    Row(
        name="WGAN, clip",
        parts={"loss": "wasserstein", "constraint": CLIPPED},
        field=wgan,
        eigenvalues=(-1j, 1j),
        verdict="circles",
        bound=1.0,
    ),
    *(
        Row(
            name=f"WGAN-GP, λ = {weight}",
            parts={"loss": "wasserstein", "constraint": {"name": "gp", "weight": weight / 2, "target": target}},
            field=wgan_gp(weight, target),
            eigenvalues=None,
            verdict="circles",
        )
        for weight, target in ((0.7, 1.0), (0.3, 0.3))
    ),
    *(noisy(std) for std in (0.7, 1.0, np.sqrt(2.0))),
    *(regularised("GAN, R1", "minimax", gan, gamma, squared_slope(gamma)) for gamma in (0.3, 1.0, 3.0)),
    *(regularised(f"GAN, {name}", "minimax", gan, 0.3, {"name": name, "gamma": 0.3}) for name in ("r1", "r2")),
    regularised("GAN, R2", "minimax", gan, 0.3, squared_slope(0.3, "fake")),
    regularised("GAN, between", "minimax", gan, 0.3, squared_slope(0.3, "interpolates")),
    regularised("GAN, zero-centred", "minimax", gan, 0.3, {"name": "zero_centred", "weight": 0.15}),
    regularised("NSGAN, R1", "non_saturating", non_saturating, 0.3, squared_slope(0.3)),
    *(consensual(gamma) for gamma in (0.3, 1.0)),
]

rows = pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)


def named(name):
    """The row of that name."""
    return next(row for row in ROWS if row.name == name)


def in_print(point):
    """A point or a vector of ganreg's in the signs of the papers, and back: (θ, ψ) ↔ (θ, φ) with φ = −ψ."""
    return np.asarray(point) * np.array([1.0, -1.0])


def simultaneous(row, h, steps, start=(1.0, 1.0)):
    """Both players move at once along the published field; the points in the papers' signs."""
    points = [np.array(start)]
    for _ in range(steps):
        theta, phi = points[-1]
        of_theta, of_phi = row.field(theta, phi)
        points.append(np.array([theta + h * of_theta, np.clip(phi + h * of_phi, -row.bound, row.bound)]))
    return np.array(points)


def alternating(row, h, steps, n_critic=1, start=(1.0, 1.0), generator_first=True):
    """The players take turns along the published field; in the authors' notebooks the generator begins."""
    theta, phi = start
    points = [start]
    for _ in range(steps):
        for player in (
            ("generator", *["critic"] * n_critic) if generator_first else (*["critic"] * n_critic, "generator")
        ):
            if player == "generator":
                theta = theta + h * row.field(theta, phi)[0]
            else:
                phi = np.clip(phi + h * row.field(theta, phi)[1], -row.bound, row.bound)
        points.append((theta, phi))
    return np.array(points)
