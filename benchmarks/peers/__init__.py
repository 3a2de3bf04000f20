"""What people would use instead, written as its users would write it: one peer per file, each with `make`.

`make(workload, method, device)` returns `run(n)`, which trains n generator iterations and returns when they are done.
"""
