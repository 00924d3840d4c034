"""An S3 server on loopback (moto's), in a process of its own, which ends with whoever started it; it can be away for a while."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import uuid4

import pytest

_SERVER = """
import logging, sys
from moto.server import ThreadedMotoServer
logging.getLogger("werkzeug").setLevel(logging.ERROR)
host, port = sys.argv[1], 0
server = ThreadedMotoServer(ip_address=host, port=0, verbose=False)
server.start()
port = server.get_host_and_port()[1]
print(port, flush=True)
for line in sys.stdin:
    if line.strip() == "stop":
        server.stop()
    else:
        server = ThreadedMotoServer(ip_address=host, port=port, verbose=False)
        server.start()
    print(line.strip(), flush=True)
server.stop()
"""
"""Objects outlive a stop and a start: they are the process's. Its standard input's end is its own."""

REGION = "us-east-1"
CREDENTIALS = {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing"}
"""What moto takes, as it takes any."""


@dataclass
class S3Server:
    """A server and one bucket in it. `endpoint` is its address, `url` the bucket's."""

    process: "subprocess.Popen[str]"
    endpoint: str
    bucket: str

    @property
    def url(self) -> str:
        """What `CLIFFHANGER_STORE` says."""
        return f"s3://{self.bucket}"

    @property
    def environment(self) -> dict[str, str]:
        """What a process needs to have its store in the bucket."""
        return {
            **CREDENTIALS,
            "CLIFFHANGER_STORE": self.url,
            "CLIFFHANGER_STORE_ENDPOINT": self.endpoint,
            "CLIFFHANGER_STORE_REGION": REGION,
        }

    @cached_property
    def client(self) -> Any:
        """boto3's client: an independent look at what is there."""
        import boto3  # noqa: PLC0415  # half a second, for those who ask

        names = {"aws_access_key_id": "testing", "aws_secret_access_key": "testing", "region_name": REGION}
        return boto3.client("s3", endpoint_url=self.endpoint, **names)

    def keys(self, prefix: str = "") -> list[str]:
        """The names of all objects that begin so."""
        pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=prefix)
        return [entry["Key"] for page in pages for entry in page.get("Contents", ())]

    def new_bucket(self) -> "S3Server":
        """The same server with an empty bucket of the caller's own."""
        other = S3Server(self.process, self.endpoint, f"test-{uuid4().hex[:12]}")
        other.client.create_bucket(Bucket=other.bucket)
        return other

    def stop(self) -> None:
        """Refuse connections from now on."""
        self._say("stop")

    def start(self) -> None:
        """Be there again, at the same address, with everything that was kept."""
        self._say("start")

    def _say(self, word: str) -> None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        print(word, file=self.process.stdin, flush=True)
        assert self.process.stdout.readline().strip() == word, "the S3 server has ended"


@contextmanager
def s3_server(host: str = "127.0.0.1") -> Iterator[S3Server]:
    """A server with an empty bucket, on a free port of `host`, until the end of the block."""
    pytest.importorskip("moto", reason="the S3 server of tests is moto's (pip install 'moto[server,s3]')")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")} | CREDENTIALS
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "env": environment}
    process: subprocess.Popen[str] = subprocess.Popen([sys.executable, "-c", _SERVER, host], **pipes)  # type: ignore[call-overload]
    try:
        assert process.stdout is not None
        port = process.stdout.readline().strip()
        assert port, "the S3 server did not start"
        yield S3Server(process, f"http://{host}:{port}", "unused").new_bucket()
    finally:
        process.terminate()
        process.wait(timeout=20)


@pytest.fixture(scope="session")
def s3_process() -> Iterator[S3Server]:
    """One server for all tests of this process."""
    with s3_server() as server:
        yield server


@pytest.fixture
def s3(s3_process: S3Server, monkeypatch: pytest.MonkeyPatch) -> S3Server:
    """An empty bucket for one test, and credentials for it in this process's environment."""
    server = s3_process.new_bucket()
    for name, value in CREDENTIALS.items():
        monkeypatch.setenv(name, value)
    return server
