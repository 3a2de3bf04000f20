"""The oracles of metrics of the players: by the reference's own engine, in the state of the one that is measured."""

from typing import Any

import attrs
import numpy as np

from ganreg_reference.arrays import Float64
from ganreg_reference.backend import ReferenceBackend


def on_reference(view: Any) -> Any:
    """The reference's engine, in the state of a GAN."""
    engine = ReferenceBackend().engine(attrs.evolve(view.gan.recipe, backend=ReferenceBackend()))
    engine.import_state(view.engine.export_state())
    return engine


class Slopes:
    """Norms of gradients that are derived by hand, and their order statistics."""

    def __init__(self, metric: Any) -> None:
        self.metric = metric

    def of(self, view: Any) -> dict[str, float]:
        """Largest slope, estimate over it, mean, deviation and quantiles."""
        engine, batch = on_reference(view), view.batch(self.metric.samples)
        latents = view.stream("metric/slopes").normal((len(batch.x), view.gan.latent_dim))
        fake = engine.sample(latents, batch.label)
        norms = [*engine.slopes(batch.x, batch.label), *engine.slopes(fake, batch.label)]
        gap = sum(engine.scores(batch.x, batch.label)) / len(fake) - sum(engine.scores(fake, batch.label)) / len(fake)
        mean = sum(norms) / len(norms)
        return {
            "critic_slope": max(norms),
            "wasserstein_per_slope": gap / max(norms),
            "slope_mean": mean,
            "slope_std": float(np.sqrt(sum((one - mean) ** 2 for one in norms) / len(norms))),
            "slope_5": _quantile(norms, 0.05),
            "slope_50": _quantile(norms, 0.5),
            "slope_95": _quantile(norms, 0.95),
        }


def _quantile(values: list[Any], q: float) -> float:
    """Between the two nearest in order, linearly."""
    ordered = sorted(values)
    place = q * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return float(ordered[low] + (place - low) * (ordered[high] - ordered[low]))


class Clipped:
    """Weights at the bound, counted one by one."""

    def __init__(self, metric: Any) -> None:
        self.metric = metric

    def of(self, view: Any) -> dict[str, float]:
        """Both shares."""
        bound = self.metric.bound or next(c.bound for c in view.gan.recipe.constraints if hasattr(c, "bound"))
        weights = [abs(float(w)) for array in on_reference(view).state.critic.params.values() for w in np.ravel(array)]
        return {
            "clipped_share": sum(w >= bound * (1 - self.metric.tolerance) for w in weights) / len(weights),
            "vanishing_share": sum(w <= bound / 100 for w in weights) / len(weights),
        }


class Depth:
    """Gradients that are derived by hand, layer by layer."""

    def __init__(self, metric: Any) -> None:
        self.metric = metric

    def of(self, view: Any) -> dict[str, float]:
        """Root mean squares, and the first over the last."""
        engine = on_reference(view)
        batch, draws = view.batch(self.metric.samples), view.step_draws("critic")
        params = engine.gradients("critic", engine.state, batch, draws).params
        sizes = [_root_mean_square(array) for array in params.values() if np.ndim(array) > 1]
        return {f"depth_{k}": size for k, size in enumerate(sizes)} | {"depth_ratio": sizes[0] / sizes[-1]}


def _root_mean_square(array: Float64) -> float:
    return float(np.sqrt(sum(float(g) ** 2 for g in np.ravel(array)) / np.size(array)))
