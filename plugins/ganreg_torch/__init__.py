"""The backend `torch`: PyTorch on CPU and CUDA, for specified networks and for any `nn.Module`."""
