"""Invitations and applications."""

import datetime

import factory
from factory.django import DjangoModelFactory

from services_directory import models
from services_directory.enums import EvidenceKind


class InvitationFactory(DjangoModelFactory):
    """An open invitation to be an editor, whose token is ``token``."""

    class Meta:
        model = models.ProviderInvitation

    class Params:
        token = factory.Sequence(lambda number: f"token-{number}")

    provider = factory.SubFactory("tests.factories.directory.ProviderPageFactory")
    email = factory.Sequence(lambda number: f"invited{number}@example.org")
    token_hash = factory.LazyAttribute(lambda one: _hash_of(one.token))


def _hash_of(token: str) -> str:
    from services_directory.domain.memberships import hash_of

    return hash_of(token)


class ApplicationFactory(DjangoModelFactory):
    """A club that asks to be listed."""

    class Meta:
        model = models.ProviderApplication

    name = factory.Sequence(lambda number: f"Trampoline Club {number}")
    what_it_does = "Trampoline sessions for children, some with music and some quiet."
    postal_code = "HP20 1UY"
    telephone = "01632 960123"
    applicant_name = "Sam Sample"
    applicant_role = "Treasurer"
    email = factory.Sequence(lambda number: f"treasurer{number}@example.org")


class EvidenceFactory(DjangoModelFactory):
    """An insurance that lasts another half year."""

    class Meta:
        model = models.ProviderEvidence

    application = factory.SubFactory(ApplicationFactory)
    kind = EvidenceKind.INSURANCE
    detail = "Sample Mutual, policy 123"
    dated_on = factory.LazyFunction(lambda: datetime.date.today() + datetime.timedelta(days=182))
