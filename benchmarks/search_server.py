"""A real search server for the length of a measurement: the one of ``SEARCH_URL``, or an Elasticsearch of our own."""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import URLError
from urllib.request import urlopen

if TYPE_CHECKING:
    from services_directory.search.contract import IndexedService
    from services_directory.search.elasticsearch import ElasticsearchEngine

ROOT = Path(__file__).resolve().parents[1]
HOME = ROOT / "var" / "search_servers"
SECONDS_TO_START = 600  # the first time it is downloaded
NEEDED = ("java", "javac", "mvn", "unzip")
GIVEN = os.environ.get("SEARCH_URL", "")  # read before a benchmark sets the site up without one


class NoServer(RuntimeError):
    """No search server can be had; the message says why."""


@contextmanager
def search_server() -> Iterator[str]:
    """The address of a server.

    Raises:
        NoServer: none is given, and none can be started.
    """
    if GIVEN:
        yield GIVEN
        return
    missing = [name for name in NEEDED if not shutil.which(name)]
    if missing:
        raise NoServer(
            f"{', '.join(missing)} missing (Debian: apt-get install default-jdk-headless maven unzip)"
        )
    folder = HOME / "elasticsearch-8"
    folder.mkdir(parents=True, exist_ok=True)
    HOME.chmod(0o755)
    for data in ("data", "logs"):
        shutil.rmtree(folder / data, ignore_errors=True)
    port, log = _free_port(), HOME / "benchmark.log"
    with log.open("w") as written:
        process = subprocess.Popen(
            [
                "bash",
                str(ROOT / "tests" / "search_servers" / "start_elasticsearch.sh"),
                str(folder),
                str(port),
            ],
            stdin=subprocess.DEVNULL,
            stdout=written,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        url = f"http://127.0.0.1:{port}"
        _wait_for(url, process, log)
        yield url
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@contextmanager
def filled_engine(url: str, services: "Iterable[IndexedService]") -> Iterator["ElasticsearchEngine"]:
    """An engine on the server, with an index of its own that holds ``services`` and is gone afterwards."""
    from services_directory.search.elasticsearch import ElasticsearchEngine
    from services_directory.search.server import connect

    client = connect(url).options(request_timeout=30)
    engine = ElasticsearchEngine(lambda: client, f"benchmark-{secrets.token_hex(6)}")
    index = engine.create_index(shards=1, replicas="0")
    try:
        engine.switch_to(index)
        engine.store(services)
        yield engine
    finally:
        engine.delete_index(index)


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < until and process.poll() is None:
        with suppress(URLError, OSError):
            if urlopen(f"{url}/_cluster/health?wait_for_status=yellow&timeout=3s", timeout=5).status == 200:
                return
        time.sleep(0.5)
    raise NoServer(f"it did not start; see {log.relative_to(ROOT)}")
