"""Training: the loop of Algorithm 1, its schedules, records and checkpoints."""
