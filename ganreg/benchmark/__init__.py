"""Benchmarks: claims of the papers, measured where the truth is known."""
