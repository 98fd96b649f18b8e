"""The cache that all processes share, without a query for what Wagtail asks again for every link."""

import time
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import DatabaseCache

# Wagtail reads this once for each page whose address it writes: a list of 50 pages asked the database 50 times.
SITE_ROOT_PATHS = "wagtail_site_root_paths"
SECONDS = 5


class SharedCache(DatabaseCache):
    """Django's database cache, so that rate limits hold across processes.

    The paths of sites are kept in this process for five seconds: another process sees a moved site that much later.
    """

    def __init__(self, table: str, params: dict[str, Any]) -> None:
        super().__init__(table, params)
        self._paths: dict[int | None, tuple[float, Any]] = {}

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        """The value of ``key``."""
        if key != SITE_ROOT_PATHS:
            return super().get(key, default, version)
        until, value = self._paths.get(version, (0.0, None))
        if time.monotonic() < until:
            return value
        value = super().get(key, default, version)
        if value:
            self._paths[version] = (time.monotonic() + SECONDS, value)
        return value

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        """Keep ``value``."""
        super().set(key, value, timeout, version)
        if key == SITE_ROOT_PATHS:
            self._paths[version] = (time.monotonic() + SECONDS, value)

    def delete(self, key: str, version: int | None = None) -> bool:
        """Forget ``key`` everywhere."""
        self._paths.clear()
        return super().delete(key, version)

    def clear(self) -> None:
        """Forget everything."""
        self._paths.clear()
        super().clear()
