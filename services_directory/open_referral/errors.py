"""What stops an import as a whole."""


class SourceError(Exception):
    """The file or address cannot be used. The message says what is wrong, where, and how to mend it."""
