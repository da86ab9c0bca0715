"""The one spelling of a document's content, and its fingerprint.

Two documents with the same content have the same spelling, on every machine and in every version
of Python: keys sorted, no blanks, Unicode in its composed form, numbers whole.
"""

import hashlib
import json
import unicodedata


def canonical_json(content):
    """Return the canonical spelling of plain data (dict, list, str, int, bool, None).

    >>> canonical_json({"b": [1, None], "a": "é"})
    '{"a":"é","b":[1,null]}'
    """
    return json.dumps(_plain(content), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def fingerprint(text):
    """Return the SHA-256 of a text (in UTF-8) or of bytes, as 64 hexadecimal digits.

    >>> fingerprint("")[:8]
    'e3b0c442'
    """
    return hashlib.sha256(text if isinstance(text, bytes) else text.encode("utf-8")).hexdigest()


def _plain(value):
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if value is None or isinstance(value, int):
        return value
    if isinstance(value, dict):
        if not all(isinstance(key, str) for key in value):
            raise TypeError("keys must be texts")
        return {unicodedata.normalize("NFC", key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    # A float has several spellings, a date none in JSON: whoever writes the content spells it himself.
    raise TypeError(f"{type(value).__name__} has no canonical spelling")
