"""Before JAX is imported: what is compiled here runs a few times, so that fast compilation is worth more than speed."""

import os

FAST_TO_COMPILE = (
    "--xla_backend_optimization_level=0",
    "--xla_llvm_disable_expensive_passes=true",
    "--xla_cpu_use_fusion_emitters=false",
    "--xla_cpu_parallel_codegen_split_count=1",
)

os.environ.setdefault("XLA_FLAGS", " ".join(FAST_TO_COMPILE))
os.environ.setdefault("JAX_PLATFORMS", "cpu")
