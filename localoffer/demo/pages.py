"""The home page, guides and settings of the demonstration authority."""

import datetime
import json
from pathlib import Path
from typing import Any

from localoffer.models import AccessibilityStatementPage, AuthoritySettings, GuidePage, HomePage

GUIDES = Path(__file__).with_name("guides.json")


def load_settings() -> None:
    """The invented council's names; the ONS code is of the real district whose postcodes are used."""
    settings = AuthoritySettings.load()
    settings.council_name = "Merrowdale Council"
    settings.site_name = "SEND Local Offer"
    settings.area_name = "Merrowdale"
    settings.area_codes = "E06000060"
    settings.telephone = "01632 960100"
    settings.telephone_hours = "Monday to Friday, 9am to 5pm"
    settings.textphone = "18001 01632 960100"
    settings.email = "localoffer@merrowdale.example.org"
    settings.postal_address = "Local Offer team\nMerrowdale Council\nAylesbury HP20 1UA"
    settings.advice_service_name = "Merrowdale SENDIASS"
    settings.advice_service_telephone = "01632 960101"
    settings.advice_service_url = "https://sendiass.merrowdale.example.org/"
    settings.health_board_name = "Vale and Hills Integrated Care Board"
    settings.save()


def _body(blocks: list[list[Any]]) -> str:
    return json.dumps([{"type": kind, "value": value} for kind, value in blocks])


def load_pages(today: datetime.date) -> None:
    """The guides below home, the accessibility statement, and the links of the home page."""
    home = HomePage.objects.get()
    guides = {}
    for data in json.loads(GUIDES.read_text(encoding="utf-8")):
        page = home.add_child(
            instance=GuidePage(
                title=data["title"],
                slug=data["slug"],
                summary=data["summary"],
                body=_body(data["body"]),
                show_in_menus=data.get("in_menus", False),
                reviewed_on=today - datetime.timedelta(days=30),
                next_review_on=today + datetime.timedelta(days=335),
            )
        )
        page.save_revision().publish()
        guides[data["slug"]] = page
    _load_statement(home, today)
    home.refresh_from_db()
    home.situations = json.dumps(
        [
            {
                "type": "situation",
                "value": {
                    "text": data["link"],
                    "page": guides[data["slug"]].pk,
                    "address": "",
                    "description": "",
                },
            }
            for data in json.loads(GUIDES.read_text(encoding="utf-8"))
            if data.get("link")
        ]
    )
    home.young_people_text = "Your own page, in your words:"
    home.young_people_page_id = guides["young-people"].pk
    home.offline_text = (
        "<p>Call us on 01632 960100, Monday to Friday, 9am to 5pm. We can look for you, and we can post you what "
        "you need in print, large print or Easy Read.</p>"
    )
    home.save_revision().publish()


def _load_statement(home: HomePage, today: datetime.date) -> None:
    statement = home.add_child(
        instance=AccessibilityStatementPage(
            title="Accessibility statement",
            slug="accessibility",
            status="partly",
            not_accessible="<ul><li>Nobody with access needs has tested this demonstration by hand yet, so there may "
            "be faults that our checks did not find.</li><li>There is no British Sign Language video yet.</li></ul>",
            alternatives="<p>Call us, and we will read you what you need or post it to you in another form.</p>",
            contact="<p>Call 01632 960100 or email localoffer@merrowdale.example.org. We answer within 5 working "
            "days.</p>",
            enforcement="<p>If you are not happy with our answer, contact the "
            '<a href="https://www.equalityadvisoryservice.com/">Equality Advisory and Support Service</a>. The '
            "Equality and Human Rights Commission enforces the accessibility regulations of 2018.</p>",
            prepared_on=today,
            test_method="Automatic checks (axe-core) on each kind of page, at phone and desktop width. They find "
            "about a third of all faults.",
            tested_on=today,
        )
    )
    statement.save_revision().publish()
