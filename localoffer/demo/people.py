"""The people of the demonstration, who exist only where ``DEMO`` is on."""

from django.contrib.auth.models import Group

from localoffer.accounts.models import User

PASSWORD = "demo-demo-demo-2026"  # noqa: S105  printed on the screen of the demonstration, refused elsewhere
# (e-mail, first name, last name, groups)
PEOPLE = (
    ("admin@example.org", "Ada", "Administrator", ("Administrators",)),
    ("officer@example.org", "Olu", "Officer", ("Officers",)),
    ("comments@example.org", "Cora", "Comments", ("Feedback officers",)),
    ("approver@example.org", "Abi", "Approver", ("Approvers",)),
    ("provider@example.org", "Pia", "Provider", ()),
)
PROVIDER = "provider@example.org"


def load_people() -> dict[str, User]:
    """Make the people who are missing; by e-mail."""
    people = {}
    for email, first, last, groups in PEOPLE:
        user = User.objects.filter(email=email).first()
        if user is None:
            # Providers have no password: a code comes by e-mail.
            password = PASSWORD if groups else None
            user = User.objects.create_user(email, password, first_name=first, last_name=last)
        user.groups.set(Group.objects.filter(name__in=groups))
        people[email] = user
    return people


def sign_in_lines() -> list[str]:
    """Who to sign in as, for the screen."""
    return [
        "Sign in (demonstration only) as:",
        *(f"  {email}  ({', '.join(groups)})" for email, _, _, groups in PEOPLE if groups),
        f"  password for all of these: {PASSWORD}",
        f"  {PROVIDER}  (a provider, at /provider/): no password, a code comes by mail;",
        "  mail leaves no computer: read it here or in var/mail/",
    ]
