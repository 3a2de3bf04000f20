"""Writing pictures."""

import stat

import matplotlib
import numpy as np
import pytest
from matplotlib import pyplot

from ganreg import plot
from ganreg.errors import ParameterError
from ganreg.plot.figure import hidden_figure, save_figure

POINTS = np.random.default_rng(0).normal(size=(20, 2))


@pytest.mark.parametrize(("suffix", "start"), [("png", b"\x89PNG"), ("pdf", b"%PDF"), ("svg", b"<?xml")])
def test_the_suffix_says_the_format(tmp_path, suffix, start):
    plot.save_samples(POINTS, tmp_path / f"a.{suffix}")
    assert (tmp_path / f"a.{suffix}").read_bytes().startswith(start)


def test_an_unknown_suffix_is_refused_with_the_known_ones(tmp_path):
    with pytest.raises(ParameterError, match=r"'a\.xyz'.*png"):
        plot.save_samples(POINTS, tmp_path / "a.xyz")


def test_folders_are_made_and_nothing_is_left_beside_the_picture(tmp_path):
    plot.save_samples(POINTS, tmp_path / "new" / "folder" / "a.png")
    assert [path.name for path in (tmp_path / "new" / "folder").iterdir()] == ["a.png"]


def test_a_picture_that_fails_leaves_the_old_one_and_no_rest(tmp_path, monkeypatch):
    path = tmp_path / "a.png"
    path.write_text("old")
    figure = hidden_figure((1, 1))

    def break_off(beside, **options):
        beside.write_text("half")
        raise OSError("disk full")

    monkeypatch.setattr(figure, "savefig", break_off)
    with pytest.raises(OSError, match="disk full"):
        save_figure(figure, path)
    assert [p.name for p in tmp_path.iterdir()] == ["a.png"]
    assert path.read_text() == "old"


def test_a_picture_may_be_read_by_whoever_may_read_other_files(tmp_path):
    (tmp_path / "plain").touch()
    plot.save_samples(POINTS, tmp_path / "a.png")
    modes = {stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("plain", "a.png")}
    assert len(modes) == 1


def test_saving_leaves_pyplot_and_its_settings_alone(tmp_path):
    before, settings = pyplot.get_fignums(), dict(matplotlib.rcParams)
    plot.save_samples(POINTS, tmp_path / "a.png", POINTS)
    plot.save_training([{"iteration": 1, "critic_loss": 0.0}], tmp_path / "b.png")
    assert pyplot.get_fignums() == before
    assert dict(matplotlib.rcParams) == settings


def test_without_axes_a_pyplot_figure_is_made_for_the_person_who_looks():
    pyplot.switch_backend("agg")
    ax = plot.samples(POINTS)
    assert ax.figure is pyplot.gcf()
    pyplot.close(ax.figure)
