"""The secret in a personal link. The plain token lives in the mail alone; kept is its hash."""

import hashlib
import ipaddress
import re
import secrets

# 32 random bytes as URL-safe base64 without padding.
_FORM = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)
_IN_ADDRESS = re.compile(r"(/salestech/(?:protocol|satisfaction)/\d+/)[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])", re.ASCII)


def new_token():
    """Return 256 random bits as text that fits into an address.

    >>> len(new_token())
    43
    """
    return secrets.token_urlsafe(32)


def token_hash(token):
    """Return what is kept of a token, or None where the text cannot be a token at all.

    >>> token_hash("1' OR 1=1") is None
    True
    """
    if not isinstance(token, str) or not _FORM.fullmatch(token):
        return None
    return hashlib.sha256(token.encode("ascii")).hexdigest()


def without_tokens(text):
    """Return the text with the token of every personal link in it replaced: what opens the preview stays.

    >>> without_tokens("GET /salestech/protocol/7/" + "x" * 43 + "/pdf")
    'GET /salestech/protocol/7/preview/pdf'
    """
    return _IN_ADDRESS.sub(r"\1preview", text)


def address_class(address):
    """Return whom wrong tries are counted for: an IPv4 address, or the /64 network of an IPv6 one.

    A provider gives each customer a whole /64: counting its addresses one by one counts nothing.

    >>> address_class("192.0.2.7"), address_class("2001:db8::1")
    ('192.0.2.7', '2001:db8::/64')
    """
    try:
        parsed = ipaddress.ip_address((address or "").split("%")[0])
    except ValueError:
        return "unknown"
    if parsed.version == 6 and parsed.ipv4_mapped:
        parsed = parsed.ipv4_mapped
    if parsed.version == 6:
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)
