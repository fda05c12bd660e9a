"""The row of invoices: drafts, and the data set for the accountants."""

from __future__ import annotations

from kit.rows.read import is_near
from kit.rows.stages import Journey, is_as_before, unchanged


class Invoices:
    """Invoices are drafts where Accounting is installed and the admin asks for them."""

    def test_created(self, moved: Journey) -> None:
        for invoice, move in moved.pairs("billing"):
            client = moved.became(moved.run, "contact", invoice["client"])
            currency = moved.run.row("res_currency", move["currency_id"])
            assert (move["move_type"], move["state"]) == ("out_invoice", "draft")
            assert move["partner_id"] == client["id"]
            assert move["ref"] == invoice["number"]
            assert move["invoice_date"] == invoice["issued_on"].isoformat()
            assert move["invoice_date_due"] == invoice["due_on"].isoformat()
            assert currency["name"] == invoice["currency"]
            assert is_near(move["amount_total"], invoice["total"] / 100)
            assert is_near(move["amount_tax"], 0)

    def test_created_with_the_case_in_each_line(self, moved: Journey) -> None:
        for invoice, move in moved.pairs("billing"):
            lead = moved.became(moved.run, "case", invoice["case"])
            rows = moved.run.where("account_move_line", "move_id", move["id"])
            lines = [row for row in rows if row["display_type"] == "product"]
            assert [line["name"] for line in lines] == [
                f"{lead['name']}: {line['description']}" for line in invoice["lines"]
            ]
            assert [line["quantity"] for line in lines] == [
                line["tenths"] / 10 for line in invoice["lines"]
            ]
            for line, wanted in zip(lines, invoice["lines"], strict=True):
                assert is_near(line["price_unit"], wanted["price"] / 100)
                assert not moved.run.where(
                    "account_move_line_account_tax_rel",
                    "account_move_line_id",
                    line["id"],
                )

    def test_always_in_the_data_set(self, moved: Journey) -> None:
        """With the case in each line, whether drafts are made or not."""
        rows = moved.data_set("invoices")
        for invoice in moved.firm.records("billing"):
            if moved.firm.dirt("billing", invoice["index"]):
                continue
            lead = moved.became(moved.run, "case", invoice["case"])
            wanted = {
                f"{lead['name']}: {one['description']}" for one in invoice["lines"]
            }
            mine = [row for row in rows if row["invoice_line_ids/name"] in wanted]
            assert wanted == {row["invoice_line_ids/name"] for row in mine}
            assert invoice["number"] in {row["ref"] for row in mine}
        for name, objects in (("time_entries", "time_entry"), ("expenses", "expense")):
            assert len(moved.data_set(name)) == moved.firm.count(objects)

    def test_matched(self, moved: Journey) -> None:
        """By design not: an invoice of the firm's of the same number is left alone."""
        number = moved.firm.record("billing", 0)["number"]
        [own] = moved.before.where("account_move", "ref", number)
        assert unchanged(moved.before, moved.delta, "account_move", {own["id"]})

    def test_updated(self, moved: Journey) -> None:
        """By design not: the accountants' work is theirs; it is a finding."""
        invoice = moved.changed("billing")
        move = moved.became(moved.delta, "billing", invoice["index"])
        assert move == moved.became(moved.run, "billing", invoice["index"])
        found = moved.found(moved.delta, "billing", invoice["index"])
        assert "update_by_hand" in found

    def test_rolled_back(self, moved: Journey) -> None:
        assert is_as_before(moved, "account_move")
        assert is_as_before(moved, "account_move_line")
