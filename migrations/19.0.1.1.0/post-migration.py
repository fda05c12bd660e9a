from openupgradelib import openupgrade


@openupgrade.migrate()
def migrate(env, version):
    """What goes on in this database goes on; in a copy of it, it waits for a person."""
    jobs = env["case.migration.job"].with_context(active_test=False)
    home = jobs._here()
    openupgrade.logged_query(
        env.cr, "UPDATE case_migration_job SET home = %s WHERE home IS NULL", (home,)
    )
