"""What is known of training GANs, measured with ganreg's own engines, and exact distances to compare with."""

from ganreg.theory.claims import measured, protocol
from ganreg.theory.dirac import DiracGAN, dirac
from ganreg.theory.discriminator import (
    best_value,
    bounds_js,
    dual_bound,
    game_value,
    js_bound,
    optimal_discriminator,
    optimal_scores,
)
from ganreg.theory.f_divergences import f_divergence, js, kl, total_variation
from ganreg.theory.gaussians import kl_of_gaussians, squared_hellinger_of_gaussians, w2_of_gaussians
from ganreg.theory.kantorovich import Potential, kantorovich_rubinstein
from ganreg.theory.line import w1_of_cdfs, w1_on_line
from ganreg.theory.normals import js_of_gaussians, total_variation_of_gaussians
from ganreg.theory.parallel_lines import ParallelLines
from ganreg.theory.trained_critic import TrainedCritic, trained_critic
from ganreg.theory.transport import OptimalTransport, transport
from ganreg.theory.verdict import Verdict

__all__ = [
    "DiracGAN",
    "OptimalTransport",
    "ParallelLines",
    "Potential",
    "TrainedCritic",
    "Verdict",
    "best_value",
    "bounds_js",
    "dirac",
    "dual_bound",
    "f_divergence",
    "game_value",
    "js",
    "js_bound",
    "js_of_gaussians",
    "kantorovich_rubinstein",
    "kl",
    "kl_of_gaussians",
    "measured",
    "optimal_discriminator",
    "optimal_scores",
    "protocol",
    "squared_hellinger_of_gaussians",
    "total_variation",
    "total_variation_of_gaussians",
    "trained_critic",
    "transport",
    "w1_of_cdfs",
    "w1_on_line",
    "w2_of_gaussians",
]
