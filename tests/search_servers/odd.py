"""What listens where a search server should: real sockets that are silent, talk nonsense, half of it, or slowly."""

import json
import socket
import threading
import time


class OddServer:
    """Something that listens and is no search server: it says ``answer`` after ``seconds``, a byte at a time."""

    def __init__(self, answer: bytes = b"", seconds: float = 0.0) -> None:
        self.answer, self.seconds, self.asked = answer, seconds, 0
        self.socket = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._serve, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.socket.getsockname()[1]}"

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            self.asked += 1
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with connection:
            connection.recv(65536)
            pause = self.seconds / max(len(self.answer), 1)
            try:
                for byte in self.answer:
                    time.sleep(pause)
                    connection.sendall(bytes([byte]))
            except OSError:
                return  # the client has gone


def http(body: str) -> bytes:
    return f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode()


def closed_port() -> str:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return f"http://127.0.0.1:{server.getsockname()[1]}"


# What a server says of itself, and an answer to a search of which half is missing.
SEARCH_SERVER = http(json.dumps({"version": {"number": "2.19.1", "distribution": "opensearch"}}))
HALF_ITS_SHARDS = http(
    json.dumps(
        {
            "version": {"number": "2.19.1", "distribution": "opensearch"},
            "took": 3,
            "timed_out": False,
            "_shards": {"total": 2, "successful": 1, "skipped": 0, "failed": 1},
            "hits": {"total": {"value": 1, "relation": "eq"}, "max_score": None, "hits": []},
            "aggregations": {
                "words": {"doc_count": 1},
                "places": {"doc_count": 0, "values": {"buckets": []}},
            },
        }
    )
)
