"""``make test-faults``: every fault run, one after the other."""

import subprocess
import sys

from tests.search_servers.starting import missing_for_search_servers

PARTS = (
    ("tests.faults.comments", "--comments", "500"),
    ("tests.faults.rebuilding", "--services", "20000"),
    ("tests.faults.publishing", "--publishes", "300"),
    ("tests.faults.cluster", "--documents", "20000", "200000"),
)


def main() -> int:
    """Run the parts; 1 when one of them did not keep a promise."""
    if missing := missing_for_search_servers():
        print(f"Not run: {missing}.")
        return 1
    failed = []
    for part in PARTS:
        print(f"== {' '.join(part)}", flush=True)
        if subprocess.run([sys.executable, "-m", *part]).returncode:
            failed.append(part[0])
    print(f"Not kept: {', '.join(failed)}." if failed else "All promises were kept.")
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
