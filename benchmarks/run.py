"""Run the benchmarks and print their tables: ``python -m benchmarks.run [NAME…] [--rounds N]``."""

from __future__ import annotations

import argparse
import importlib
import os
import platform
import sys

BENCHMARKS = {
    "fill": 30,
    "layout": 15,
    "extract": 200,
    "filing": 10_000,
    "start": 30,
    "docx_signed": 40,
    "letters": 1_000,
    "scan": 8,
}
"""Name of the module → rounds; for ``filing`` the number of documents, for ``scan`` see there (half an hour)."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(BENCHMARKS)}; all without")
    parser.add_argument("--rounds", type=int, help="instead of each benchmark's own number")
    arguments = parser.parse_args()
    unknown = set(arguments.names) - BENCHMARKS.keys()
    if unknown:
        parser.error(f"no such benchmark: {', '.join(sorted(unknown))}")
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {sys.platform} {platform.machine()}")
    for name in arguments.names or BENCHMARKS:
        module = importlib.import_module(f"benchmarks.{name}")
        print(f"\n{module.run(arguments.rounds or BENCHMARKS[name])}", flush=True)


if __name__ == "__main__":
    main()
