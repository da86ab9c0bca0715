"""The translation files: export, merge, checks. Used by `make pot` and `make test`."""

import collections
import re

import polib

import common

# What must be the same in a term and its translation: %s, %(name)s, %d, ${...}, {{...}}, {0}
PLACEHOLDER = re.compile(r"%\(\w+\)[sdfr]|%[sdfr]|\$\{[^}]*\}|\{\{[^}]*\}\}|\{\w*\}")
TAG = re.compile(r"</?([a-zA-Z][\w-]*)")


def files(addon):
    folder = common.ROOT / addon / "i18n"
    return folder / f"{addon}.pot", folder / "ru.po"


def export(addon, database, path):
    """Odoo's own export of the terms of an installed addon."""
    common.run_odoo("-d", database, "-o", path, addon, command=["i18n", "export"], log=f"export-{addon}")
    return polib.pofile(str(path))


def key(entry):
    return entry.msgctxt, entry.msgid


def check(addon, fresh):
    """What is wrong with the addon's translation files, as lines. `fresh` is what Odoo exports today."""
    pot_path, po_path = files(addon)
    if not pot_path.exists() or not po_path.exists():
        return [f"{addon}/i18n has no {pot_path.name} or no ru.po; run make pot"]
    terms = {key(entry) for entry in fresh}
    pot = {key(entry) for entry in polib.pofile(str(pot_path))}
    problems = [f"{pot_path.name} lacks (make pot): {term[1][:100]!r}" for term in sorted(terms - pot, key=str)]
    problems += [
        f"{pot_path.name} has an old term (make pot): {term[1][:100]!r}" for term in sorted(pot - terms, key=str)
    ]
    return problems + check_po(polib.pofile(str(po_path)), terms)


def check_po(po, terms):
    problems = [f"ru.po keeps an obsolete term (make pot): {entry.msgid[:100]!r}" for entry in po.obsolete_entries()]
    entries = [entry for entry in po if not entry.obsolete]
    missing = terms - {key(entry) for entry in entries}
    problems += [f"ru.po lacks (make pot): {term[1][:100]!r}" for term in sorted(missing, key=str)]
    for entry in entries:
        for complaint in complaints(entry):
            problems.append(f"ru.po: {complaint}: {entry.msgid[:100]!r}")
    return problems


def complaints(entry):
    if entry.fuzzy:
        yield "fuzzy"
    if not entry.msgstr.strip():
        yield "not translated"
        return
    if marks(PLACEHOLDER, entry.msgid) != marks(PLACEHOLDER, entry.msgstr):
        yield "other placeholders"
    if marks(TAG, entry.msgid) != marks(TAG, entry.msgstr):
        yield "other HTML tags"


def marks(pattern, text):
    return collections.Counter(match.group(0) for match in pattern.finditer(text))


def merge(addon, fresh):
    """Write the .pot file, and bring its terms into ru.po: translations are kept, old terms leave."""
    pot_path, po_path = files(addon)
    pot_path.parent.mkdir(exist_ok=True)
    # The date of an export says nothing and makes a difference in every commit.
    for field in ("POT-Creation-Date", "PO-Revision-Date"):
        fresh.metadata.pop(field, None)
    fresh.save(str(pot_path))
    po = polib.pofile(str(po_path)) if po_path.exists() else polib.POFile()
    known = {key(entry): entry.msgstr for entry in po if entry.msgstr}
    merged = polib.POFile(wrapwidth=78)
    merged.header = f"Russian translation of {addon}"
    merged.metadata = {
        **fresh.metadata,
        "Language": "ru",
        "Plural-Forms": "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && "
        "(n%100<10 || n%100>=20) ? 1 : 2);",
    }
    for entry in fresh:
        entry.msgstr = known.get(key(entry), "")
        merged.append(entry)
    merged.save(str(po_path))
    return [entry.msgid for entry in merged if not entry.msgstr]
