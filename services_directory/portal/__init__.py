"""The provider portal at ``/provider/``: providers keep their own listings right; nothing here writes a live page."""
