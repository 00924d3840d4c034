"""Downloads reach public or allowed hosts only, whatever a provider's address, name or redirect says (I10)."""

import pytest

from worker.engines.download import Downloads
from worker.engines.engine import Output
from worker.engines.failures import OutputGone, OutputRefused, ProviderFailure, Unanswered
from worker.engines.reach import Refused, is_public, target_of

from .conftest import KEY, Say, close

MP4 = b"\x00\x00\x00\x18ftypmp42" + b"film" * 100


def fetch(downloads, ask, url, folder, **row):
    return downloads.fetch(ask(**row), Output(url=url), folder / "out")


def test_a_product_is_written_with_the_suffix_that_it_has(provider, downloads, ask, tmp_path):
    provider.say("/a.bin", MP4)

    file = fetch(downloads, ask, f"{provider.url}/a.bin", tmp_path)

    assert file == tmp_path / "out.mp4"
    assert file.read_bytes() == MP4
    assert list(tmp_path.iterdir()) == [file]
    assert "authorization" not in provider.asked[0].headers


def test_bytes_that_are_there_already_are_written(downloads, ask, tmp_path):
    file = downloads.fetch(ask("speech"), Output(data=b"RIFF\0\0\0\0WAVEfmt", suffix=".mp3"), tmp_path / "out")

    assert file.name == "out.wav"


@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        (Say(200, b""), Unanswered),
        (Say(200, b"<!DOCTYPE html><p>expired"), Unanswered),
        (Say(200, b"  <html>", {"Content-Type": "video/mp4"}), Unanswered),
        (Say(200, {"error": "expired"}), Unanswered),
        (Say(200, b"<?xml version='1.0'?><Error/>"), Unanswered),
        (Say(200, MP4, {"Content-Length": str(len(MP4) + 5)}), Unanswered),
        (Say(200, b"x", {"Content-Encoding": "gzip"}), Unanswered),
        (Say(204, b"", {"Content-Length": None}), Unanswered),
        (Say(206, MP4), Unanswered),
        (Say(500, b""), Unanswered),
        (Say(429, b""), Unanswered),
        (Say(act=close), Unanswered),
        (Say(403, b"<Error>expired</Error>"), OutputGone),
        (Say(404, b""), OutputGone),
        (Say(410, b""), OutputGone),
        (Say(302, b"", {"Location": "http://127.0.0.1:1/"}), OutputRefused),
        (Say(302, b"", {"Location": "http://169.254.169.254/latest/meta-data"}), OutputRefused),
        (Say(302, b"", {"Location": "http://[::1]/"}), OutputRefused),
        (Say(302, b"", {"Location": "http://10.0.0.1/"}), OutputRefused),
        (Say(302, b"", {"Location": "http://2130706433/"}), OutputRefused),
        (Say(302, b"", {"Location": "file:///etc/passwd"}), OutputRefused),
        (Say(302, b"", {"Location": "http://user:pass@127.0.0.1/"}), OutputRefused),
        (Say(302, b"", {"Location": "/a"}), OutputRefused),
    ],
    ids=lambda value: f"{value.status}-{value.headers}-{str(value.body)[:12]}" if isinstance(value, Say) else value.__name__,
)
def test_what_is_no_product_is_not_taken_for_one(provider, downloads, ask, tmp_path, answer, failure):
    provider.say("/a", answer)

    with pytest.raises(ProviderFailure) as told:
        fetch(downloads, ask, f"{provider.url}/a", tmp_path, timeouts={"connect": 1, "read": 0.5})

    assert type(told.value) is failure
    assert list(tmp_path.iterdir()) == []


def test_redirects_are_followed_by_hand(provider, downloads, ask, tmp_path):
    provider.say("/a", Say(302, b"", {"Location": "/b"}))
    provider.say("/b", Say(307, b"", {"Location": f"{provider.url}/c?sig=1"}))
    provider.say("/c?sig=1", MP4)

    assert fetch(downloads, ask, f"{provider.url}/a", tmp_path).read_bytes() == MP4


def test_loopback_is_refused_unless_the_operator_allows_it(provider, ask, tmp_path):
    provider.say("/a", MP4)

    with pytest.raises(OutputRefused, match="CLIFFHANGER_ALLOW_HOSTS"):
        fetch(Downloads(), ask, f"{provider.url}/a", tmp_path)
    with pytest.raises(OutputRefused):
        fetch(Downloads(frozenset({"127.0.0.1:1"})), ask, f"{provider.url}/a", tmp_path)

    assert provider.asked == []
    assert fetch(Downloads(frozenset({"127.0.0.1"})), ask, f"{provider.url}/a", tmp_path).exists()


def test_a_name_is_asked_for_its_address_once_so_that_it_cannot_change(provider, ask, tmp_path):
    provider.say("/a", MP4)
    answers = iter([["127.0.0.1"], ["10.0.0.1"]])
    downloads = Downloads(frozenset({f"rebinding.example:{provider.port}"}), lambda _host, _port: next(answers))

    file = fetch(downloads, ask, f"http://rebinding.example:{provider.port}/a", tmp_path)

    assert file.exists()
    assert provider.asked[0].headers["host"] == f"rebinding.example:{provider.port}"
    assert next(answers) == ["10.0.0.1"]


def test_one_private_address_among_public_ones_is_enough_to_refuse(ask, tmp_path):
    downloads = Downloads(resolve=lambda _host, _port: ["93.184.216.34", "127.0.0.1"])

    with pytest.raises(OutputRefused, match=r"127\.0\.0\.1"):
        fetch(downloads, ask, "https://mixed.example/a", tmp_path)


def test_a_redirect_is_looked_up_anew(provider, ask, tmp_path):
    provider.say("/a", Say(302, b"", {"Location": "http://inside.example/"}))
    downloads = Downloads(
        frozenset({f"127.0.0.1:{provider.port}"}), lambda host, _port: ["192.168.0.1" if host == "inside.example" else host]
    )

    with pytest.raises(OutputRefused, match=r"192\.168\.0\.1"):
        fetch(downloads, ask, f"{provider.url}/a", tmp_path)


def test_an_endless_body_is_cut_at_the_cap(provider, downloads, ask, tmp_path):
    def endless(handler):
        handler.send_response(200)
        handler.end_headers()
        try:
            while not provider.over.is_set():
                handler.wfile.write(MP4 * 100)
        except OSError:
            pass
        handler.close_connection = True

    provider.say("/a", act=endless)

    with pytest.raises(OutputRefused, match="more than 500000 bytes"):
        fetch(downloads, ask, f"{provider.url}/a", tmp_path, download={"max_bytes": "500kB"})

    assert list(tmp_path.iterdir()) == []


def test_a_length_above_the_cap_is_refused_at_once(provider, downloads, ask, tmp_path):
    provider.say("/a", Say(200, b"x", {"Content-Length": "3000000000"}))

    with pytest.raises(OutputRefused, match="at most 2000000000"):
        fetch(downloads, ask, f"{provider.url}/a", tmp_path)


def test_a_full_disk_is_told_as_such(provider, downloads, ask, tmp_path):
    provider.say("/a", Say(200, MP4))
    (tmp_path / "out.part").symlink_to("/dev/full")

    with pytest.raises(Unanswered, match=r"cannot be written here \(No space left on device\)"):
        fetch(downloads, ask, f"{provider.url}/a", tmp_path)


def test_a_stalled_body_is_given_up(provider, downloads, ask, tmp_path):
    def stall(handler):
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        handler.wfile.write(MP4[:50])
        handler.wfile.flush()
        provider.over.wait(20)

    provider.say("/a", act=stall)

    with pytest.raises(Unanswered, match="broke off"):
        fetch(downloads, ask, f"{provider.url}/a", tmp_path, timeouts={"read": 0.2})


@pytest.mark.parametrize("head", [b"HTTP/1.0 200 OK\r\n\r\n" + MP4, b"HTTP/1.0 200 OK\r\nx: "], ids=["body", "head"])
def test_what_comes_drop_by_drop_is_given_up_in_time(provider, downloads, ask, tmp_path, head):
    def drip(handler):
        try:
            handler.wfile.write(head)
            while not provider.over.wait(0.02):
                handler.wfile.write(b"x")
        except OSError:
            pass
        handler.close_connection = True

    provider.say("/a", act=drip)

    with pytest.raises(Unanswered):
        fetch(downloads, ask, f"{provider.url}/a", tmp_path, timeouts={"download": 0.3})

    assert list(tmp_path.iterdir()) == []


def test_the_key_goes_with_a_download_only_to_the_providers_own_host(provider, ask, tmp_path):
    provider.say("/a", Say(302, b"", {"Location": f"http://elsewhere.example:{provider.port}/b"}))
    provider.say("/b", MP4)
    downloads = Downloads(frozenset({"127.0.0.1", "elsewhere.example"}), lambda _host, _port: ["127.0.0.1"])

    fetch(downloads, ask, f"{provider.url}/a", tmp_path, download={"auth": True})

    assert [asked.headers.get("authorization") for asked in provider.asked] == [f"Bearer {KEY}", None]


def test_a_row_may_say_where_its_products_are(provider, downloads, ask, tmp_path):
    with pytest.raises(OutputRefused, match=r"download\.allowed_hosts"):
        fetch(downloads, ask, f"{provider.url}/a", tmp_path, download={"allowed_hosts": ["*.acme.example"]})


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1::1", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("240.0.0.1", False),
        ("192.0.0.192", False),
        ("::", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fc00::1", False),
        ("fec0::1", False),
        ("ff02::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:93.184.216.34", True),
        ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::", False),
        ("not an address", False),
    ],
)
def test_which_addresses_are_public(address, public):
    assert is_public(address) is public


@pytest.mark.parametrize(
    "url", ["ftp://x/", "//x/", "x", "http://", "http://u@x/", "gopher://127.0.0.1:6379/_FLUSHALL", "http://[::1", "javascript:alert(1)"]
)
def test_an_address_that_is_none_is_refused(url):
    with pytest.raises(Refused):
        target_of(url, resolve=lambda _host, _port: ["93.184.216.34"])


def test_a_certificate_is_checked_for_the_name_not_the_address(ask, tmp_path, session):
    seen = {}

    class Watched(Downloads):
        def _pool(self, target, address, endpoint, deadline):
            pool = super()._pool(target, address, endpoint, deadline)
            seen.update(host=pool.host, sni=pool.conn_kw["server_hostname"], name=pool.assert_hostname, reqs=self.context.verify_mode.name)
            pool.close()
            raise Unanswered("seen")

    with pytest.raises(Unanswered):
        fetch(Watched(resolve=lambda _host, _port: ["93.184.216.34"]), ask, "https://cdn.example/a", tmp_path)

    assert seen == {"host": "93.184.216.34", "sni": "cdn.example", "name": "cdn.example", "reqs": "CERT_REQUIRED"}
