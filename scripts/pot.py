"""make pot: export the terms and merge them into ru.po; lists what is still to be translated."""

import tempfile
from pathlib import Path

import common
import translations


def run():
    template = common.addon_template()
    with tempfile.TemporaryDirectory() as folder:
        for addon in common.addons():
            fresh = translations.export(addon, template, Path(folder) / f"{addon}.pot")
            untranslated = translations.merge(addon, fresh)
            print(f"{addon}: {len(fresh)} terms, {len(untranslated)} without a Russian translation")
            for term in untranslated:
                print(f"  {term[:110]!r}")


if __name__ == "__main__":
    common.main(run)
