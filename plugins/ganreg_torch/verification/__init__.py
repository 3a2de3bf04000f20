"""The bench on which a user's function of PyTorch is run and watched."""

from ganreg_torch.verification.bench import TorchBench

__all__ = ["TorchBench"]
