"""Pictures of samples, of training, and of exact distances. Needs matplotlib: `pip install "ganreg[plot]"`."""

from ganreg.plot.bound import js_bound
from ganreg.plot.critics import optimal_critics
from ganreg.plot.js_vs_wasserstein import js_vs_wasserstein, save_js_vs_wasserstein
from ganreg.plot.parallel_lines import parallel_lines
from ganreg.plot.requirement import check_plotting
from ganreg.plot.samples import samples, save_samples
from ganreg.plot.training import save_training, training
from ganreg.plot.transport_plan import transport_plan

__all__ = [
    "check_plotting",
    "js_bound",
    "js_vs_wasserstein",
    "optimal_critics",
    "parallel_lines",
    "samples",
    "save_js_vs_wasserstein",
    "save_samples",
    "save_training",
    "training",
    "transport_plan",
]
