"""Samples of several generators in one picture."""

import numpy as np
import pytest
from PIL import Image

from ganreg.errors import DataError
from ganreg.plot.panels import save_panels

RNG = np.random.default_rng(0)


@pytest.mark.parametrize(("shape", "count", "wider"), [((2,), 6, True), ((1, 8, 8), 1, False), ((3, 8, 8), 3, True)])
def test_a_panel_for_each_set(tmp_path, shape, count, wider):
    sets = [RNG.normal(size=(70, *shape)) for _ in range(count)]
    save_panels(sets, [f"seed {k}" for k in range(count)], tmp_path / "all.png", RNG.normal(size=(70, *shape)))
    with Image.open(tmp_path / "all.png") as image:
        assert (image.width > 1.5 * image.height) is wider


@pytest.mark.parametrize(("sets", "titles"), [([], []), ([RNG.normal(size=(3, 2))], ["one", "two"])])
def test_each_set_needs_a_title(tmp_path, sets, titles):
    with pytest.raises(DataError, match="one title for each"):
        save_panels(sets, titles, tmp_path / "all.png")
