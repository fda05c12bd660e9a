from odoo import api, models
from odoo.tools import SQL

MODULE = "crm_case_migration"
PARAMETER = f"{MODULE}.lanes"
NAME = "ir_cron_lane_"
USUAL = 2
MOST = 16


class CaseMigrationLanes(models.AbstractModel):
    """How many batches are worked on at a time: a scheduled action for each lane.

    The first two come with the addon, more are made when the settings ask for them.
    One too many is switched off, at once or, where it is at work, by itself before it
    takes another batch.
    """

    _name = "case.migration.lanes"
    _description = "Case Migration Lanes"

    @api.model
    def _wanted(self):
        """:return: the number of lanes that the settings ask for"""
        value = self.env["ir.config_parameter"].sudo().get_param(PARAMETER) or ""
        return min(max(int(value), 1), MOST) if value.isdecimal() else USUAL

    @api.model
    def _by_number(self):
        """:return: ``{number: scheduled action}`` of all lanes, also those too many"""
        self.env["ir.model.data"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT d.name, c.id
                  FROM ir_model_data d JOIN ir_cron c ON c.id = d.res_id
                 WHERE d.module = %s AND d.model = 'ir.cron' AND d.name LIKE %s
                """,
                MODULE,
                f"{NAME}%",
            )
        )
        lanes = {
            int(number): cron_id
            for name, cron_id in rows
            if (number := name.removeprefix(NAME)).isdecimal()
        }
        crons = self.env["ir.cron"].sudo().browse(lanes.values())
        by_id = {cron.id: cron for cron in crons}
        return {number: by_id[lanes[number]] for number in sorted(lanes)}

    @api.model
    def _present(self):
        """:return: the scheduled actions that batches are worked on by"""
        lanes = self._by_number()
        ours = [lane for number, lane in lanes.items() if number <= self._wanted()]
        return self.env["ir.cron"].sudo().concat(*ours)

    @api.model
    def _is_surplus(self, cron_id):
        """:return: whether this scheduled action is a lane too many"""
        return bool(cron_id) and any(
            number > self._wanted()
            for number, lane in self._by_number().items()
            if lane.id == cron_id
        )

    @api.model
    def _settle(self):
        """Have as many lanes as the settings ask for, and no more."""
        lanes = self._by_number()
        for number in range(1, self._wanted() + 1):
            lane = lanes.pop(number, None) or self._make(number)
            if not lane.active:
                lane.active = True
            lane._trigger()
        surplus = self.env["ir.cron"].sudo().concat(*lanes.values())
        idle = surplus.filtered("active").try_lock_for_update(allow_referencing=True)
        idle.write({"active": False})

    @api.model
    def _make(self, number):
        first = self.env.ref(f"{MODULE}.{NAME}1").sudo()
        lane = first.copy({"name": self.env._("Case migration: lane %s", number)})
        self.env["ir.model.data"].sudo().create(
            {
                "module": MODULE,
                "name": f"{NAME}{number}",
                "model": "ir.cron",
                "res_id": lane.id,
                "noupdate": True,
            }
        )
        return lane
