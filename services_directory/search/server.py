"""The connection to a search server: Elasticsearch 8 or OpenSearch, told apart by asking once.

The 8.x client refuses OpenSearch twice: it asks for a media type that OpenSearch does not know, and it wants a header
that only Elasticsearch sends. Both are settled in ``PlainNode``, the one place that every request passes.
"""

from dataclasses import replace
from typing import Any
from urllib.parse import unquote, urlsplit

from elastic_transport import HttpHeaders, Urllib3HttpNode
from elastic_transport._node import NodeApiResponse
from elastic_transport.client_utils import DEFAULT, DefaultType
from elasticsearch import Elasticsearch

SECONDS = 2.0  # to wait for one answer to a search
SECONDS_TO_WRITE = 30.0
OPENSEARCH = "opensearch"


class SearchUrlError(ValueError):
    """``SEARCH_URL`` cannot be understood; the message says why."""


class PlainNode(Urllib3HttpNode):
    """Speaks plain JSON, which every server understands."""

    adds_product = False

    def perform_request(
        self,
        method: str,
        target: str,
        body: bytes | None = None,
        headers: HttpHeaders | None = None,
        request_timeout: DefaultType | float | None = DEFAULT,
    ) -> NodeApiResponse:
        """One request and its answer."""
        plain = HttpHeaders(headers or {})
        for name in ("accept", "content-type"):
            if "x-ndjson" in (plain.get(name) or ""):
                plain[name] = "application/x-ndjson"
            elif name in plain:
                plain[name] = "application/json"
        meta, data = super().perform_request(method, target, body, plain, request_timeout)
        if self.adds_product:
            meta = replace(meta, headers=HttpHeaders({**meta.headers, "x-elastic-product": "Elasticsearch"}))
        return NodeApiResponse(meta, data)


class OpenSearchNode(PlainNode):
    """Also adds the header that the client looks for and OpenSearch does not send."""

    adds_product = True


def connect(url: str, api_key: str = "") -> Elasticsearch:
    """A client for ``url``: one address, or several of one cluster with commas between.

    ``https://user:password@host:9200`` signs in; ``api_key`` instead of a user does so too. One request is made, to
    learn which server it is.

    Raises:
        SearchUrlError: the address cannot be understood.
        elastic_transport.TransportError: nothing answers, or not as a search server would.
        elasticsearch.ApiError: it refuses.
    """
    options = _options(url, api_key)
    curious = Elasticsearch(node_class=OpenSearchNode, **options)
    try:
        distribution = curious.info()["version"].get("distribution", "elasticsearch")
    finally:
        curious.close()
    node = OpenSearchNode if distribution == OPENSEARCH else PlainNode
    return Elasticsearch(node_class=node, **options)


def _options(url: str, api_key: str) -> dict[str, Any]:
    hosts, user = [], None
    for address in url.split(","):
        parts = urlsplit(address.strip())
        try:
            port = parts.port or (443 if parts.scheme == "https" else 9200)
        except ValueError as error:
            raise SearchUrlError(f"SEARCH_URL: the port of a server is a number ({error}).") from error
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise SearchUrlError(
                "SEARCH_URL must look like https://user:password@host:9200, http://host:9200, or empty."
            )
        if parts.username:
            user = (unquote(parts.username), unquote(parts.password or ""))
        hosts.append(
            {
                "scheme": parts.scheme,
                "host": parts.hostname,
                "port": port,
                "path_prefix": parts.path.rstrip("/"),
            }
        )
    return {
        "hosts": hosts,
        "basic_auth": None if api_key else user,
        "api_key": api_key or None,
        "request_timeout": SECONDS,
        "max_retries": max(len(hosts) - 1, 0),  # another node of the cluster, never the same one again
        "retry_on_timeout": False,
        "http_compress": False,
    }


def check_address(url: str) -> None:
    """Nothing, if ``url`` can be understood or is empty; no request is made.

    Raises:
        SearchUrlError: it cannot.
    """
    if url:
        _options(url, "")
