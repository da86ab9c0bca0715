"""The rows of a list of organisations, before anything is made of them. Plain Python."""

from .organisation import clean_text, header_key, split_emails

# What the columns of Russian and English lists are called, to fields of the opportunity.
_HEADERS = {
    "partner_name": "название, наименование, организация, компания, клиент, контрагент, наименование организации,"
    " organisation, organization, company, client, organisation name, organization name",
    "vat": "инн, инн/tax id, inn, tax id, tin, vat",
    "company_registry": "огрн, огрнип, ogrn, registry number, company registry",
    "street": "адрес, юридический адрес, почтовый адрес, фактический адрес, address, postal address",
    "phone": "телефон, тел, телефоны, номер телефона, phone, telephone",
    "email_from": "email, e-mail, почта, электронная почта, эл почта, эл адрес, mail",
    "website": "сайт, веб-сайт, web, site, web site, website, url",
    "org_trade": "отрасль, сфера деятельности, вид деятельности, деятельность, trade, industry",
    "legal_form": "опф, форма собственности, организационно-правовая форма, правовая форма, legal form",
    "source_code": "код, номер, code, source code",
    "source_status": "статус, состояние, status",
    "segment_id": "сегмент, сегмент клиента, segment, client segment",
    "region": "регион, область, субъект, субъект рф, region",
    "city": "город, city, town",
    "user_id": "менеджер, ответственный, ответственный менеджер, manager, responsible, responsible manager",
    "team_id": "группа, отдел, группа продаж, group, sales team",
    "org_size": "размер, численность, количество сотрудников, число сотрудников, size, headcount, employees",
    "source_id": "источник, откуда, source",
    "contact_name": "контактное лицо, контакт, фио, contact, contact person",
    "function": "должность, position, job position",
    "description": "примечание, комментарий, заметки, описание, notes, comment",
}
FIELD_BY_HEADER = {header_key(title): field for field, titles in _HEADERS.items() for title in titles.split(",")}
_SIZES = ((15, "micro"), (100, "small"), (250, "medium"), (1000, "large"))


def field_of_header(header):
    """Return the field of the opportunity that a column's title means, or None.

    >>> field_of_header(' ИНН '), field_of_header('E-mail'), field_of_header('Legal form')
    ('vat', 'email_from', 'legal_form')
    >>> field_of_header('Цвет глаз')
    """
    return FIELD_BY_HEADER.get(header_key(header))


def size_of_headcount(text):
    """Return the key of the size for a number of people; other text comes back as it was.

    >>> size_of_headcount('1 200'), size_of_headcount('250'), size_of_headcount('Small')
    ('huge', 'medium', 'Small')
    """
    digits = text.replace(" ", "")
    if not digits.isdecimal():
        return text
    return next((key for top, key in _SIZES if int(digits) <= top), "huge")


def split_contact(text):
    """Return (usable address or '', the text as written where it is anything else or more).

    >>> split_contact('info@knauf.ru')
    ('info@knauf.ru', '')
    >>> split_contact('Форма обратной связи')
    ('', 'Форма обратной связи')
    >>> split_contact('info@knauf.ru; knaufgips678@mail.ru')
    ('info@knauf.ru', 'info@knauf.ru; knaufgips678@mail.ru')
    """
    written = clean_text(text)
    addresses = split_emails(written)
    address = addresses[0] if addresses else ""
    return address, "" if written == address else written


def clean_row(row):
    """Return a copy of the row ({field: cell}) with nothing lost and nothing dirty."""
    clean = {
        field: clean_text(cell) if isinstance(cell, str) and field != "description" else cell
        for field, cell in row.items()
    }
    if "email_from" in clean:
        clean["email_from"], written = split_contact(clean["email_from"])
        clean["contact_raw"] = " ".join(filter(None, (clean.get("contact_raw"), written)))
    if clean.get("org_size"):
        clean["org_size"] = size_of_headcount(clean["org_size"])
    if not clean.get("name") and clean.get("partner_name"):
        clean["name"] = clean["partner_name"]
    elif not clean.get("partner_name") and clean.get("name"):
        clean["partner_name"] = clean["name"]
    return clean


def groups_of(keys):
    """Return {key: [positions]} of the keys that occur more than once; '' and False are no keys.

    >>> groups_of(['a', '', 'b', 'a', ''])
    {'a': [0, 3]}
    """
    found = {}
    for position, key in enumerate(keys):
        if key:
            found.setdefault(key, []).append(position)
    return {key: positions for key, positions in found.items() if len(positions) > 1}
