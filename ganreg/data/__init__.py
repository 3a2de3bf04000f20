"""Data: toy distributions, bundled digits, arrays and files."""
