"""A site of a fault run's own: its database, its search server, its processes. All is gone when it ends."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.search_servers.starting import OPENSEARCH_2, SearchServer, free_ports

ROOT = Path(__file__).resolve().parents[2]
DOWNLOADS = ROOT / "var" / "search_servers" / "opensearch-2"


def _end(number: int, frame: object) -> None:
    raise SystemExit(1)


# Whoever stops a run stops what it has started: without this, what stands in ``finally`` would not be done.
signal.signal(signal.SIGTERM, _end)


@contextmanager
def opensearch_nodes(count: int) -> Iterator[list[SearchServer]]:
    """So many OpenSearch 2 nodes, each a process, forming one cluster; the first is started alone, then the rest."""
    with tempfile.TemporaryDirectory(prefix="local-offer-faults-") as folder:
        ports = free_ports()
        shared = {"CLUSTER": f"faults-{os.getpid()}", "JARS": str(DOWNLOADS / "jars")}
        nodes = [
            SearchServer(OPENSEARCH_2, Path(folder) / f"node-{number}", next(ports), **shared)
            for number in range(count)
        ]
        DOWNLOADS.mkdir(parents=True, exist_ok=True)
        try:
            nodes[0].start()
            nodes[0].wait()  # downloads, the first time
            for node in nodes[1:]:
                node.start()
            for node in nodes[1:]:
                node.wait()
            yield nodes
        finally:
            for node in nodes:
                node.kill()


@contextmanager
def site(search_url: str) -> Iterator["Processes"]:
    """Django set up in this process on a new SQLite file, as the demonstration runs; yields what starts others on it.

    Must come before anything imports a model.
    """
    with tempfile.TemporaryDirectory(prefix="local-offer-faults-") as folder:
        os.environ.update(
            DJANGO_SETTINGS_MODULE="localoffer.settings.demo",
            DATABASE_URL=f"sqlite:///{folder}/site.sqlite3",
            SECRET_KEY="a-key-for-the-fault-runs",
            SEARCH_URL=search_url,
            SEARCH_INDEX="faults",
        )
        import django

        django.setup()
        import logging
        import shutil

        from django.core.management import call_command

        from tests.migrated_database import TEMPLATE

        logging.getLogger().setLevel(logging.ERROR)
        if TEMPLATE.exists():
            shutil.copy(TEMPLATE, f"{folder}/site.sqlite3")
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        processes = Processes(Path(folder))
        try:
            yield processes
        finally:
            processes.end()


class Processes:
    """Commands of the site in processes of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._running: list[subprocess.Popen[str]] = []

    def start(self, *command: str) -> "subprocess.Popen[str]":
        """``python command…`` with its lines of input and output for the caller; errors go to a file."""
        with (self.folder / "errors.log").open("a") as errors:
            process = subprocess.Popen(
                [sys.executable, *command],
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                start_new_session=True,
            )
        self._running.append(process)
        return process

    def worker(self) -> "subprocess.Popen[str]":
        """``manage.py run_worker``."""
        return self.start("manage.py", "run_worker")

    @staticmethod
    def kill(process: "subprocess.Popen[str]") -> None:
        """SIGKILL: it gets no chance to tidy up."""
        process.send_signal(signal.SIGKILL)
        process.wait()

    def end(self) -> None:
        """Kill whatever still runs."""
        for process in self._running:
            if process.poll() is None:
                self.kill(process)
