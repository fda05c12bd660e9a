from openupgradelib import openupgrade


@openupgrade.migrate()
def migrate(env, version):
    """What goes on in this database goes on; in a copy of it, it waits for a person."""
    jobs = env["case.migration.job"].with_context(active_test=False)
    home = jobs._here()
    openupgrade.logged_query(
        env.cr, "UPDATE case_migration_job SET home = %s WHERE home IS NULL", (home,)
    )
    keep_what_was_read(env.cr)


def keep_what_was_read(cr):
    """Nobody was ever told that an idle migration's data are removed by themselves."""
    openupgrade.logged_query(
        cr, "UPDATE case_migration_job SET retention_days = 0 WHERE closed_on IS NULL"
    )
