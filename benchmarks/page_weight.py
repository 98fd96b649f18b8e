"""What a first visit downloads: bytes after gzip and number of requests, of the demonstration's pages.

    python -m benchmarks.page_weight

Reads the demonstration's database, which ``make run`` or ``make setup`` fills.
"""

import gzip
import os
import re
import sys
from pathlib import Path
from urllib.parse import urlsplit

PAGES = ("/", "/find/", "/find/?q=speech&age=4&near=HP20+1UY", "/service/wheelchair-football/")
RESOURCE = re.compile(r'<(?:link rel="(?:stylesheet|icon)"[^>]*href|script[^>]*src|img[^>]*src)="([^"]+)"')
IMPORTED = re.compile(r"""from\s+['"]([^'"]+)['"]""")


def main() -> int:
    """Print a line a page; 1 where there is no demonstration to read."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "localoffer.settings.demo")
    import django

    django.setup()
    from django.conf import settings
    from django.test import Client

    from services_directory.models import ServicePage

    if not ServicePage.objects.exists():
        print("There is no demonstration here. Run: make setup")
        return 1
    client = Client(headers={"host": "localhost"})
    for page in PAGES:
        html = client.get(page).content
        addresses = resources(html.decode(), Path(settings.STATIC_ROOT))
        sizes = [len(gzip.compress(html, 9))]
        for address in addresses:
            path = Path(settings.STATIC_ROOT) / address.removeprefix("/static/")
            body = path.read_bytes() if path.exists() else client.get(address).content
            sizes.append(len(gzip.compress(body, 9)))
        print(
            f"{page:45} {sum(sizes) / 1000:6.1f} KB in {len(sizes)} requests, HTML {sizes[0] / 1000:.1f} KB"
        )
    return 0


def resources(html: str, static_root: Path) -> list[str]:
    """The addresses a page makes a browser fetch, scripts that scripts import among them."""
    found = [urlsplit(address).path for address in RESOURCE.findall(html)]
    for address in [one for one in found if one.endswith(".js")]:
        script = static_root / address.removeprefix("/static/")
        for name in IMPORTED.findall(script.read_text()) if script.exists() else ():
            found.append(
                "/static/" + os.path.normpath(str(Path(address.removeprefix("/static/")).parent / name))
            )
    return list(dict.fromkeys(found))


if __name__ == "__main__":
    sys.exit(main())
