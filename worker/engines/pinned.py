"""Connections that go to an address which was checked, under the name that it belongs to."""

from ssl import SSLContext
from typing import Any

from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.util import Timeout

from worker.engines.reach import Target


def pinned_pool(target: Target, address: str, timeout: Timeout, context: SSLContext) -> HTTPConnectionPool:
    """A pool for one of a target's addresses. It follows nothing and repeats nothing."""
    given: dict[str, Any] = {"host": address, "port": target.port, "timeout": timeout, "retries": False}
    if not target.is_secure:
        return HTTPConnectionPool(**given)
    # The connection goes to the address, while name and certificate are those of the host.
    return HTTPSConnectionPool(**given, ssl_context=context, server_hostname=target.host, assert_hostname=target.host)
