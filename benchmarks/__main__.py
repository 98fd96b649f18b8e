"""``make benchmark``: every figure, one after the other; each part is also a program of its own."""

import subprocess
import sys

PARTS = (
    ("benchmarks.find", "--services", "5000", "20000"),
    ("benchmarks.import_speed", "--services", "400"),
    ("benchmarks.desk",),
    ("benchmarks.identifiers",),
    ("benchmarks.page_weight",),
)


def main() -> int:
    """Run the parts; 1 when one of them could not be measured."""
    failed = False
    for part in PARTS:
        print(f"== {' '.join(part)}", flush=True)
        failed |= subprocess.run([sys.executable, "-m", *part]).returncode != 0
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
