"""Pages for the figures of ``benchmarks.scan``: what is written on them, how they are read, and what came of it."""
