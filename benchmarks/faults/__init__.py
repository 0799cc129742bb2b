"""``python -m benchmarks.faults``: what the gate sees of faults planted in what readers give. See ``__main__``."""
