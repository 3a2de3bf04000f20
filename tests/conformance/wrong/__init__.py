"""Wrong implementations: the mistakes that were found in public code, each as a backend that makes only that one."""
