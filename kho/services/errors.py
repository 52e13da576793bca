"""What can go wrong with the services, as one sentence for people."""

from __future__ import annotations


class ServicesError(RuntimeError):
    """The services could not be started or stopped; the message says what to do."""
