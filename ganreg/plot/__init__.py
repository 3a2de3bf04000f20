"""Pictures of samples and of training. Needs matplotlib: `pip install "ganreg[plot]"`."""

from ganreg.plot.requirement import check_plotting
from ganreg.plot.samples import samples, save_samples
from ganreg.plot.training import save_training, training
from ganreg.plot.w1 import save_w1, w1

__all__ = ["check_plotting", "samples", "save_samples", "save_training", "save_w1", "training", "w1"]
