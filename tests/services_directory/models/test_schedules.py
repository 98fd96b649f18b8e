import datetime

import pytest
from django.core.exceptions import ValidationError

from services_directory.models import ServiceSchedule

FOUR, HALF_PAST_FIVE = datetime.time(16), datetime.time(17, 30)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"days": ["MO"], "opens_at": FOUR, "closes_at": HALF_PAST_FIVE}, "Every Monday, 4pm to 5:30pm"),
        ({"days": ["MO", "FR"]}, "Every Monday and Friday"),
        (
            {"days": ["MO", "TU", "WE", "TH", "FR"], "opens_at": datetime.time(9)},
            "Monday to Friday, from 9am",
        ),
        ({"days": ["SA"], "interval": 2}, "Every other Saturday"),
        ({"days": ["SA"], "interval": 3}, "Saturday, every 3 weeks"),
        ({"freq": "MONTHLY", "days": ["MO"], "week_of_month": 1}, "First Monday of the month"),
        ({"freq": "MONTHLY", "days": ["SU"], "week_of_month": -1}, "Last Sunday of the month"),
        ({"freq": "DAILY", "term_time": "holidays"}, "Every day, in school holidays"),
        ({"days": ["TU"], "closes_at": datetime.time(12)}, "Every Tuesday, until midday"),
        (
            {
                "days": ["TU"],
                "valid_from": datetime.date(2026, 9, 1),
                "valid_to": datetime.date(2026, 12, 18),
            },
            "Every Tuesday, 1 September 2026 to 18 December 2026",
        ),
        ({"freq": "", "note": "Ring to arrange a time."}, "Ring to arrange a time."),
    ],
)
def test_schedule_reads_as_a_family_would_say_it(fields, words):
    assert ServiceSchedule(**fields).as_words() == words


def test_schedule_rule_is_the_standards():
    schedule = ServiceSchedule(freq="MONTHLY", days=["MO"], week_of_month=1, interval=2)

    assert schedule.rule == "FREQ=MONTHLY;INTERVAL=2;BYDAY=1MO"


def test_schedule_gives_the_next_dates_of_its_rule():
    schedule = ServiceSchedule(days=["MO", "WE"])

    dates = schedule.next_dates(datetime.date(2026, 11, 24), count=3)  # a Tuesday

    assert dates == [datetime.date(2026, 11, 25), datetime.date(2026, 11, 30), datetime.date(2026, 12, 2)]


def test_schedule_known_only_in_words_gives_no_dates():
    assert ServiceSchedule(freq="", note="By appointment").next_dates(datetime.date(2026, 11, 24)) == []


def test_schedule_refuses_a_time_that_says_nothing():
    with pytest.raises(ValidationError, match="at least one day"):
        ServiceSchedule(days=[]).clean()
