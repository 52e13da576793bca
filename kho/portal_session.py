"""How a portal is talked to: tries and waits, its token, and no way to another machine."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urljoin, urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

#: Seconds that a portal may ask us to wait (`Retry-After`) before we come back another time.
MAX_WAIT = 60
#: Answers that may be another one in a moment.
PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})


class AnotherHost(requests.RequestException):
    """A portal sends us to a machine that nobody has named."""


def session(token: str | None) -> requests.Session:
    """A session that tries again what may pass, and bears the portal's token.

    Args:
        token: The bearer token; None where the portal wants none.
    """
    made = _OneHost()
    made.max_redirects = 3
    made.auth = _Bearer(token)
    made.headers["Accept"] = "application/json"
    retry = Retry(
        total=4,
        backoff_factor=0.5,
        status_forcelist=PASSING,
        allowed_methods={"GET"},
        retry_after_max=MAX_WAIT,
        raise_on_status=False,
    )
    for scheme in ("http://", "https://"):
        made.mount(scheme, HTTPAdapter(max_retries=retry))
    return made


@contextmanager
def discreet() -> Iterator[None]:
    """Keep out of the log what the library says of each try: an address may hold a key."""
    library = logging.getLogger("urllib3")
    before = library.level
    library.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        library.setLevel(before)


class _Bearer(requests.auth.AuthBase):
    """The portal's token; as `auth`, so that no `.netrc` gets in its way and a redirect elsewhere drops it."""

    def __init__(self, token: str | None) -> None:
        self.token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if self.token:
            request.headers["Authorization"] = f"Bearer {self.token}"
        return request


class _OneHost(requests.Session):
    """Follows a portal to another page of its own, and not to another machine: nobody has looked at that one."""

    def get_redirect_target(self, resp: requests.Response) -> str | None:
        """Where an answer leads to; raises where that is another host."""
        target = super().get_redirect_target(resp)
        if target and urlsplit(urljoin(resp.url, target)).hostname != urlsplit(resp.url).hostname:
            raise AnotherHost
        return target
