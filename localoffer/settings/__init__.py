"""Settings: every value once in ``base``; the other modules hold only what differs."""
