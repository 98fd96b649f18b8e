"""The memory of one web process after a thousand searches of ``/find/``, all different.

python -m benchmarks.memory --database var/benchmark.sqlite3
"""

import argparse
import os
import random
import resource
from pathlib import Path

from benchmarks import use_database

SEARCHES = 1000
MEGABYTE = 1024 * 1024


def resident_megabytes() -> float:
    """What the process holds now; where the system does not say, the most it ever held."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except FileNotFoundError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return pages * os.sysconf("SC_PAGE_SIZE") / MEGABYTE


def main() -> None:
    """Search, and print the memory before and after."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--database", type=Path, required=True)
    use_database(parser.parse_args().database.resolve())
    from django.test import Client

    from benchmarks.generate import Vocabulary

    chance = random.Random(1)
    words = Vocabulary(chance).words
    before = resident_megabytes()
    client = Client()
    for number in range(SEARCHES):
        query = {
            "q": " ".join(chance.choices(words, k=1 + number % 3)),
            "age": chance.randint(0, 25),
            "need": f"needs-{chance.randint(1, 13)}",
            "page": 1,
        }
        answer = client.get("/find/", query, headers={"host": "localhost"})
        if answer.status_code != 200:
            raise SystemExit(f"{query} gave {answer.status_code}")
    print(
        f"memory of one web process: {before:.0f} MB before, {resident_megabytes():.0f} MB after "
        f"{SEARCHES:,} different searches of /find/ (at most 200 MB wanted)"
    )


if __name__ == "__main__":
    main()
