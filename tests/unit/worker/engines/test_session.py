"""One policy for all requests: connections are kept while they are surely open, and nothing of the environment changes a request."""

import pytest

from worker.engines import session as module
from worker.engines.session import Call, Lost, NotSent, Session

from .conftest import Say, reset


def peers(provider):
    ports = []
    said = Say(act=lambda handler: (ports.append(handler.client_address[1]), handler.send_response(204), handler.end_headers()))
    provider.on["/"] = [said]
    return ports


def test_a_connection_is_used_again(provider, session):
    ports = peers(provider)

    for _ in range(3):
        session.send(Call("GET", f"{provider.url}/"))

    assert len(set(ports)) == 1


def test_a_connection_that_has_rested_is_not_trusted_with_a_request(provider, session, monkeypatch):
    ports = peers(provider)
    monkeypatch.setattr(module, "LONGEST_IDLE_S", 0.0)

    for _ in range(3):
        session.send(Call("POST", f"{provider.url}/", body={}))

    assert len(set(ports)) == 3


def test_neither_proxies_nor_netrc_nor_cookies_change_a_request(provider, tmp_path, monkeypatch):
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login a password b\n")
    for name, value in {"HTTP_PROXY": "http://127.0.0.1:9", "http_proxy": "http://127.0.0.1:9", "NETRC": str(tmp_path / ".netrc")}.items():
        monkeypatch.setenv(name, value)
    provider.say("/", Say(200, {}, {"Set-Cookie": "a=b"}))
    session = Session()

    for _ in range(2):
        session.send(Call("GET", f"{provider.url}/", {"Authorization": "Bearer k"}))
    session.close()

    assert [asked.headers["authorization"] for asked in provider.asked] == ["Bearer k"] * 2
    assert not any("cookie" in asked.headers for asked in provider.asked)


@pytest.mark.parametrize("method", ["POST", "GET", "DELETE"])
def test_nothing_is_sent_twice(provider, session, method):
    provider.say("/", act=reset)

    with pytest.raises(Lost):
        session.send(Call(method, f"{provider.url}/", body={}))

    assert len(provider.asked) == 1


def test_a_redirect_is_an_answer(provider, session):
    provider.say("/", Say(302, b"", {"Location": "/b"}))

    assert session.send(Call("GET", f"{provider.url}/")).status == 302
    assert len(provider.asked) == 1


@pytest.mark.parametrize(
    ("url", "body", "headers"),
    [
        ("ftp://x/", {}, {}),
        ("http://", {}, {}),
        ("http://x/", float("nan"), {}),
        ("{url}/", {}, {"a\nb": "c"}),
        ("{url}/", {}, {"a": "ключ"}),
    ],
)
def test_a_request_that_cannot_be_written_was_not_sent(provider, session, url, body, headers):
    with pytest.raises(NotSent):
        session.send(Call("POST", url.format(url=provider.url), headers, body))

    assert provider.asked == []


def test_an_answer_with_a_wrong_header_was_an_answer_to_a_request_that_was_sent(provider, session):
    def twice(handler):
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1, 2\r\n\r\nx")
        handler.close_connection = True

    provider.say("/", act=twice)

    with pytest.raises(Lost):
        session.send(Call("POST", f"{provider.url}/", body={}))


@pytest.mark.parametrize(
    "head",
    [b"HTTP/1.0 200 OK\r\nContent-Length: 100000\r\n\r\n", b"HTTP/1.0 200 OK\r\n\r\n", b"HTTP/1.0 200 OK\r\nx: "],
    ids=["body", "body of any length", "head"],
)
def test_an_answer_that_comes_drop_by_drop_is_lost_in_time(provider, session, head):
    def drip(handler):
        try:
            handler.wfile.write(head)
            while not provider.over.wait(0.02):
                handler.wfile.write(b"x")
        except OSError:
            pass
        handler.close_connection = True

    provider.on["/"] = [Say(act=drip)]

    with pytest.raises(Lost):
        session.send(Call("POST", f"{provider.url}/", body={}, read_s=0.1))


def test_the_time_of_one_answer_does_not_end_the_connections_next_one(provider, session):
    ports = peers(provider)
    for _ in range(2):
        session.send(Call("GET", f"{provider.url}/", read_s=0.05))
        provider.over.wait(0.2)

    assert len(set(ports)) == 1


def test_no_repr_of_a_request_shows_its_key():
    assert "a-key" not in repr(Call("GET", "https://a.example/", {"Authorization": "Bearer a-key"}))
