"""ganreg's own side, as its users run it; each file has `make` as the peers have it."""
