"""Rows by bare SQL, for tests that need thousands."""

import json

from odoo.tools import SQL


def clone(cr, table, template, rows):
    """Insert rows that are like a template but for what they give; return their ids."""
    if not rows:
        return []
    cr.execute("SELECT column_name FROM information_schema.columns WHERE table_name = %s", [table])
    given = list(rows[0])
    common = [row[0] for row in cr.fetchall() if row[0] not in (*given, "id", "access_token")]
    names = SQL(", ").join(SQL.identifier(name) for name in [*common, *given])
    values = [SQL.identifier("t", name) for name in common] + [SQL.identifier("v", name) for name in given]
    cr.execute(
        SQL(
            """INSERT INTO %(table)s (%(names)s) SELECT %(values)s
                 FROM %(table)s t, json_populate_recordset(NULL::%(table)s, %(rows)s) v
                WHERE t.id = %(template)s RETURNING id""",
            table=SQL.identifier(table),
            names=names,
            values=SQL(", ").join(values),
            rows=json.dumps(rows, default=str),
            template=template,
        )
    )
    return [row[0] for row in cr.fetchall()]


def insert(cr, table, rows):
    """Insert rows."""
    if rows:
        cr.execute(
            SQL(
                """INSERT INTO %(table)s (%(names)s)
                   SELECT %(names)s FROM json_populate_recordset(NULL::%(table)s, %(rows)s)""",
                table=SQL.identifier(table),
                names=SQL(", ").join(map(SQL.identifier, rows[0])),
                rows=json.dumps(rows, default=str),
            )
        )
