"""The backend `reference`: NumPy float64, one sample at a time, literal formulas, gradients derived by hand.

Slow on purpose. It shares no mathematics with the other backends: of the core it takes only specifications,
parameters and draws, and an import rule checks that. Its formulas avoid casts and absolute values, so that below the
engine they also take complex weights: a complex step then confirms every gradient, second order included, to rounding.
"""
