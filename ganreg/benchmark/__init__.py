"""Benchmarks: claims of the papers, measured where the truth is known. Imported by the command line, not by `ganreg`."""
