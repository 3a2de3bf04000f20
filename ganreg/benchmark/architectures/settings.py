"""What holds unless something else is asked for, fixed before the architectures of seed 0 were seen."""

COUNT, ITERATIONS = 40, 4000

HEADLINE = 0.0
"""The score from which on a method has worked: its samples are nearer to the grid than those of a Gaussian.

A generator without hidden layers could be that Gaussian. What is below has lost a part of the grid, has wandered off or
has diverged; how far a small network comes beyond it in a few thousand iterations is a question of time."""

THRESHOLDS = (-1.0, HEADLINE, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7)

PUBLISHED = {"wgan-gp": 0.945, "gan": 0.21}
"""Of 200 convolutional architectures on ImageNet at 32×32, those with an Inception score of at least 5.

Source: Gulrajani et al. 2017 (arXiv 1704.00028), table 2."""
