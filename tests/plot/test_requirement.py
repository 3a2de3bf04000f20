"""What drawing needs."""

import sys

import pytest

from ganreg import plot
from ganreg.errors import MissingDependencyError


def test_with_matplotlib_the_check_passes():
    assert plot.check_plotting() is None


@pytest.mark.parametrize(
    "ask",
    [
        plot.check_plotting,
        lambda: plot.samples([[1, 2]]),
        lambda: plot.save_samples([[1, 2]], "x.png"),
        lambda: plot.training([{"iteration": 1, "critic_loss": 0.0}]),
        lambda: plot.save_training([{"iteration": 1, "critic_loss": 0.0}], "x.png"),
    ],
)
def test_without_matplotlib_the_install_command_is_said(monkeypatch, ask):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(MissingDependencyError, match=r'pip install "ganreg\[plot\]"') as caught:
        ask()
    assert isinstance(caught.value.__cause__, ImportError)
