"""Where a gradient was taken, told from the points themselves."""

from collections.abc import Sequence

import attrs
import numpy as np

from ganreg.conformance.verification.observation import Evaluation, Observation, Vector

CLOSE = 2e-4


@attrs.frozen
class Sampling:
    """How points were chosen.

    Args:
        key: `interpolates`, `real`, `fake`, `both`, `perturbed_real`, or a mistake's short name.
        words: what it is.
    """

    key: str
    words: str


RIGHT = {
    "interpolates": "on the segment between a real and a generated sample, one ε ~ U[0, 1] each",
    "real": "at real samples",
    "fake": "at generated samples",
    "both": "at real and generated samples",
    "perturbed_real": "around real samples",
}


def sampling_of(observations: Sequence[Observation]) -> Sampling:
    """How the points of all runs were chosen: by the first description that holds in every run."""
    runs = [(o, _together(o)) for o in observations if o.asked]
    if not runs:
        return Sampling("none", "no gradient is taken in any samples")
    for key, holds in (("real", _at_real), ("fake", _at_fake), ("both", _at_both)):
        if all(holds(o, points) for o, points in runs):
            return Sampling(key, RIGHT[key])
    runs = [(o, points) for o, points in runs if points.shape == o.real.shape]
    if not runs:
        return Sampling("elsewhere", "the points are no mixture of the samples that were given")
    epsilons = [_per_sample(o, points) for o, points in runs]
    if all(e is not None for e in epsilons):
        return _by_epsilon([(o, e) for (o, _), e in zip(runs, epsilons, strict=True) if e is not None])
    return _per_element(runs)


def _together(observation: Observation) -> Vector:
    parts: list[Evaluation] = list(observation.asked)
    first = parts[0].points.reshape(len(parts[0].points), -1)
    if len(parts) == 1 and first.shape[1] == observation.real.reshape(observation.size, -1).shape[1]:
        return parts[0].points.reshape(-1, *observation.real.shape[1:])
    try:
        return np.concatenate([p.points.reshape(-1, *observation.real.shape[1:]) for p in parts])
    except ValueError:
        return parts[0].points


def _same(one: Vector, other: Vector) -> bool:
    return one.shape == other.shape and bool(np.allclose(one, other, atol=CLOSE, rtol=CLOSE))


def _at_real(o: Observation, points: Vector) -> bool:
    return _same(points, o.real)


def _at_fake(o: Observation, points: Vector) -> bool:
    return _same(points, o.fake)


def _at_both(o: Observation, points: Vector) -> bool:
    pairs = ((o.real, o.fake), (o.fake, o.real))
    return any(_same(points, np.concatenate(pair)) for pair in pairs)


def _per_sample(o: Observation, points: Vector) -> Vector | None:
    """ε of each sample, or None where the points are on no line through the samples."""
    n = o.size
    along, way = (o.real - o.fake).reshape(n, -1), (points - o.fake).reshape(n, -1)
    epsilon: Vector = np.sum(along * way, axis=1) / np.sum(along**2, axis=1)
    return epsilon if _same(epsilon[:, None] * along, way) else None


def _by_epsilon(runs: list[tuple[Observation, Vector]]) -> Sampling:
    numbers = np.concatenate([e for _, e in runs])
    several = [e for o, e in runs if o.size > 1]
    drawn = {name for o, _ in runs for name, _ in o.draws}
    if np.ptp(numbers) < CLOSE:
        return Sampling(
            "fixed-epsilon", f"ε is always {numbers[0]:.3g}; it should be drawn from U[0, 1] for each sample"
        )
    if all(np.ptp(e) < CLOSE for e in several):
        return Sampling("one-epsilon-for-the-batch", "one ε for the whole batch; it should be drawn for each sample")
    if numbers.min() < -CLOSE or numbers.max() > 1 + CLOSE:
        normal = drawn & {"randn", "normal", "randn_like", "standard_normal"}
        key = "normal-epsilon" if normal else "epsilon-outside-the-segment"
        what = "ε is normal, not uniform" if normal else "ε leaves [0, 1]"
        return Sampling(key, f"{what} (from {numbers.min():.2f} to {numbers.max():.2f}): points leave the segment")
    if "epsilon" not in {role for o, _ in runs for role in o.given} and not _uniform(numbers):
        return Sampling(
            "epsilon-not-uniform",
            f"ε is not uniform on [0, 1]: mean {numbers.mean():.2f}, from {numbers.min():.2f} to {numbers.max():.2f}",
        )
    return Sampling("interpolates", RIGHT["interpolates"])


def _uniform(numbers: Vector) -> bool:
    """Kolmogorov's and Smirnov's test at a level of about 1e-6."""
    ordered, n = np.sort(numbers), len(numbers)
    steps = np.arange(1, n + 1) / n
    distance = max(np.max(steps - ordered), np.max(ordered - steps + 1 / n))
    return bool(distance * np.sqrt(n) < 2.7)


def _per_element(runs: list[tuple[Observation, Vector]]) -> Sampling:
    ratios = [_ratio(o, points) for o, points in runs]
    known = np.concatenate([r[np.isfinite(r)].reshape(-1) for r in ratios])
    inside = np.quantile(known, 0.005) > -0.01 and np.quantile(known, 0.995) < 1.01
    if inside and _depends_on_fake(runs):
        return Sampling(
            "epsilon-per-element", f"ε varies within a sample{_along(ratios)}; it should be one number per sample"
        )
    if not _depends_on_fake(runs):
        return _around(runs)
    if any("randn" in name or "normal" in name for o, _ in runs for name, _ in o.draws):
        return Sampling(
            "normal-epsilon", f"ε is normal, and varies within a sample{_along(ratios)}: points leave the segment"
        )
    return Sampling("elsewhere", "the points are no mixture ε·x + (1 − ε)·x̃ of the samples that were given")


def _ratio(o: Observation, points: Vector) -> Vector:
    """ε of every element; NaN where the two samples nearly agree."""
    along = o.real - o.fake
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(np.abs(along) > 1e-2, (points - o.fake) / along, np.nan))


def _along(ratios: list[Vector]) -> str:
    """By which axes it varies, where that is told by a rank 4 run."""
    four = [r for r in ratios if r.ndim == 4]
    if not four:
        return ""
    spread = [
        float(np.nanmax(np.nanmax(r, axis=a) - np.nanmin(r, axis=a))) > 0.01 for r in four[:1] for a in (0, 1, 2, 3)
    ]
    named = [name for name, varies in zip(("", "channels", "rows", "columns"), spread, strict=True) if varies and name]
    return f", by {' and '.join(named)}" if named and len(named) < 3 else ""


def _depends_on_fake(runs: list[tuple[Observation, Vector]]) -> bool:
    """Whether points differ between two runs with the same real samples and other generated ones."""
    for k, (o, points) in enumerate(runs):
        for other, others in runs[:k]:
            if _same(o.real, other.real) and not _same(o.fake, other.fake):
                return _correlated(o, points) or (not _same(points, others) and _correlated(other, others))
    return all(_correlated(o, points) for o, points in runs)


def _correlated(o: Observation, points: Vector) -> bool:
    """Whether points − x follows x̃ − x rather than noise."""
    way, along = (points - o.real).reshape(-1), (o.fake - o.real).reshape(-1)
    size = float(np.linalg.norm(way) * np.linalg.norm(along))
    return size > 0 and float(way @ along) / size > 0.3


def _around(runs: list[tuple[Observation, Vector]]) -> Sampling:
    full = [sum(shape == o.real.shape for _, shape in o.draws) for o, _ in runs]
    if all(count >= 2 for count in full):
        return Sampling(
            "alpha-per-element",
            "around real samples, but the mixing α varies within a sample; it should be one number per sample",
        )
    return Sampling("perturbed_real", RIGHT["perturbed_real"])
