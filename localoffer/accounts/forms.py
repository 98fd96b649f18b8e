"""The words of the sign-in forms, in place of allauth's own; no placeholder stands in for a label."""

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp

from localoffer.accounts.roles import at_the_desk

EMAIL_HINT = "The one that your invitation came to."
CODE_HINT = "From your authenticator app. You can use a recovery code too."


REQUIRED = {
    "login": "Enter your email address.",
    "email": "Enter your email address.",
    "password": "Enter your password.",
    "code": "Enter the code.",
}


class PlainWords:
    """Labels and hints by field; every other hint of allauth goes, since the pages say it once."""

    words: dict[str, tuple[str, str]] = {}
    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label, field.help_text = self.words.get(name, (field.label, ""))
            if name in REQUIRED:
                field.error_messages["required"] = REQUIRED[name]


class SignInForm(PlainWords, account.LoginForm):
    """E-mail address and password."""

    words = {"login": ("Email", "")}


class AskForCodeForm(PlainWords, account.RequestLoginCodeForm):
    """The e-mail address to send a code to.

    Whoever works at the desk gets none: a letter box alone must not open it. The screen says the same to all, and the
    questions to the database are the same, so neither words nor time tell whose address is known.
    """

    words = {"email": ("Email", EMAIL_HINT)}
    _user: Any

    def clean_email(self) -> str:
        """Find whose it is, and leave out the desk's own."""
        email: str = super().clean_email()
        found = self._user.pk if self._user else None
        if at_the_desk().filter(pk=found or 0).exists():
            self._user = None
        return email


class EnterCodeForm(PlainWords, account.ConfirmLoginCodeForm):
    """The code from the e-mail."""

    words = {"code": ("Code", "8 digits, for example 1234-5678.")}


class ForgottenPasswordForm(PlainWords, account.ResetPasswordForm):
    """The e-mail address to send a link to. Only the desk has passwords; all others are told about codes."""

    words = {"email": ("Email", "")}
    users: Any

    def clean_email(self) -> str:
        """Find whose it is, and leave out who has no password to forget."""
        email: str = super().clean_email()
        desk = at_the_desk().filter(pk__in=[user.pk for user in self.users] or [0])
        self.users = list(desk)
        return email


class NewPasswordForm(PlainWords, account.ResetPasswordKeyForm):
    """A new password, after a link."""

    words = {"password1": ("New password", ""), "password2": ("New password again", "")}


class ChangePasswordForm(PlainWords, account.ChangePasswordForm):
    """The old password and a new one."""

    words = {
        "oldpassword": ("Password you have now", ""),
        "password1": ("New password", ""),
        "password2": ("New password again", ""),
    }


class FirstPasswordForm(PlainWords, account.SetPasswordForm):
    """A first password, for somebody who signed in another way."""

    words = {"password1": ("Password", ""), "password2": ("Password again", "")}


class ConfirmWithPasswordForm(PlainWords, account.ReauthenticateForm):
    """The password again, before something that needs care."""


class SecondStepForm(PlainWords, mfa.AuthenticateForm):
    """The code of the second step."""

    words = {"code": ("Code", CODE_HINT)}


class ConfirmWithCodeForm(PlainWords, mfa.ReauthenticateForm):
    """The code again, before something that needs care."""

    words = {"code": ("Code", CODE_HINT)}


class SetUpAppForm(PlainWords, totp.ActivateTOTPForm):
    """The first code of a new app."""

    words = {"code": ("Code", "6 digits that change every 30 seconds.")}
