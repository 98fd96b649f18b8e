"""People who sign in."""

import factory

from localoffer.accounts.models import User
from services_directory.models import ProviderMembership


class UserFactory(factory.django.DjangoModelFactory):
    """A user with the password "correct horse battery"."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda number: f"person{number}@example.org")
    first_name = "Robin"
    last_name = factory.Sequence(lambda number: f"Sample{number}")
    password = factory.django.Password("correct horse battery")


class ProviderMembershipFactory(factory.django.DjangoModelFactory):
    """A person's work for a provider."""

    class Meta:
        model = ProviderMembership

    user = factory.SubFactory(UserFactory)
    provider = factory.SubFactory("tests.factories.directory.ProviderPageFactory")
