"""Runs every test that this machine can run, and says in one line what it could not and how to add it.

``make test`` calls it. With ``CI=true`` whatever is missing is a failure, so that nothing is left out unseen.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # run as a file, and its helpers are with the tests

from tests.search_servers.starting import (  # noqa: E402
    ELASTICSEARCH_8,
    KINDS,
    SearchServer,
    free_ports,
    missing_for_search_servers,
    start_all,
)

PYTEST = [sys.executable, "-m", "pytest", "-q"]
# What runs again on PostgreSQL: whatever speaks to the database in more than the ORM's own words.
ON_POSTGRESQL = [
    "tests/services_directory/models",
    "tests/services_directory/search",
    "tests/services_directory/views",
    "tests/feedback/models",
    "tests/feedback/domain/test_audit_trail.py",
    "tests/feedback/domain/test_four_eyes.py",
]


def postgresql_folder() -> Path | None:
    """The folder of ``initdb`` and ``pg_ctl``, or ``None`` where PostgreSQL is not installed."""
    found = shutil.which("initdb")
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    candidates = [Path(found).resolve().parent] if found else installed
    return next((folder for folder in candidates if (folder / "initdb").exists()), None)


ON_SEARCH_SERVERS = ["tests/services_directory/search"]
JOURNEYS = "tests/browser/test_journeys.py"


@contextmanager
def search_servers() -> Iterator[str]:
    """Elasticsearch and OpenSearch for the length of the tests; yields them as ``TEST_SEARCH_SERVERS``.

    They are kept downloaded in ``var/search_servers``; what they store is new each time. Elasticsearch runs with its
    security, so that ``SEARCH_URL`` with user and password is what every test on it uses.

    Raises:
        DidNotStart: one of them did not; the end of its log is in the message.
    """
    home = ROOT / "var" / "search_servers"
    home.mkdir(parents=True, exist_ok=True)
    home.chmod(0o755)
    ports = free_ports()
    secured = {ELASTICSEARCH_8: {"PASSWORD": "a-password-for-tests"}}
    servers = {
        kind.name: SearchServer(
            kind, home / kind.name, next(ports), CLUSTER=f"{kind.name}-{os.getpid()}", **secured.get(kind, {})
        )
        for kind in KINDS
    }
    for server in servers.values():
        server.forget()
        server.log.unlink(missing_ok=True)
    try:
        start_all(servers)
        yield ",".join(f"{name}={server.url}" for name, server in servers.items())
    finally:
        for server in servers.values():
            server.kill()


@contextmanager
def postgresql(folder: Path) -> Iterator[str]:
    """A PostgreSQL of our own for the length of the tests, reached by a socket; yields its ``DATABASE_URL``."""
    with tempfile.TemporaryDirectory(prefix="localoffer-pg-") as home:
        # PostgreSQL refuses to run as root.
        run_as = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        if run_as:
            shutil.chown(home, "postgres")
        data = f"{home}/data"

        def control(*command: str) -> None:
            subprocess.run([*run_as, *command], check=True, cwd=home, stdout=subprocess.DEVNULL)

        control(
            str(folder / "initdb"), "-D", data, "-U", "localoffer", "-A", "trust", "--no-sync", "-E", "UTF8"
        )
        options = f"-c listen_addresses='' -c unix_socket_directories='{home}' -c fsync=off"
        control(str(folder / "pg_ctl"), "-D", data, "-w", "-o", options, "-l", f"{home}/log", "start")
        os.chmod(home, 0o755)  # noqa: S103  the socket inside must be reachable by the tests
        try:
            yield f"postgres://localoffer@/postgres?host={home}"
        finally:
            control(str(folder / "pg_ctl"), "-D", data, "-m", "immediate", "stop")


def main() -> int:
    """Run the tests; 0 when all that ran passed (and, under CI, all could run)."""
    os.chdir(ROOT)
    missing = []
    python = [sys.executable, "-m"]
    workers = ["-n", str(min(os.cpu_count() or 1, 4)), "--dist", "loadfile"]
    commands: list[tuple[str, list[str], dict[str, str]]] = [
        ("Style", [*python, "ruff", "check", "."], {}),
        ("Format", [*python, "ruff", "format", "--check", "."], {}),
        ("Types", [*python, "mypy", "."], {}),
        ("Tests on SQLite", [*PYTEST, *workers, "-m", "not browser", *sys.argv[1:]], {}),
    ]
    if shutil.which("chromium"):
        commands.append(("Tests in the browser", [*PYTEST, "-m", "browser", *sys.argv[1:]], {}))
    else:
        missing.append("no browser (Debian: apt-get install chromium)")

    failed = [title for title, command, extra in commands if not _passes(title, command, extra)]
    folder = postgresql_folder()
    if folder:
        with postgresql(folder) as url:
            chosen = [path for path in ON_POSTGRESQL if Path(path).exists()]
            command = [*PYTEST, *workers, "-m", "not browser", *chosen]
            if not _passes("Tests on PostgreSQL", command, {"TEST_DATABASE_URL": url}):
                failed.append("Tests on PostgreSQL")
    else:
        missing.append("no PostgreSQL (Debian: apt-get install postgresql)")

    lacking = missing_for_search_servers()
    if lacking:
        missing.append(lacking)
    else:
        with search_servers() as servers:
            on_servers = [("Tests on search servers", ON_SEARCH_SERVERS)]
            if shutil.which("chromium"):
                on_servers.append(("Journeys on search servers", [JOURNEYS]))
            for title, paths in on_servers:
                # All journeys stand in one file: each worker takes some of them.
                shared = [*workers[:2], "--dist", "load" if paths == [JOURNEYS] else "loadfile"]
                command = [*PYTEST, *shared, "-m", "search_server", *paths]
                if not _passes(title, command, {"TEST_SEARCH_SERVERS": servers}):
                    failed.append(title)

    print(
        f"Not run: {'; '.join(missing)}."
        if missing
        else "Everything was run: SQLite, PostgreSQL, search servers, browser."
    )
    if failed:
        print(f"Failed: {', '.join(failed)}.")
    return int(bool(failed) or bool(missing and os.environ.get("CI")))


def _passes(title: str, command: list[str], extra: dict[str, str]) -> bool:
    print(f"== {title}", flush=True)
    return subprocess.run(command, env={**os.environ, **extra}).returncode == 0


if __name__ == "__main__":
    sys.exit(main())
