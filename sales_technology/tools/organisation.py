"""What makes two spellings one organisation. Plain Python: no database, no Odoo."""

import re
import unicodedata

# Zero-width characters and the byte order mark: invisible on screen, deadly for comparisons.
_INVISIBLE = dict.fromkeys([*range(0x200B, 0x2010), 0x2060, 0xFEFF, 0x00AD])
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_WORD = re.compile(r"[^\W_]+(?:[.][^\W_]+)*")
_EMAIL = re.compile(r"[^\s@,;<>\"'()\[\]:]+@(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_]{2,24}")
_LEGAL_PHRASES = (
    "общество с ограниченной ответственностью",
    "публичное акционерное общество",
    "непубличное акционерное общество",
    "закрытое акционерное общество",
    "открытое акционерное общество",
    "акционерное общество",
    "индивидуальный предприниматель",
    "группа компаний",
    "limited liability company",
    "joint stock company",
)
_LEGAL_FORMS = frozenset(
    "ооо оао зао пао нао ао ип гк гуп муп фгуп фгбу ано тоо одо чуп оооо "
    "ltd llc llp inc corp gmbh ag sa jsc pjsc ojsc cjsc plc bv oy srl".split()
)


def clean_text(value):
    """Return the text as a person sees it: no invisible characters, single spaces, NFC.

    >>> clean_text(' \\u200bРога\\x00 и \\xa0 копыта\\n')
    'Рога и копыта'
    >>> clean_text(None)
    ''
    """
    if not value:
        return ""
    text = unicodedata.normalize("NFC", str(value)).translate(_INVISIBLE)
    return " ".join(_CONTROL.sub("", text).split())


def name_key(name):
    """Return what stays of a name when case, quotes, legal form and ё/е are left out.

    >>> name_key('ООО «Гринтэк  Трейд»') == name_key('гринтэк трейд ')
    True
    >>> name_key('Берёзка, ПАО')
    'березка'
    >>> name_key('Общество с ограниченной ответственностью "Ромашка"')
    'ромашка'
    >>> name_key('ООО')
    'ооо'
    """
    text = unicodedata.normalize("NFKC", clean_text(name)).casefold().replace("ё", "е")
    words = " ".join(_WORD.findall(text))
    for phrase in _LEGAL_PHRASES:
        words = re.sub(rf"\b{phrase}\b", " ", words)
    tokens = words.split()
    kept = [token for token in tokens if token not in _LEGAL_FORMS]
    return " ".join(kept or tokens)


def phone_key(phone):
    """Return the last ten digits of the first number, or '' where there are too few to tell.

    >>> phone_key('+7 (495) 540-75-20') == phone_key('8 495 5407520') == phone_key('(495) 540-75-20')
    True
    >>> phone_key('тел. 12-34')
    ''
    >>> phone_key('(495) 111-22-33, (495) 444-55-66')
    '4951112233'
    """
    first = re.split(r"[,;/\n]", clean_text(phone))[0]
    digits = re.sub(r"\D", "", first)
    return digits[-10:] if len(digits) >= 9 else ""


def tax_key(number):
    """Return the digits and letters of a tax number, without a country's prefix of letters.

    >>> tax_key('ИНН 7707 083893') == tax_key('RU7707083893') == '7707083893'
    True
    """
    return re.sub(r"\D", "", clean_text(number))


def split_emails(text):
    """Return the usable addresses of a text as typed, in order, each once.

    >>> split_emails('info@bal-stroi.ru; zakupki@bal-stroi.ru')
    ['info@bal-stroi.ru', 'zakupki@bal-stroi.ru']
    >>> split_emails('Форма обратной связи')
    []
    >>> split_emails('info@abn.ruinfo@abn.ru')
    []
    >>> split_emails('karbohim@bk.ru ?')
    ['karbohim@bk.ru']
    >>> split_emails('mailto:sale@mpgb.ru')
    ['sale@mpgb.ru']
    """
    found = {}
    for part in re.split(r"[\s,;<>()]+", clean_text(text)):
        address = part.removeprefix("mailto:").strip(".'\"")
        if _EMAIL.fullmatch(address):
            found.setdefault(address.casefold(), address)
    return list(found.values())


def domain_key(text, public_domains):
    """Return the domain of the first usable address, or '' for a public mail provider.

    >>> domain_key('info@Knauf.ru', {'mail.ru'})
    'knauf.ru'
    >>> domain_key('knauf@mail.ru', {'mail.ru'})
    ''
    """
    for address in split_emails(text):
        domain = address.rpartition("@")[2].casefold()
        if domain not in public_domains:
            return domain
    return ""


def header_key(header):
    """Return a column's title for comparison.

    >>> header_key(' E-mail ') == header_key('Email')
    True
    """
    return re.sub(r"[\W_]+", "", clean_text(header).casefold().replace("ё", "е"))
