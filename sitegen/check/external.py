"""Links to other sites: whether they answer. Nothing is asked unless the author asks for it."""

from __future__ import annotations

import http.client
import json
import socket
import urllib.error
import urllib.request
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import quote, urldefrag, urlsplit

KEPT = timedelta(days=7)
"""How long an answer counts; only addresses that answered are kept."""
SECONDS = 15
"""The time limit of one request."""
AT_ONCE = 8
"""Hosts that are asked at the same time; the addresses of one host are asked one after the other."""
AGENT = "Mozilla/5.0 (compatible; sitegen-check)"
GONE = frozenset({404, 410})
ASK_AGAIN = frozenset({400, 403, 405, 501})
"""Answers to a request for the head alone, after which the whole page is asked for."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of asking for one address."""

    dead: bool
    reason: str
    """Empty for an address that answers; else such as `404 Not Found`."""


def ask_all(
    addresses: Iterable[str],
    cache: Path,
    now: datetime,
    report: Callable[[int, int], None] = lambda done, total: None,  # noqa: ARG005 - the default reports nothing
) -> Mapping[str, Answer]:
    """Ask for web addresses, and return the answers; addresses that answered lately are not asked again.

    Args:
        addresses: the addresses, with or without fragments.
        cache: the file of earlier answers.
        now: this moment.
        report: receives how many of how many are done.
    """
    addresses = tuple(addresses)
    wanted = dict.fromkeys(urldefrag(address)[0] for address in addresses)
    kept = {address: moment for address, moment in _read(cache).items() if now - moment < KEPT}
    answers = {address: Answer(False, "") for address in wanted if address in kept}
    hosts: dict[str, list[str]] = defaultdict(list)
    for address in wanted:
        if address not in answers:
            hosts[urlsplit(address).netloc.lower()].append(address)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for found in pool.map(_ask_host, hosts.values()):
            answers |= found
            kept |= {address: now for address, answer in found.items() if not answer.reason}
            report(len(answers), len(wanted))
    with suppress(OSError):  # the next check asks again
        cache.parent.mkdir(parents=True, exist_ok=True)
        rows = {address: moment.isoformat() for address, moment in sorted(kept.items())}
        cache.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    return {address: answers[urldefrag(address)[0]] for address in addresses}


def _read(cache: Path) -> dict[str, datetime]:
    try:
        rows = json.loads(cache.read_text(encoding="utf-8"))
        return {str(address): datetime.fromisoformat(moment) for address, moment in rows.items()}
    except (OSError, ValueError, TypeError, AttributeError):  # there is none, or it is damaged
        return {}


def _ask_host(addresses: list[str]) -> dict[str, Answer]:
    return {address: ask(address) for address in addresses}


def ask(address: str, seconds: float = SECONDS) -> Answer:
    """Ask for one web address.

    Dead is an address whose server says so, or whose host has no address. A server that refuses programs or
    does not answer in time may well answer readers.
    """
    try:
        try:
            _request(address, "HEAD", seconds)
        except urllib.error.HTTPError as error:
            if error.code not in ASK_AGAIN | GONE:
                raise
            _request(address, "GET", seconds)  # some servers answer whole requests only
    except urllib.error.HTTPError as error:
        return Answer(error.code in GONE, f"{error.code} {error.reason}")
    except urllib.error.URLError as error:
        unknown = isinstance(error.reason, socket.gaierror) and error.reason.errno != socket.EAI_AGAIN
        return Answer(unknown, "there is no such host" if unknown else str(error.reason))
    except (OSError, http.client.HTTPException, ValueError) as error:
        return Answer(False, str(error) or type(error).__name__)
    return Answer(False, "")


def _request(address: str, method: str, seconds: float) -> None:
    quoted = quote(address, safe="%/:=&?~#+!$,;'@()*[]")
    request = urllib.request.Request(quoted, method=method, headers={"User-Agent": AGENT})  # noqa: S310 - only http and https
    with urllib.request.urlopen(request, timeout=seconds):  # noqa: S310 - only http and https come here
        pass
