"""The progress bar shows where training is."""

import sys

import pytest
from small_gan import samples, small_gan

from ganreg.training.progress import interactive, summary


def test_a_bar_is_shown_on_the_error_stream_if_asked_for(capsys):
    small_gan().fit(samples(), iterations=3, progress=True)
    shown = capsys.readouterr()
    assert "3/3" in shown.err
    assert "critic" in shown.err
    assert not shown.out


def test_nothing_is_shown_otherwise(capsys):
    small_gan().fit(samples(), iterations=3, progress=False)
    assert capsys.readouterr() == ("", "")


def test_a_bar_is_the_default_in_a_terminal_only(monkeypatch, capsys):
    small_gan().fit(samples(), iterations=1)
    assert not capsys.readouterr().err
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    assert interactive()


def test_the_summary_has_the_losses_and_the_estimate():
    record = {"iteration": 3, "critic_loss": -1.5, "generator_loss": 0.25, "wasserstein_estimate": 2.0}
    assert summary(record) == "critic -1.500  generator +0.250  W̃ +2.000"
    assert summary({"critic_loss": 1.0}) == "critic +1.000"


@pytest.mark.parametrize(("loss", "gap"), [("wasserstein", "W̃"), ("hinge", "gap")])
def test_the_gap_of_scores_is_an_estimate_with_the_wasserstein_loss_alone(loss, gap, capsys):
    small_gan(loss=loss, constraint="gp").fit(samples(), iterations=1, progress=True)
    assert f"  {gap} " in capsys.readouterr().err
