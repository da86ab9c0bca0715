from odoo.tools import SQL

# Foreign keys of our tables and to them, of the tables of our many2many fields too.
FOREIGN_KEYS = """
    SELECT link.conrelid::regclass::text, link.conname
      FROM pg_constraint link
      JOIN pg_class own ON own.oid = link.conrelid
      JOIN pg_class target ON target.oid = link.confrelid
     WHERE link.contype = 'f' AND (starts_with(own.relname, 'salestech_') OR starts_with(target.relname, 'salestech_'))
"""


def uninstall_hook(env):
    """Leave nothing behind, and nothing in the way of what Odoo removes itself.

    Odoo deletes the records of a module one model after the other, and would stumble over signed documents, which
    point at each other and at clients. Their tables go in the same run, so their foreign keys may go before.
    """
    env.flush_all()
    env.cr.execute(FOREIGN_KEYS)
    for table, name in env.cr.fetchall():
        env.cr.execute(SQL("ALTER TABLE %s DROP CONSTRAINT IF EXISTS %s", SQL.identifier(table), SQL.identifier(name)))
    env["ir.sequence"].search([("code", "=like", "salestech.%")]).unlink()
    env["ir.config_parameter"].search([("key", "=like", "sales\\_technology.%")]).unlink()
