"""Starts, kills and starts again real search servers as processes of our own, on the loopback address.

Used by ``scripts/run_tests.py``, which has no Django, and by the fault runs.
"""

import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import time
from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

HERE = Path(__file__).resolve().parent
# OpenSearch's runner takes no port above 9299; Elasticsearch may have any.
PORTS = range(9211, 9290, 10)
SECONDS_TO_START = 600  # the first time they are downloaded
NEWER_JAVA = 21  # OpenSearch 3


@dataclass(frozen=True)
class Kind:
    """A server by its name, the script that starts it, the version that the script takes, and its Java."""

    name: str
    script: str
    version: str
    java: int


ELASTICSEARCH_8 = Kind("elasticsearch-8", "start_elasticsearch.sh", "8.19.4", 17)
OPENSEARCH_2 = Kind("opensearch-2", "start_opensearch.sh", "2.19.1.0", 17)
OPENSEARCH_3 = Kind("opensearch-3", "start_opensearch.sh", "3.5.0.0", NEWER_JAVA)
KINDS = (ELASTICSEARCH_8, OPENSEARCH_2, OPENSEARCH_3)


class DidNotStart(RuntimeError):
    """A server did not start; the end of its log is in the message."""


class SearchServer:
    """One server process. What it stores lasts from one start to the next; ``forget`` empties it."""

    def __init__(self, kind: Kind, folder: Path, port: int, **environment: str) -> None:
        """``folder`` keeps the download and the data; ``environment`` is for the script (CLUSTER, JARS, PASSWORD).

        With a PASSWORD the server asks for it; Elasticsearch alone has security.
        """
        self.kind, self.folder, self.port = kind, folder, port
        self.log = folder.with_name(f"{folder.name}.log")
        java = {"JAVA": str(newer_java())} if kind.java >= NEWER_JAVA else {}
        self.password = environment.get("PASSWORD", "")
        self._environment = {**os.environ, **java, **environment}
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it listens, with user and password where it asks for them: what ``SEARCH_URL`` takes."""
        signed_in = f"elastic:{self.password}@" if self.password else ""
        return f"http://{signed_in}127.0.0.1:{self.port}"

    def forget(self) -> None:
        """Delete what an earlier run stored; only while it is not running."""
        for data in ("node", "data", "logs"):
            shutil.rmtree(self.folder / data, ignore_errors=True)

    def start(self) -> None:
        """Start, and do not wait."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with self.log.open("a") as written:
            self._process = subprocess.Popen(
                ["bash", str(HERE / self.kind.script), str(self.folder), str(self.port), self.kind.version],
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=written,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def wait(self) -> None:
        """Return when it can answer.

        Raises:
            DidNotStart: it ended, or took too long.
        """
        until = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < until and self.is_running:
            with suppress(OSError, http.client.HTTPException):
                connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
                connection.request(
                    "GET", "/_cluster/health?wait_for_status=yellow&timeout=3s", headers=self._signed()
                )
                if connection.getresponse().status == 200:
                    return
            time.sleep(0.25)
        last = self.log.read_text(errors="replace").splitlines()[-15:]
        raise DidNotStart(f"{self.kind.name} did not start. The end of {self.log}:\n" + "\n".join(last))

    def _signed(self) -> dict[str, str]:
        if not self.password:
            return {}
        return {"Authorization": "Basic " + b64encode(f"elastic:{self.password}".encode()).decode()}

    @property
    def is_running(self) -> bool:
        """Whether its process is there."""
        return self._process is not None and self._process.poll() is None

    def kill(self) -> None:
        """SIGKILL, as a machine that loses its power; nothing if it is not running."""
        if self._process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._process = None


def missing_for_search_servers() -> str:
    """What has to be installed before a search server can be started, in one line, or nothing."""
    missing = [name for name in ("java", "javac", "mvn", "unzip", "bash") if not shutil.which(name)]
    if missing:
        install = "Debian: apt-get install default-jdk-headless maven unzip"
        return f"no search servers, {', '.join(missing)} missing ({install})"
    if newer_java() is None:
        return (
            "no search servers, OpenSearch 3 needs a whole Java 21 or newer (Debian 13: apt-get install "
            "openjdk-21-jdk-headless; Debian 12 has none: unpack a Temurin JDK and name its bin/java in JAVA_21)"
        )
    return ""


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
    return found is not None and int(found[1]) >= NEWER_JAVA and "jdk.localedata@" in modules


def free_ports() -> Iterator[int]:
    """Ports on which nothing listens, and no node speaks to others (that many above)."""
    return (port for port in PORTS if _is_free(port) and _is_free(port + 99))


def _is_free(port: int) -> bool:
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) != 0


def start_all(servers: Mapping[str, SearchServer]) -> None:
    """Start them together and wait for each: their starts overlap."""
    for server in servers.values():
        server.start()
    for server in servers.values():
        server.wait()
