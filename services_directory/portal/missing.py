"""What a listing does not say yet, by step. Never a grade: only what families will look for."""

from services_directory.domain.essentials import WORDS, missing_codes_in_content
from services_directory.domain.listing_content import Content

STEP_OF_ESSENTIAL = {
    "ages": "who",
    "who": "eligibility",
    "how": "how",
    "cost": "cost",
    "where": "times",
    "contact": "contact",
}


def missing_by_step(listing_type: str, content: Content) -> dict[str, list[str]]:
    """By step, what families will look for and not find, as words such as "cost"."""
    missing: dict[str, list[str]] = {}
    if listing_type == "provider":
        if not content["description"]:
            missing["organisation"] = ["what the organisation does"]
        if not (content["telephone"] or content["email"] or content["website"]):
            missing["contact"] = ["a way to reach you"]
        return missing
    if not content["summary"]:
        missing["about"] = ["what it is, in one sentence"]
    for code in missing_codes_in_content(content):
        missing.setdefault(STEP_OF_ESSENTIAL[code], []).append(WORDS[code])
    return missing
