"""Russian regions as people write them, to ISO 3166-2 codes. Plain Python."""

import re

from .organisation import clean_text

_OBLASTS = {
    "амур": "AMU", "архангельск": "ARK", "астраханск": "AST", "белгородск": "BEL", "брянск": "BRY",
    "владимирск": "VLA", "волгоградск": "VGG", "вологодск": "VLG", "воронежск": "VOR", "ивановск": "IVA",
    "иркутск": "IRK", "калининградск": "KGD", "калужск": "KLU", "кемеровск": "KEM", "кировск": "KIR",
    "костромск": "KOS", "курганск": "KGN", "курск": "KRS", "ленинградск": "LEN", "липецк": "LIP",
    "магаданск": "MAG", "московск": "MOS", "мурманск": "MUR", "нижегородск": "NIZ", "новгородск": "NGR",
    "новосибирск": "NVS", "омск": "OMS", "оренбургск": "ORE", "орловск": "ORL", "пензенск": "PNZ",
    "псковск": "PSK", "ростовск": "ROS", "рязанск": "RYA", "самарск": "SAM", "саратовск": "SAR",
    "сахалинск": "SAK", "свердловск": "SVE", "смоленск": "SMO", "тамбовск": "TAM", "тверск": "TVE",
    "томск": "TOM", "тульск": "TUL", "тюменск": "TYU", "ульяновск": "ULY", "челябинск": "CHE",
    "ярославск": "YAR", "алтайск": "ALT", "забайкальск": "ZAB", "камчатск": "KAM", "краснодарск": "KDA",
    "красноярск": "KYA", "пермск": "PER", "приморск": "PRI", "ставропольск": "STA", "хабаровск": "KHA",
}  # fmt: skip
_NAMES = {
    "москва": "MOW", "санктпетербург": "SPE", "спб": "SPE", "мо": "MOS", "подмосковье": "MOS",
    "адыгея": "AD", "башкортостан": "BA", "бурятия": "BU", "дагестан": "DA", "ингушетия": "IN",
    "кабардинобалкария": "KB", "калмыкия": "KL", "карелия": "KR", "коми": "KO", "марийэл": "ME",
    "мордовия": "MO", "саха": "SA", "якутия": "SA", "татарстан": "TA", "рт": "TA", "тыва": "TY", "удмуртия": "UD",
    "хакасия": "KK", "чувашия": "CU", "чечня": "CE", "югра": "KHM", "хмао": "KHM", "янао": "YAN",
}  # fmt: skip
_TOWN = re.compile(r"^(?:\d{5,6}\s+)?(?:г|город|гор)\s*\.?\s*\.?\s*", re.IGNORECASE)
_OBLAST = re.compile(r"^([\w-]+?)(?:ая|ий|ое)?\s+(?:обл|область|край)\b", re.IGNORECASE)
_REPUBLIC = re.compile(r"^(?:респ(?:ублика)?\.?\s+)|(?:\s+респ(?:ублика)?\.?)$", re.IGNORECASE)


def region_code(text):
    """Return the code of the region a cell names, or ''.

    >>> region_code('Московская обл.'), region_code('г. Москва'), region_code('Республика Татарстан')
    ('MOS', 'MOW', 'TA')
    >>> region_code('Атлантида')
    ''
    """
    text = clean_text(text).strip(" .")
    oblast = _OBLAST.match(text)
    if oblast:
        stem = oblast.group(1).casefold().replace("ё", "е")
        return _OBLASTS.get(stem, "")
    plain = _REPUBLIC.sub("", _TOWN.sub("", text))
    return _NAMES.get(re.sub(r"[\W_]+", "", plain.casefold().replace("ё", "е")), "")


def region_of_address(address):
    """Return the code of the region that the head of a postal address names, or ''.

    >>> region_of_address('142205, МО, г. Серпухов, ул. Дзержинского, д. 1')
    'MOS'
    >>> region_of_address('117246, г. Москва, Научный проезд, д. 8')
    'MOW'
    >>> region_of_address('г. Серпухов, Московское ш., 8')
    ''
    """
    for part in clean_text(address).split(",")[:3]:
        code = region_code(part)
        if code:
            return code
    return ""
