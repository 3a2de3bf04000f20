"""Constraints, scored on pairs of distributions whose W1 and optimal potential are known exactly."""
