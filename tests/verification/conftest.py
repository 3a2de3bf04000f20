"""The functions in `foreign/` are read by tests, never imported: some of them would train."""

collect_ignore = ["foreign"]
