"""Two organisations that ask to be listed: one new, one that is listed already under another name."""

import datetime

from services_directory.domain.applications import Evidence, receive_application
from services_directory.enums import EvidenceKind


def load_applications(today: datetime.date) -> None:
    """Make them, as if they had come today."""
    half_a_year = datetime.timedelta(days=182)
    staff = Evidence(EvidenceKind.STAFF_CHECKS, "All coaches, enhanced with barred list", today - half_a_year)
    lead = Evidence(EvidenceKind.SAFEGUARDING, "Club manager", today - half_a_year)
    insurance = Evidence(EvidenceKind.INSURANCE, "Sample Mutual, policy SM-20417", today + half_a_year)
    receive_application(
        {
            "name": "Riverside Trampoline Club",
            "what_it_does": "Trampoline sessions for children of 5 to 16. On Sundays the hall is quiet, with no "
            "music and at most six children.",
            "legal_status": "Club",
            "postal_code": "HP20 1UY",
            "telephone": "01632 960871",
            "web_address": "https://riverside-trampoline.example.org/",
            "applicant_name": "Theo Treasurer",
            "applicant_role": "Treasurer",
            "email": "treasurer@riverside-trampoline.example.org",
        },
        [
            Evidence(EvidenceKind.REGULATOR, not_needed_because="There is no regulator for sports clubs."),
            insurance,
            lead,
            staff,
        ],
    )
    receive_application(
        {
            "name": "Harebell Short Break Service",
            "what_it_does": "Short breaks at weekends for disabled children.",
            "legal_status": "Charity",
            "postal_code": "HP20 1UY",
            "applicant_name": "Nell Newcomer",
            "applicant_role": "Team leader",
            "email": "nell@harebell.example.org",
        },
        [
            Evidence(EvidenceKind.REGULATOR, "Ofsted, SC123456", today - 4 * half_a_year),
            insurance,
            lead,
            staff,
        ],
    )
