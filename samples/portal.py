"""A small portal on loopback that stands in for the operator's: pages, ETags, and faults on demand.

`python samples/portal.py` serves the sample records of DTMarket and HanoTEX until it is stopped, and prints where the
first are; `--port` chooses the port, `--while` the process at whose end it ends too.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import threading
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

RECORDS = Path(__file__).parent / "hanoi/bva/dtmarket_exchange/dtmarket_exchange.json"
LISTINGS = Path(__file__).parent / "hanoi/bva/technology_listings/technology_listings.json"
PATH = "/api/records"
LISTINGS_PATH = "/api/listings"


@dataclass(frozen=True)
class Fault:
    """What goes wrong with one request, instead of the answer or before it.

    Attributes:
        status: Answered instead of the page; None for the page itself.
        headers: Sent with the status, `Retry-After` for one.
        delay: Seconds that pass before anything is answered.
        body: Sent instead of the page.
        cut: The connection ends in the middle of the page.
    """

    status: int | None = None
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0
    body: bytes | None = None
    cut: bool = False


class SamplePortal:
    """Serves records in pages at `url`, from `with` to its end.

    Attributes:
        records: What is served at `url`; may be changed while it runs.
        others: What is served elsewhere: path → records.
        remark: What the operator says of the records, on every page.
        page_size: Records a page.
        token: The bearer token that is wanted; none where it is None.
        faults: What goes wrong with the next requests, in order; afterwards all is well.
        requests: Every request so far: its path with query, and the status that was answered.
    """

    def __init__(
        self, records: Sequence[dict[str, Any]], remark: str | None = None, *, page_size: int = 5, port: int = 0
    ) -> None:
        self.records = list(records)
        self.others: dict[str, list[dict[str, Any]]] = {}
        self.remark = remark
        self.page_size = page_size
        self.token: str | None = None
        self.faults: deque[Fault] = deque()
        self.requests: list[tuple[str, int]] = []
        self._server = _Server(self, port)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    @classmethod
    def with_samples(cls, port: int = 0) -> Self:
        """A portal that serves the sample records of both markets; on any free port unless one is given."""
        document = json.loads(RECORDS.read_text(encoding="utf-8"))
        portal = cls(document["items"], document["ghiChu"], port=port)
        portal.others[LISTINGS_PATH] = json.loads(LISTINGS.read_text(encoding="utf-8"))["items"]
        return portal

    @property
    def url(self) -> str:
        """Where the first page is."""
        return f"http://127.0.0.1:{self._server.server_port}{PATH}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def page(self, number: int, path: str = PATH) -> bytes:
        """The page with this number, from 1; the last one has no `next`."""
        first = (number - 1) * self.page_size
        records = self.others.get(path, self.records)
        more = first + self.page_size < len(records)
        document: dict[str, Any] = {"items": records[first : first + self.page_size]}
        document["next"] = f"{path}?page={number + 1}" if more else None
        if self.remark is not None:
            document["ghiChu"] = self.remark
        return json.dumps(document, ensure_ascii=False).encode()


class _Server(ThreadingHTTPServer):
    """Knows the portal that it answers for."""

    def __init__(self, portal: SamplePortal, port: int) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.portal = portal

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of clients that hang up in the middle."""


class _Handler(BaseHTTPRequestHandler):
    """Answers one connection."""

    protocol_version = "HTTP/1.1"
    server: _Server

    def do_GET(self) -> None:
        """Answer with a page, or with the fault that is next."""
        portal = self.server.portal
        fault = portal.faults.popleft() if portal.faults else Fault()
        time.sleep(fault.delay)
        if fault.status is not None:
            self._answer(fault.status, fault.body or b"", fault.headers)
        elif urlsplit(self.path).path not in (PATH, *portal.others):
            self._answer(HTTPStatus.NOT_FOUND, b"", {})
        elif portal.token and self.headers.get("Authorization") != f"Bearer {portal.token}":
            self._answer(HTTPStatus.UNAUTHORIZED, b"", {})
        else:
            self._page(fault)

    def _page(self, fault: Fault) -> None:
        asked = urlsplit(self.path)
        number = int(parse_qs(asked.query).get("page", ["1"])[0])
        body = self.server.portal.page(number, asked.path) if fault.body is None else fault.body
        etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        if self.headers.get("If-None-Match") == etag:
            self._answer(HTTPStatus.NOT_MODIFIED, b"", {"ETag": etag})
        else:
            headers = {"ETag": etag, "Content-Type": "application/json"} | fault.headers
            self._answer(HTTPStatus.OK, body, headers, cut=fault.cut)

    def _answer(self, status: int, body: bytes, headers: dict[str, str], *, cut: bool = False) -> None:
        self.server.portal.requests.append((self.path, int(status)))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: len(body) // 2] if cut else body)
        self.close_connection = self.close_connection or cut

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: `requests` of the portal has what was asked."""


def main() -> None:
    """Serve until stopped, or until the process of `--while` has ended."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes any free port")
    parser.add_argument("--while", type=int, dest="process", help="number of a process to end with")
    options = parser.parse_args()
    with SamplePortal.with_samples(options.port) as running:
        print(running.url, flush=True)
        while options.process is None or _runs(options.process):
            time.sleep(1)


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass  # another user's, so it is there
    return True


if __name__ == "__main__":
    main()
