"""Pictures of samples, of training, and of exact distances. Needs matplotlib: `pip install "ganreg[plot]"`."""

from ganreg.plot.bound import js_bound
from ganreg.plot.js_vs_wasserstein import js_vs_wasserstein, save_js_vs_wasserstein
from ganreg.plot.requirement import check_plotting
from ganreg.plot.samples import samples, save_samples
from ganreg.plot.training import save_training, training

__all__ = [
    "check_plotting",
    "js_bound",
    "js_vs_wasserstein",
    "samples",
    "save_js_vs_wasserstein",
    "save_samples",
    "save_training",
    "training",
]
