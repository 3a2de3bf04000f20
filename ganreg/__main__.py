"""`python -m ganreg` is the command `ganreg`."""

from ganreg.cli.main import main

if __name__ == "__main__":
    main()
