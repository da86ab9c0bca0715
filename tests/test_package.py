"""The addon as a wheel, and its life in a database: demo data, upgrade, uninstallation."""

import zipfile

import common
import expected_log


def test_wheels_hold_the_addons(run_command, tmp_path):
    process = run_command("make", "wheel", f"OUT={tmp_path}", timeout=300)
    assert process.returncode == 0, process.stdout + process.stderr
    for addon in common.addons():
        (wheel,) = tmp_path.glob(f"odoo_addon_{addon}-19.0.*.whl")
        names = zipfile.ZipFile(wheel).namelist()
        for name in ("__manifest__.py", "i18n/ru.po", "static/description/icon.png"):
            assert f"odoo/addons/{addon}/{name}" in names


def test_demo_data_load_without_a_warning(make_database):
    database = make_database(common.dependency_template())
    with common.cursor(database) as cr:
        cr.execute("UPDATE ir_module_module SET demo = TRUE WHERE state = 'installed'")
    options = ("--with-demo", "--skip-auto-install", "--stop-after-init")
    common.run_odoo("-d", database, "-i", common.ADDON, *options, log="test-demo-data")
    assert not expected_log.unexpected_lines(common.LOGS / "test-demo-data.log")
    users = common.query(
        database,
        """SELECT login FROM res_users WHERE password IS NOT NULL AND id IN (
               SELECT res_id FROM ir_model_data WHERE model = 'res.users' AND module = %s)""",
        [common.ADDON],
    )
    assert not users, "demo users come without passwords"


def test_upgrade_passes_without_a_warning(addon_database):
    options = ("--skip-auto-install", "--stop-after-init")
    common.run_odoo("-d", addon_database, "-u", common.ADDON, *options, log="test-upgrade")
    assert not expected_log.unexpected_lines(common.LOGS / "test-upgrade.log")


UNINSTALL = b"env['ir.module.module'].search([('name', '=', 'sales_technology')]).button_immediate_uninstall()\n"
LEFT = """
    SELECT 'table ' || relname FROM pg_class WHERE starts_with(relname, 'salestech_')
    UNION ALL SELECT 'external id ' || name FROM ir_model_data WHERE module = 'sales_technology'
    UNION ALL SELECT 'model ' || model FROM ir_model WHERE starts_with(model, 'salestech.')
    UNION ALL SELECT 'job ' || cron_name FROM ir_cron WHERE cron_name ILIKE 'sales technology%%'
    UNION ALL SELECT 'sequence ' || code FROM ir_sequence WHERE starts_with(code, 'salestech.')
    UNION ALL SELECT 'parameter ' || key FROM ir_config_parameter WHERE starts_with(key, 'sales_technology.')
    UNION ALL SELECT 'file of ' || res_model FROM ir_attachment WHERE starts_with(res_model, 'salestech.')
    UNION ALL SELECT 'column ' || table_name || '.' || column_name FROM information_schema.columns
     WHERE table_schema = 'public' AND (column_name LIKE '%%salestech%%' OR column_name IN ('ladder_id', 'touch_kind'))
"""


def test_uninstalling_leaves_nothing(addon_database, tmp_path):
    script = tmp_path / "uninstall.py"
    script.write_bytes(UNINSTALL)
    with script.open("rb") as stdin:
        common.run_odoo("-d", addon_database, "--no-http", command=["shell"], stdin=stdin, log="test-uninstall")
    assert common.query(addon_database, LEFT) == []
    log = (common.LOGS / "test-uninstall.log").read_text()
    assert "violates foreign key" not in log
