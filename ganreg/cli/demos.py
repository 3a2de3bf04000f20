"""What `ganreg demo` shows: small enough for minutes on two cores, good enough to look at."""

from typing import Any

import attrs


@attrs.frozen(kw_only=True)
class Demo:
    """Settings for `ganreg train`, the packages that are needed beside ganreg itself, and the extra that has them."""

    settings: dict[str, Any]
    needs: tuple[str, ...]
    extra: str = "demo"


@attrs.frozen(kw_only=True)
class Figure:
    """The name of a function of `ganreg.plot` that saves a figure, and what it needs."""

    save: str
    needs: tuple[str, ...] = ("matplotlib",)
    extra: str = "plot"


DEMOS: dict[str, Demo | Figure] = {
    "digits": Demo(
        settings={
            "data": "digits",
            "recipe": "wgan-gp",
            "optimizer": {"name": "adam", "lr": 1e-3, "beta1": 0.0, "beta2": 0.9},
            "critic": {"name": "mlp", "width": 128, "depth": 3},
            "generator": {"name": "mlp", "width": 128, "depth": 3, "output": "tanh"},
            "batch_size": 32,
            "latent_dim": 32,
            "iterations": 8000,
        },
        needs=("sklearn", "matplotlib"),
    ),
    "ring": Demo(
        settings={
            "data": "ring",
            "recipe": "wgan-gp",
            "constraint": {"name": "gradient_penalty", "weight": 0.1},
            "optimizer": {"name": "adam", "lr": 1e-3, "beta1": 0.5, "beta2": 0.9},
            "critic": {"name": "mlp", "width": 64, "depth": 3},
            "generator": {"name": "mlp", "width": 64, "depth": 3},
            "batch_size": 128,
            "iterations": 3000,
        },
        needs=("matplotlib",),
    ),
    "js-vs-wasserstein": Figure(save="save_js_vs_wasserstein"),
}
"""By name; the first is the default."""
