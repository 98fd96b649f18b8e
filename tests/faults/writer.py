"""One of several people who publish at the same time; started by ``tests.faults.publishing``.

Reads a line for each thing to do and answers with a line: ``ok``, or what went wrong. Each writer has a share of the
services, so that what each wrote can be told; they write into one tree and one database.
"""

import random
import sys

import django


def main() -> None:
    """Do what each line says, until there are no more lines."""
    number, of = int(sys.argv[1]), int(sys.argv[2])
    django.setup()
    from django.core.management import call_command  # noqa: F401  all apps are loaded from here on

    from services_directory.models import ServicePage

    chance = random.Random(number)
    mine = [pk for pk in ServicePage.objects.order_by("pk").values_list("pk", flat=True) if pk % of == number]
    for done, line in enumerate(sys.stdin, 1):
        try:
            act(line.strip(), chance, mine, f"writer{number} round{done}")
            said = "ok"
        except Exception as error:  # a failed publish is what is counted
            said = f"{type(error).__name__}: {error}"
        print(said, flush=True)


def act(what: str, chance: random.Random, mine: list[int], words: str) -> None:
    """Publish a change, publish a new page, or take one away."""
    from django.db import transaction

    from services_directory.models import DirectoryPage, ProviderPage, ServicePage

    if what == "publish":
        page = ServicePage.objects.get(pk=chance.choice(mine))
        page.title = f"{page.title.partition(' – ')[0]} – {words}"
        page.save_revision().publish()
    elif what == "create":
        with transaction.atomic():
            parent = DirectoryPage.objects.select_for_update().get()
            page = parent.add_child(instance=ServicePage(title=f"New {words}", live=False, summary=words))
            page.provider = ProviderPage.objects.get()
            page.save_revision().publish()
    else:
        page = ServicePage.objects.get(pk=mine.pop(chance.randrange(len(mine))))
        page.unpublish() if what == "unpublish" else page.delete()


if __name__ == "__main__":
    main()
