"""``python -m dokumentverk``."""

from dokumentverk.cli.main import run

if __name__ == "__main__":
    run()
