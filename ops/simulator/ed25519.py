"""Ed25519 signatures (RFC 8032, section 5.1), in plain integers: a few milliseconds each, which is enough for webhooks."""

import hashlib

PRIME = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
CURVE_D = -121665 * pow(121666, -1, PRIME) % PRIME
Point = tuple[int, int, int, int]
"""Extended coordinates (X, Y, Z, T): x = X/Z, y = Y/Z, xy = T/Z."""
IDENTITY: Point = (0, 1, 1, 0)


def public_key(secret: bytes) -> bytes:
    """The 32 bytes that belong to a secret of 32 bytes."""
    return _packed(_times(_scalar(secret)[0], BASE))


def sign(secret: bytes, message: bytes) -> bytes:
    """A signature of 64 bytes."""
    scalar, prefix = _scalar(secret)
    key = _packed(_times(scalar, BASE))
    nonce = _number(prefix + message)
    point = _packed(_times(nonce, BASE))
    return point + ((nonce + _number(point + key + message) * scalar) % ORDER).to_bytes(32, "little")


def is_signed(key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether a signature is the key's own for this message."""
    point, response = signature[:32], int.from_bytes(signature[32:], "little")
    try:
        expected = _sum(_unpacked(point), _times(_number(point + key + message), _unpacked(key)))
    except ValueError:
        return False
    return response < ORDER and _packed(_times(response, BASE)) == _packed(expected)


def _scalar(secret: bytes) -> tuple[int, bytes]:
    digest = hashlib.sha512(secret).digest()
    clamped = int.from_bytes(digest[:32], "little") & ((1 << 254) - 8) | (1 << 254)
    return clamped, digest[32:]


def _number(data: bytes) -> int:
    return int.from_bytes(hashlib.sha512(data).digest(), "little") % ORDER


def _sum(first: Point, second: Point) -> Point:
    a = (first[1] - first[0]) * (second[1] - second[0]) % PRIME
    b = (first[1] + first[0]) * (second[1] + second[0]) % PRIME
    c = 2 * first[3] * second[3] * CURVE_D % PRIME
    d = 2 * first[2] * second[2] % PRIME
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % PRIME, g * h % PRIME, f * g % PRIME, e * h % PRIME


def _times(scalar: int, point: Point) -> Point:
    total = IDENTITY
    while scalar:
        if scalar & 1:
            total = _sum(total, point)
        point = _sum(point, point)
        scalar >>= 1
    return total


def _packed(point: Point) -> bytes:
    inverse = pow(point[2], -1, PRIME)
    x, y = point[0] * inverse % PRIME, point[1] * inverse % PRIME
    return (y | (x & 1) << 255).to_bytes(32, "little")


def _unpacked(data: bytes) -> Point:
    number = int.from_bytes(data, "little")
    y, sign_bit = number & ((1 << 255) - 1), number >> 255
    x = _root((y * y - 1) * pow(CURVE_D * y * y + 1, -1, PRIME) % PRIME)
    if x & 1 != sign_bit:
        x = PRIME - x
    return x, y, 1, x * y % PRIME


def _root(square: int) -> int:
    root = pow(square, (PRIME + 3) // 8, PRIME)
    if root * root % PRIME != square:
        root = root * pow(2, (PRIME - 1) // 4, PRIME) % PRIME
    if root * root % PRIME != square:
        raise ValueError("no point of the curve")
    return root


BASE = _unpacked((4 * pow(5, -1, PRIME) % PRIME).to_bytes(32, "little"))
"""The generator: y = 4/5, and x is even."""
