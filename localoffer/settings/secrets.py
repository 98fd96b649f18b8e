"""A secret that the demonstration makes for itself."""

import os
import secrets
from pathlib import Path


def secret_from_file(path: Path) -> str:
    """The secret kept in ``path``, made on first use and readable by its owner only.

    The file is linked into place whole, so two processes that start together agree on one secret.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(f".{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(50))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text()
