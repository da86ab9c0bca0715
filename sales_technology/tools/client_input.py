"""What comes from outside, made harmless or refused: texts and drawn signatures."""

import base64
import binascii
import io
import re
import unicodedata

from PIL import Image

# Marks that change the direction of the text after them: a name or a sum could be shown backwards.
_DIRECTION = dict.fromkeys([0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
MAX_IMAGE_BYTES = 400_000
MAX_IMAGE_SIDE = 2_400


class UnfitInput(ValueError):
    """Input that is refused; `args[0]` says why: too_long, empty, unreadable, too_large, blank."""


def clean_text(text, limit, required=False):
    """Return the text composed (NFC), without control and direction marks; line breaks and tabs stay.

    >>> clean_text(" a\\x00b\\u202e ", 10)
    'ab'
    """
    text = text if isinstance(text, str) else ""
    if len(text) > limit * 4:
        raise UnfitInput("too_long")
    text = re.sub(r"\r\n?", "\n", text)
    text = unicodedata.normalize("NFC", text).translate(_DIRECTION)
    text = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs", "Cn", "Co")).strip()
    if len(text) > limit:
        raise UnfitInput("too_long")
    if required and not text:
        raise UnfitInput("empty")
    return text


def clean_line(text, limit, required=False):
    """Return the text as one line.

    >>> clean_line("Anna\\n  Petrova", 64)
    'Anna Petrova'
    """
    return " ".join(clean_text(text, limit, required).split())


def clean_signature(data):
    """Return a drawn signature as a fresh, base64-coded PNG: only its pixels pass.

    :param data: base64 text, with or without the head of a data URL
    """
    if not isinstance(data, str) or not data:
        raise UnfitInput("empty")
    data = re.sub(r"^data:image/png;base64,", "", data, count=1)
    if len(data) > MAX_IMAGE_BYTES * 4 // 3 + 4:
        raise UnfitInput("too_large")
    try:
        raw = base64.b64decode(data, validate=True)
        with Image.open(io.BytesIO(raw), formats=["PNG"]) as image:
            if max(image.size) > MAX_IMAGE_SIDE or min(image.size) < 1:
                raise UnfitInput("too_large")
            pixels = image.convert("RGBA")
    except (binascii.Error, OSError, SyntaxError, ValueError) as error:
        if isinstance(error, UnfitInput):
            raise
        raise UnfitInput("unreadable") from error
    # On white: what is drawn must show in a PDF, whatever colour its paper was.
    sheet = Image.new("RGB", pixels.size, "white")
    sheet.paste(pixels, mask=pixels.getchannel("A"))
    lowest, highest = sheet.convert("L").getextrema()
    if highest - lowest < 32:
        raise UnfitInput("blank")
    buffer = io.BytesIO()
    sheet.save(buffer, "PNG", optimize=True)
    return base64.b64encode(buffer.getvalue()).decode("ascii")
