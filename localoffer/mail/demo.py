"""Mail of the demonstration: it leaves no computer, and the person who tries the site finds it."""

from typing import Any

from django.core.mail.backends import filebased


class EmailBackend(filebased.EmailBackend):
    """Writes each mail to a file in ``EMAIL_FILE_PATH`` and prints it where the site runs."""

    def write_message(self, message: Any) -> None:
        """Keep and print one mail."""
        super().write_message(message)
        print(  # noqa: T201  the window of `make run` is where to find it
            f"\n--- Mail to {', '.join(message.to)}: {message.subject} ---\n{message.body}\n---", flush=True
        )
