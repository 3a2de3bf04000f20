"""ganreg: generative adversarial networks from independent, proven parts."""
