"""The people who sign in: officers of the authority and staff of providers. Families never do."""

from typing import Any

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower


class UserManager(BaseUserManager["User"]):
    """Makes users from an e-mail address, compared without regard to case."""

    use_in_migrations = True

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A new user; without ``password`` the account can only be entered by an e-mailed code or OpenID.

        Raises:
            ValueError: ``email`` is empty.
        """
        if not email:
            raise ValueError("A user needs an e-mail address.")
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A new user who may do everything, managing users included."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        """The user with this e-mail address, whatever its case."""
        return self.get(email__iexact=username)


class User(AbstractUser):
    """Someone who signs in with an e-mail address; there is no user name."""

    username = None
    email = models.EmailField("e-mail address", unique=True)
    sessions_from = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text="Sessions from before this moment are over: the person signed out everywhere.",
    )

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []

    objects = UserManager()

    class Meta:
        verbose_name = "user"
        verbose_name_plural = "users"
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_unique_without_case",
                violation_error_message="Somebody already has this e-mail address.",
            ),
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.email
