"""Mutation testing of the formulas: `make mutants`, outside the ordinary suite. See docs/mutants.md."""
