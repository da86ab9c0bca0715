"""The plain Python under protocols: canonical spelling, tokens, input from outside."""

import base64
import io

import pytest
from PIL import Image, ImageDraw

from odoo.addons.sales_technology.tools.canonical import canonical_json, fingerprint
from odoo.addons.sales_technology.tools.client_input import UnfitInput, clean_line, clean_signature, clean_text
from odoo.addons.sales_technology.tools.link_token import address_class, new_token, token_hash
from odoo.addons.sales_technology.tools.seal import CONTEXT_KEY, Seal


def png(width=200, height=60, line=True, mode="RGBA", kind="PNG"):
    image = Image.new(mode, (width, height), 0 if mode == "RGBA" else "white")
    if line:
        ImageDraw.Draw(image).line([(5, 5), (width - 5, height - 5)], fill="black", width=3)
    buffer = io.BytesIO()
    image.save(buffer, kind)
    return base64.b64encode(buffer.getvalue()).decode()


# --- canonical spelling ---


def test_order_of_keys_and_form_of_letters_make_no_difference():
    composed, decomposed = "й", "и\u0306"
    one = canonical_json({"b": [1, True, None], "a": composed})
    two = canonical_json({"a": decomposed, "b": (1, True, None)})
    assert one == two == '{"a":"й","b":[1,true,null]}'
    assert fingerprint(one) == fingerprint(two.encode())


def test_any_other_content_has_another_fingerprint():
    contents = [
        {"a": "1"},
        {"a": 1},
        {"a": [1]},
        {"a": ["1", ""]},
        {"a": "1 "},
        {"b": "1"},
        {"a": True},
        {"a": "\u202e1"},
    ]
    assert len({fingerprint(canonical_json(content)) for content in contents}) == len(contents)


@pytest.mark.parametrize("value", [1.5, float("nan"), float("inf"), b"x", object(), {1: "x"}, {"a": 0.1}])
def test_what_has_no_single_spelling_is_refused(value):
    with pytest.raises(TypeError):
        canonical_json({"a": value})


def test_known_fingerprint():
    assert fingerprint("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


# --- tokens ---


def test_tokens_are_long_and_differ():
    tokens = {new_token() for _ in range(1000)}
    assert len(tokens) == 1000
    assert {len(token) for token in tokens} == {43}
    assert all(len(token_hash(token)) == 64 for token in tokens)


@pytest.mark.parametrize(
    "wrong", ["", None, False, 5, [], "x" * 42, "x" * 44, "x" * 10**6, "я" * 43, "x" * 42 + "\0", "x" * 43 + "\n"]
)
def test_what_cannot_be_a_token_has_no_hash(wrong):
    assert token_hash(wrong) is None


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3::9", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", "unknown"),
        (None, "unknown"),
        ("'; DROP", "unknown"),
    ],
)
def test_whom_wrong_links_are_counted_for(address, kept):
    assert address_class(address) == kept


# --- input ---


def test_harmful_signs_go_and_text_stays():
    assert clean_text("a\0b\u202ec\u2066d\x1b[0m\r\nе\u0308", 50) == "abcd[0m\nё"
    assert clean_text("👩‍👧 Ünï\tcode", 50) == "👩‍👧 Ünï\tcode"
    assert clean_line("  Anna \n Petrova\t", 50) == "Anna Petrova"
    assert clean_text(None, 5) == clean_text(["x"], 5) == ""


def test_too_long_or_empty_is_said():
    for text in ("x" * 6, "x" * 10**6, "😀" * 6):
        with pytest.raises(UnfitInput, match="too_long"):
            clean_text(text, 5)
    for text in ("", " \n ", "\0\u202e", None):
        with pytest.raises(UnfitInput, match="empty"):
            clean_line(text, 5, required=True)


def test_signature_is_drawn_anew_on_white():
    fresh = clean_signature("data:image/png;base64," + png())
    with Image.open(io.BytesIO(base64.b64decode(fresh))) as image:
        assert (image.format, image.mode, image.size) == ("PNG", "RGB", (200, 60))
        assert image.getpixel((0, 59)) == (255, 255, 255)


def test_nothing_but_pixels_passes():
    dirty = base64.b64encode(base64.b64decode(png()) + b"<script>alert(1)</script>").decode()
    assert b"script" not in base64.b64decode(clean_signature(dirty))


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ("", "empty"),
        (None, "empty"),
        ("%%%", "unreadable"),
        ("AAAA", "unreadable"),
        (base64.b64encode(b"<svg onload=alert(1)>").decode(), "unreadable"),
        (png(mode="RGB", kind="JPEG"), "unreadable"),
        (png(mode="RGB", kind="GIF"), "unreadable"),
        ("A" * 10**6, "too_large"),
        (png(5000, 40), "too_large"),
        (png(line=False), "blank"),
        ("data:text/html;base64," + png(), "unreadable"),
    ],
)
def test_what_is_no_signature_is_refused(data, why):
    with pytest.raises(UnfitInput, match=why):
        clean_signature(data)


# --- the seal ---


@pytest.mark.parametrize("forged", [True, 1, "Seal", {}, [], {"__class__": "Seal"}])
def test_seal_cannot_be_made_of_json(forged):
    assert not Seal.held({CONTEXT_KEY: forged})


def test_seal_takes_defaults_of_the_client_away():
    context = Seal.over({"default_state": "signed", "lang": "ru_RU", CONTEXT_KEY: True})
    assert Seal.held(context)
    assert set(context) == {"lang", CONTEXT_KEY}
