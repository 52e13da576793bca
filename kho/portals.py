"""Portals: a sender that is asked over HTTP instead of dropping a file.

A page is asked for only if it has changed since the last pull (`If-None-Match`, `If-Modified-Since`); the pages as they
were then are kept under `KHO_HOME/portals/<sender>/<feed>.json`, so that one changed page brings the whole list.
What comes of it is a file in the inbox, and the ledger decides whether it is new.
"""

from __future__ import annotations

import ipaddress
import json
import logging
import os
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NoReturn
from urllib.parse import urljoin, urlsplit

import requests

from kho import inbox
from kho.catalog import Catalog
from kho.contract import Pull
from kho.portal_memory import Page, recall, remember
from kho.portal_session import PASSING, AnotherHost, discreet, session
from kho.settings import Settings

log = logging.getLogger(__name__)

#: Seconds to connect, and between two pieces of an answer.
TIMEOUT = (5.0, 30.0)
#: Seconds that one page may take in all.
PAGE_SECONDS = 300.0
MAX_PAGES = 10_000


class PortalFailure(Exception):
    """A portal could not be pulled; the sentence says why and what to do."""


class PortalTransient(PortalFailure):
    """It may work in a moment: the portal is busy, slow or away."""


class PortalError(PortalFailure):
    """It will fail again until somebody mends what the sentence names."""


class PortalNotConfigured(PortalError):
    """The installation does not say where the portal is."""


class PortalRefused(PortalError):
    """The portal does not let us in, or does not know the address."""


class PortalAnswerUnusable(PortalError):
    """The portal answered with something that is no page of records."""


def pull(feed: str, portal: Pull, catalog: Catalog, settings: Settings) -> Path | None:
    """Ask one portal of a feed for all its records and drop them into the inbox as one file.

    Args:
        feed: The feed.
        portal: Where it is, and in whose name it answers.
        catalog: Knows the sender in whose name the records are delivered.
        settings: The installation.

    Returns:
        The file in the inbox; None when no page has changed since the last pull.

    Raises:
        PortalTransient: The portal is busy, slow or away: try again later.
        PortalError: The address is missing or wrong, the portal refuses, or its answer is unusable.
    """
    if portal.sender not in catalog.senders:
        raise PortalNotConfigured(f"{feed}: {portal.sender}, in whose name its portal is asked, is no known sender.")
    state = settings.home / "portals" / portal.sender / f"{feed}.json"
    before = recall(state)
    with discreet():
        pages = list(_Portal(feed, portal, settings.max_megabytes * 10**6).pages(before))
    if before and pages == list(before.values()):
        return None
    state.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=state.parent, prefix=".") as folder:
        answer = Path(folder) / f"{feed}.json"
        answer.write_bytes(as_delivery(pages, portal))
        path = inbox.deliver(answer, portal.sender, feed, settings)
    # last: after a kill before this line the same records come again, and the ledger knows them
    remember(state, pages)
    log.info("%s: %d records on %d pages", feed, sum(len(page.records) for page in pages), len(pages))
    return path


def as_delivery(pages: list[Page], portal: Pull) -> bytes:
    """The records of all pages as one JSON file; the same records give the same bytes."""
    document: dict[str, Any] = {portal.records: [record for page in pages for record in page.records]}
    if portal.remark and pages[0].remark is not None:
        document[portal.remark] = pages[0].remark
    return (json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


class _Portal:
    """One portal, for the length of one pull."""

    def __init__(self, feed: str, portal: Pull, max_bytes: int) -> None:
        self.feed = feed
        self.portal = portal
        self.bytes_left = max_bytes
        self.url = os.environ.get(portal.url_variable, "").strip()
        token = os.environ.get(portal.token_variable, "").strip() if portal.token_variable else ""
        self._check_address(token)
        self.session = session(token or None)

    def _check_address(self, token: str) -> None:
        variable = self.portal.url_variable
        if not self.url:
            raise PortalNotConfigured(f"{self.feed}: set {variable} to the address of its portal; it is not set.")
        parts = urlsplit(self.url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise PortalNotConfigured(f"{self.feed}: {variable} must be an address that begins with https://.")
        if token and parts.scheme == "http" and not _is_loopback(parts.hostname):
            raise PortalNotConfigured(
                f"{self.feed}: a token is not sent over plain http: give {variable} with https://."
            )

    def pages(self, before: Mapping[str, Page]) -> Iterator[Page]:
        """Every page in order; one that has not changed is the one of `before`."""
        with self.session:
            url: str | None = self.url
            seen: set[str] = set()
            while url:
                if url in seen or len(seen) == MAX_PAGES:
                    raise PortalAnswerUnusable(
                        f"{self.feed}: the portal's pages do not end: report it to its operator."
                    )
                seen.add(url)
                page = self._page(url, before.get(url))
                yield page
                url = page.next_url

    def _page(self, url: str, known: Page | None) -> Page:
        conditions = {}
        if known and known.etag:
            conditions["If-None-Match"] = known.etag
        if known and known.last_modified:
            conditions["If-Modified-Since"] = known.last_modified
        try:
            with self.session.get(url, headers=conditions, timeout=TIMEOUT, stream=True) as response:
                if response.status_code == requests.codes.not_modified and known:
                    return known
                self._check_status(response)
                return self._as_page(url, response, self._body(response))
        except requests.exceptions.SSLError as error:
            raise PortalRefused(
                f"{self.feed}: the portal's certificate cannot be verified: have the operator renew it, or name the "
                f"authority's file in REQUESTS_CA_BUNDLE ({type(error).__name__})."
            ) from error
        except (requests.ConnectionError, requests.Timeout, requests.exceptions.ChunkedEncodingError) as error:
            raise PortalTransient(
                f"{self.feed}: the portal did not answer in full ({type(error).__name__}): try again later."
            ) from error
        except AnotherHost as error:
            raise PortalRefused(
                f"{self.feed}: the portal leads to another host: check {self.portal.url_variable}, and name that one "
                "there if it is the portal's new address."
            ) from error
        except requests.RequestException as error:
            raise PortalAnswerUnusable(
                f"{self.feed}: the portal cannot be asked ({type(error).__name__}): check {self.portal.url_variable}."
            ) from error

    def _check_status(self, response: requests.Response) -> None:
        status = response.status_code
        if status == requests.codes.ok:
            return
        if status in PASSING:
            raise PortalTransient(f"{self.feed}: the portal is busy (status {status}): try again later.")
        if status in (401, 403):
            variable = self.portal.token_variable or "the contract's token_variable"
            raise PortalRefused(f"{self.feed}: the portal refuses us (status {status}): check the token in {variable}.")
        raise PortalRefused(
            f"{self.feed}: the portal answered with status {status}: check the address in {self.portal.url_variable}."
        )

    def _body(self, response: requests.Response) -> bytes:
        until = time.monotonic() + PAGE_SECONDS
        body = bytearray()
        for piece in response.iter_content(65_536):
            body += piece
            if len(body) > self.bytes_left:
                raise PortalAnswerUnusable(
                    f"{self.feed}: the portal's answer is larger than KHO_MAX_MEGABYTES: raise it, or ask for less."
                )
            if time.monotonic() > until:
                raise PortalTransient(
                    f"{self.feed}: the portal took over {PAGE_SECONDS:.0f} s for one page: try again later."
                )
        self.bytes_left -= len(body)
        return bytes(body)

    def _as_page(self, url: str, response: requests.Response, body: bytes) -> Page:
        try:
            document = json.loads(body, parse_constant=_refuse_constant)
        except ValueError as error:
            raise PortalAnswerUnusable(
                f"{self.feed}: the portal's answer is no JSON ({error}): check {self.portal.url_variable}."
            ) from error
        if isinstance(document, list):
            document = {self.portal.records: document}
        records = document.get(self.portal.records) if isinstance(document, dict) else None
        if not isinstance(records, list) or not all(isinstance(record, dict) for record in records):
            raise PortalAnswerUnusable(
                f"{self.feed}: the portal's answer has no list of records under {self.portal.records!r}: "
                f"correct `records` in the contract, or report it to the operator."
            )
        remark = document.get(self.portal.remark) if self.portal.remark else None
        return Page(
            url=url,
            etag=response.headers.get("ETag"),
            last_modified=response.headers.get("Last-Modified"),
            records=records,
            remark=str(remark) if remark is not None else None,
            next_url=self._next(url, document.get(self.portal.next)),
        )

    def _next(self, url: str, value: object) -> str | None:
        """The address of the next page: a link as it stands, anything else a token for `page_parameter`."""
        if value is None or value is False or value == "":
            return None
        text = str(value)
        if text.startswith(("http://", "https://", "/", "?")):
            link = urljoin(url, text)
            if urlsplit(link)[:2] != urlsplit(self.url)[:2]:
                raise PortalAnswerUnusable(
                    f"{self.feed}: the portal's next page is at another address: report it to its operator."
                )
            return link
        return requests.Request("GET", self.url, params={self.portal.page_parameter: text}).prepare().url


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _refuse_constant(text: str) -> NoReturn:
    raise ValueError(f"{text} is no number")
