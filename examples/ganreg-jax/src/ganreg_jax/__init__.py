"""ganreg-jax: JAX as a backend of ganreg, with jit-compiled steps."""
