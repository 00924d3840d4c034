"""The forms of a broker's URL: a Redis URL, or RabbitMQ's, of which there may be several with `;` between them (one cluster's nodes)."""

from urllib.parse import urlsplit

from shared.redis_url import check_redis_url, without_tls_options

AMQP_SCHEMES = ("amqp", "amqps")


def is_amqp(broker_url: str) -> bool:
    """Whether the broker is RabbitMQ."""
    return broker_url.partition("://")[0] in AMQP_SCHEMES


def check_broker_url(url: str) -> str:
    """The URL, if it can be used. Raises ValueError, which never repeats the URL: there may be a password in it."""
    if not is_amqp(url):
        try:
            return check_redis_url(url)
        except ValueError as error:
            if "://" in str(error) and "one of" in str(error):
                raise ValueError(f"{error}; or RabbitMQ's: amqp://user:password@host:5672/vhost, amqps://") from None
            raise
    schemes = {each.partition("://")[0] for each in url.split(";")}
    if len(schemes) > 1:
        raise ValueError(f"the nodes of one cluster are reached alike: {' and '.join(sorted(schemes))} cannot be mixed")
    for each in url.split(";"):
        _check_node(each)
    return url


def _check_node(url: str) -> None:
    form = "amqp://user:password@host:5672/vhost"
    try:
        parts = urlsplit(url)
        known = parts.port or parts.hostname
    except ValueError:
        raise ValueError(f"the port is not a number from 0 to 65535; give for example {form}") from None
    if not known:
        raise ValueError(f"the host is missing; give for example {form}")
    without_tls_options(url)
