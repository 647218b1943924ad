"""Training of the digit model of ``dokumentverk/engines/models``: ``python -m benchmarks.training.digits``."""
