"""How fast dokumentverk is beside other programs that do the same work. Run ``python -m benchmarks.run``.

Figures depend on the machine, ratios less so: each table is of one run in which the contestants take turns. Nothing
here is a test, and no test is timed.
"""
