"""Runs every test that this machine can run, and says in one line what it could not and how to add it.

``make test`` calls it. With ``CI=true`` whatever is missing is a failure, so that nothing is left out unseen.
"""

import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PYTEST = [sys.executable, "-m", "pytest", "-q"]
# What runs again on PostgreSQL: whatever speaks to the database in more than the ORM's own words.
ON_POSTGRESQL = [
    "tests/services_directory/models",
    "tests/services_directory/search",
    "tests/services_directory/views",
]


def postgresql_folder() -> Path | None:
    """The folder of ``initdb`` and ``pg_ctl``, or ``None`` where PostgreSQL is not installed."""
    found = shutil.which("initdb")
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    candidates = [Path(found).resolve().parent] if found else installed
    return next((folder for folder in candidates if (folder / "initdb").exists()), None)


# Real search servers: name, script, arguments after the folder and the port, and the Java they need.
SEARCH_SERVERS = (
    ("elasticsearch-8", "start_elasticsearch.sh", "8.19.4", 17),
    ("opensearch-2", "start_opensearch.sh", "2.19.1.0", 17),
    ("opensearch-3", "start_opensearch.sh", "3.5.0.0", 21),
)
# OpenSearch's runner takes no port above 9299; three are enough, and Elasticsearch may have any.
PORTS = range(9211, 9290, 10)
SECONDS_TO_START = 600  # the first time they are downloaded
ON_SEARCH_SERVERS = ["tests/services_directory/search"]


def missing_for_search_servers() -> str:
    """What has to be installed before a search server can be started, or nothing."""
    missing = [name for name in ("java", "javac", "mvn", "unzip") if not shutil.which(name)]
    if missing:
        install = "Debian: apt-get install default-jdk-headless maven unzip"
        return f"no search servers, {', '.join(missing)} missing ({install})"
    if newer_java() is None:
        return "no search servers, OpenSearch 3 needs a whole Java 21 or newer (install one, or name it in JAVA_21)"
    return ""


@contextmanager
def search_servers() -> Iterator[str]:
    """Elasticsearch and OpenSearch for the length of the tests; yields them as ``TEST_SEARCH_SERVERS``.

    They are kept downloaded in ``var/search_servers``; what they store is new each time.

    Raises:
        RuntimeError: one of them did not start; its log is named.
    """
    home = ROOT / "var" / "search_servers"
    home.mkdir(parents=True, exist_ok=True)
    home.chmod(0o755)
    running = []
    try:
        ports = (port for port in PORTS if _is_free(port) and _is_free(port + 99))
        for name, script, version, java in SEARCH_SERVERS:
            folder, port = home / name, next(ports)
            for data in ("node", "data", "logs"):
                shutil.rmtree(folder / data, ignore_errors=True)
            extra = {"JAVA": str(newer_java())} if java > 17 else {}
            log = home / f"{name}.log"
            with log.open("w") as written:
                process = subprocess.Popen(
                    [
                        shutil.which("bash") or "bash",
                        str(ROOT / "tests" / "search_servers" / script),
                        str(folder),
                        str(port),
                        version,
                    ],
                    env={**os.environ, "CLUSTER": f"{name}-{os.getpid()}", **extra},
                    stdin=subprocess.DEVNULL,
                    stdout=written,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                )
            running.append((name, process, port, log))
        for name, process, port, log in running:
            _wait_for(name, process, port, log)
        yield ",".join(f"{name}=http://127.0.0.1:{port}" for name, _, port, _ in running)
    finally:
        for _, process, _, _ in running:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@cache
def newer_java() -> Path | None:
    """A Java of 21 or newer with all its languages: OpenSearch 3 does not start without the rules for Thai.

    ``JAVA_21`` names one; else it is looked for on the path and where Debian installs them.
    """
    named = [os.environ.get("JAVA_21"), shutil.which("java")]
    candidates = [Path(one) for one in named if one]
    candidates += sorted(Path("/usr/lib/jvm").glob("*/bin/java"))
    return next((one for one in candidates if one.exists() and _is_new_and_whole(one)), None)


def _is_new_and_whole(java: Path) -> bool:
    modules = subprocess.run([str(java), "--list-modules"], capture_output=True, text=True).stdout
    found = re.search(r"^java\.base@(\d+)", modules, re.MULTILINE)
    return found is not None and int(found[1]) >= 21 and "jdk.localedata@" in modules


def _is_free(port: int) -> bool:
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) != 0


def _wait_for(name: str, process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    until = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < until and process.poll() is None:
        with suppress(OSError, http.client.HTTPException):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/_cluster/health?wait_for_status=yellow&timeout=3s")
            if connection.getresponse().status == 200:
                return
        time.sleep(0.5)
    last = log.read_text(errors="replace").splitlines()[-15:]
    raise RuntimeError(f"{name} did not start. The end of {log.relative_to(ROOT)}:\n" + "\n".join(last))


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
            command = [*PYTEST, *workers, "-m", "search_server", *ON_SEARCH_SERVERS]
            if not _passes("Tests on search servers", command, {"TEST_SEARCH_SERVERS": servers}):
                failed.append("Tests on search servers")

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
