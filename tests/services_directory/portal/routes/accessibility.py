"""Accessibility: places and services of one's own provider, and what families asked of them."""

from services_directory.domain.self_assessment import start_assessment
from services_directory.models import AccessQuestion
from tests.factories.directory import AccessFeatureFactory, ServicePageFactory
from tests.services_directory.portal.routes import MEMBERS, NOT_ALLOWED, SIGNED_IN, Route, Rule

# A subject that is not named, or an answer that is not complete.
START = Rule(anonymous="sign in", editor="404", manager="404", stranger="404")
NO_GET = Rule(anonymous="sign in", editor="405", manager="405", stranger="405")

ROUTES = {
    "portal:accessibility": Route(get=SIGNED_IN, post=NOT_ALLOWED),
    "portal:accessibility_of": Route(get=MEMBERS, post=NOT_ALLOWED),
    "portal:assessment_start": Route(get=NO_GET, post=START),
    "portal:assessment": Route(get=MEMBERS, post=MEMBERS),
    "portal:assessment_domain": Route(get=MEMBERS, post=MEMBERS),
    "portal:assessment_staff": Route(get=MEMBERS, post=MEMBERS),
    "portal:assessment_improvements": Route(get=MEMBERS, post=MEMBERS),
    "portal:question": Route(get=MEMBERS, post=MEMBERS, data={"result": "yes"}),
}


def things(provider, manager, editor):
    domain = AccessFeatureFactory(code="staff-and-session", scope="")
    feature = AccessFeatureFactory(code="quiet-hour", scope="session", parent=domain)
    service = ServicePageFactory(provider=provider)
    assessment = start_assessment(provider, location=None, service=service, by=manager)
    question = AccessQuestion.objects.create(service=service, feature=feature)
    return {"assessment": assessment.uuid, "domain": domain.code, "question": question.uuid}
