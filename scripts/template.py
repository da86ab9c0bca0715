"""template.py dep|addon|copy: template databases by hand; `copy NAME` makes a database of one's own."""

import argparse

import common


def run():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["dep", "addon", "copy"])
    parser.add_argument("name", nargs="?")
    parser.add_argument("--demo", action="store_true", help="with Odoo's demo data (crm's pipeline among it)")
    args = parser.parse_args()
    if args.what == "addon":
        print(common.addon_template(base_demo=args.demo))
        return
    template = common.dependency_template(demo=args.demo)
    if args.what == "copy":
        common.copy_database(template, args.name)
    print(args.name or template)


if __name__ == "__main__":
    common.main(run)
