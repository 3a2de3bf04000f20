"""Layers as plugins announce them: what a stranger writes, nothing of ganreg's own."""
