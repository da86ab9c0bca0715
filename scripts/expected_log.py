"""Warnings and errors that a server's log may hold; all others fail `make test`. Each with its reason."""

import re

EXPECTED = [
    # The test machine is often root (containers, CI).
    r"Running as user 'root' is a security risk",
    # The widget comes with partner_autocomplete, which calls out and is therefore not installed here.
    r"Missing widget: res_partner_many2one",
    # Tours are refused on purpose, to see the refusal; Odoo logs each refusal of a request.
    r"odoo\.http.*“(Plant|Dealer)” cannot move to “",
    r"odoo\.http.*“CL-\d+-\d+ Two of five pumps leak” cannot be resolved yet",
    r"odoo\.http.*over the budget by .*Budget Plant",
    r"odoo\.http.*“New rules on labels” is not decided yet",
    r"odoo\.http.*“Month report · October 2026 · Department” cannot be submitted yet",
    r"odoo\.http.*“Manager · 2025”: the weights add up to 80\.00 %, not to 100 %",
    # Other clients' claims and forms without a token are asked for on purpose, and refused.
    r"odoo\.http.*You are not allowed to access 'Claim' \(salestech\.claim\) records",
    r"odoo\.http.*CSRF validation failed on path '/my/claims/new'",
    r"odoo\.http.*No CSRF validation token provided for path '/salestech/satisfaction/",
]

LINE = re.compile(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d+ \d+ (WARNING|ERROR|CRITICAL) \S+ (.*)$")


def is_expected(text):
    return any(re.search(pattern, text) for pattern in EXPECTED)


def unexpected_lines(path):
    """The lines of a log file that must not be there."""
    found = []
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        match = LINE.match(line)
        if match and not is_expected(match.group(2)):
            found.append(f"{match.group(1)} {match.group(2)}")
    return found
