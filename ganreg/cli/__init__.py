"""The command line, `ganreg`. Each command is a thin file here; the work is done by the library."""
