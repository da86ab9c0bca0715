"""The ready list that people fill in and import. Plain Python."""

_EN = (
    (
        "Organisation", "Legal form", "INN", "OGRN", "Address", "Region", "Phone", "E-mail",
        "Website", "Trade", "Segment", "Headcount", "Manager", "Source", "Code",
    ),
    (
        "Example Concrete", "OOO", "5036000003", "1125036000009", "12 Example St, Podolsk", "Moscow Oblast",
        "+7 495 000-00-01", "office@concrete.example", "https://concrete.example", "Ready-mix concrete",
        "Large enterprise", "1200", "", "", "1",
    ),
    (
        "Example Roofs", "AO", "", "", "3 Sample Ave, Saint Petersburg", "Saint Petersburg", "+7 812 000-00-02",
        "contact form on the site", "https://roofs.example", "Roofing", "Mid-size company", "150", "", "", "2",
    ),
)  # fmt: skip
_RU = (
    (
        "Название", "ОПФ", "ИНН", "ОГРН", "Адрес", "Регион", "Телефон", "Email",
        "Сайт", "Отрасль", "Сегмент", "Численность", "Менеджер", "Источник", "Код",
    ),
    (
        "Пример-Бетон", "ООО", "5036000003", "1125036000009", "142100, г. Подольск, ул. Примерная, д. 12",
        "Московская обл.", "(495) 000-00-01", "office@concrete.example", "https://concrete.example", "Товарный бетон",
        "Крупное предприятие", "1200", "", "", "1",
    ),
    (
        "Пример-Кровля", "АО", "", "", "191000, г. Санкт-Петербург, пр. Образцовый, д. 3", "Санкт-Петербург",
        "(812) 000-00-02", "Форма обратной связи", "https://roofs.example", "Кровельные материалы",
        "Среднее предприятие", "150", "", "", "2",
    ),
)  # fmt: skip


def rows_of_template(lang):
    """Return the heading and two sample rows in Russian for `ru…`, else in English.

    >>> rows_of_template('ru_RU')[0][2], rows_of_template('en_US')[0][2]
    ('ИНН', 'INN')
    >>> {len(row) for lang in ('ru', 'en') for row in rows_of_template(lang)}
    {15}
    """
    return _RU if (lang or "").startswith("ru") else _EN
