"""The backends `numpy` and `cupy`: one vectorised engine with manual gradients over an array namespace."""
