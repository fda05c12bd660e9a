from itertools import cycle, islice

from odoo.tests import BaseCase

from odoo.addons.crm_case_migration.lib.mapping import NewField, compile_lines
from odoo.addons.crm_case_migration.lib.profiling import FieldProfile
from odoo.addons.crm_case_migration.lib.proposing import (
    Hints,
    SourceField,
    Suggestion,
    TargetField,
    propose,
)

RECORDS = 30
PRIORITIES = (("0", "Low"), ("1", "Medium"), ("2", "High"), ("3", "Very High"))

LEAD = (
    TargetField("name", "Opportunity", "char", required=True),
    TargetField("description", "Notes", "html"),
    TargetField("email_from", "Email", "char"),
    TargetField("phone", "Phone", "char"),
    TargetField("partner_id", "Customer", "many2one", relation="res.partner"),
    TargetField("user_id", "Salesperson", "many2one", relation="res.users"),
    TargetField(
        "stage_id",
        "Stage",
        "many2one",
        relation="crm.stage",
        values=("New", "Qualified", "Proposition", "Won"),
        noun="stages of this pipeline",
    ),
    TargetField("tag_ids", "Tags", "many2many", relation="crm.tag", create=True),
    TargetField("priority", "Priority", "selection", selection=PRIORITIES),
    TargetField("expected_revenue", "Expected Revenue", "monetary"),
    TargetField("date_deadline", "Expected Closing", "date"),
    TargetField("active", "Active", "boolean"),
    TargetField("company_id", "Company", "many2one", relation="res.company"),
    TargetField("x_number", "Number", "char"),
)
PARTNER = (
    TargetField("name", "Name", "char"),
    TargetField("email", "Email", "char"),
    TargetField("city", "City", "char"),
)


def source(name, *values, records=RECORDS, **more):
    """A field whose values come again and again; without any, a text that varies."""
    profile = FieldProfile(name)
    texts = [f"some words {number}" for number in range(records)]
    for value in islice(cycle(values or texts), records):
        profile.add(value)
    return SourceField(name, profile, records, **more)


class ProposingCase(BaseCase):
    def propose(self, *sources, targets=LEAD, model="crm.lead", **hints):
        """The proposals by source field; all their lines must compile."""
        proposals = propose(sources, targets, Hints(model, "case", **hints))
        self.assertEqual([one.source for one in proposals], [s.name for s in sources])
        compile_lines([proposal.line for proposal in proposals])
        return {proposal.source: proposal for proposal in proposals}

    def proposal(self, *arguments, **hints):
        """The proposal for the first field."""
        return next(iter(self.propose(*arguments, **hints).values()))


class TestEvidence(ProposingCase):
    def assert_proposed(self, proposal, target, reason, least=80):
        self.assertEqual(proposal.line.target, target)
        self.assertIn(reason, proposal.reason)
        self.assertGreaterEqual(proposal.confidence, least)

    def test_the_same_name_or_label(self):
        for name in ("priority", "PRIORITY", "Priority"):
            proposal = self.proposal(source(name, "Low", "High"))
            self.assert_proposed(proposal, "priority", "same name", 90)
        proposal = self.proposal(source("expectedClosing", "2024-01-05"))
        self.assert_proposed(proposal, "date_deadline", "same name", 90)

    def test_an_alias_of_the_profile(self):
        aliases = {"name": ["Caption of the Cause"]}
        found = self.proposal(source("caption_of_the_cause"), aliases=aliases)
        self.assert_proposed(found, "name", "alias of “Opportunity”", 90)

    def test_a_synonym(self):
        found = self.proposal(source("Lead Attorney", "Jane Doe", "Sam Hill"))
        self.assert_proposed(found, "user_id", "another word for “Salesperson”")

    def test_the_words_for_the_object_itself_do_not_count(self):
        found = self.proposal(source("matter_priority", "Low", "High"))
        self.assert_proposed(found, "priority", "same name")

    def test_the_last_part_of_a_dotted_name(self):
        found = self.proposal(source("details.contact.phone", "(212) 555-0100"))
        self.assert_proposed(found, "phone", "same name")

    def test_of_a_related_name_or_id_the_part_before(self):
        for name in ("claimant.name", "claimant.id", "claimant_id"):
            found = self.proposal(source(name, "Jane Doe", "Ann Roe"))
            self.assert_proposed(found, "partner_id", "another word for “Customer”", 75)

    def test_a_name_with_most_words_in_common(self):
        found = self.proposal(source("Expected Closing Day", "2024-01-05"))
        self.assert_proposed(found, "date_deadline", "name like", 40)

    def test_values_that_are_email_addresses(self):
        found = self.proposal(source("reach", "a@x.com", "b@y.org"))
        self.assert_proposed(found, "email_from", "values are e-mail addresses", 40)

    def test_values_that_exist_in_odoo(self):
        found = self.proposal(source("where", "New", "Qualified", "Won", "Lost"))
        reason = "3 of 4 values are stages of this pipeline"
        self.assert_proposed(found, "stage_id", reason, 60)

    def test_values_speak_for_the_name_too(self):
        found = self.proposal(source("Email", "a@x.com", "b@y.org"))
        self.assert_proposed(found, "email_from", "same name, values are e-mail", 95)

    def test_values_of_the_wrong_type_speak_against_the_name(self):
        found = self.proposal(source("expected_closing", "when the judge decides"))
        self.assertEqual(found.line.type, "custom_field_required")

    def test_another_advisers_word_carries_its_origin(self):
        suggested = {"zzz": Suggestion("description", "Model X")}
        found = self.proposal(source("zzz"), suggested=suggested)
        self.assert_proposed(found, "description", "suggested by Model X", 70)
        self.assertEqual(found.origin, "Model X")

    def test_what_was_confirmed_before_is_preferred(self):
        learned = {"priority": "x_number", "title": ""}
        sources = source("priority", "Low", "High"), source("title")
        found = self.propose(*sources, learned=learned)
        self.assert_proposed(found["priority"], "x_number", "earlier job", 99)
        self.assertEqual(found["priority"].origin, "learned")
        self.assertEqual(found["title"].line.type, "not_migrated")

    def test_alternatives_are_given_best_first(self):
        found = self.proposal(source("title"), source("subject"))
        self.assertLessEqual(len(found.alternatives), 3)
        confidences = [one.confidence for one in found.alternatives]
        self.assertEqual(confidences, sorted(confidences, reverse=True))


class TestAssignment(ProposingCase):
    def test_a_target_goes_to_one_source_field_the_surest(self):
        found = self.propose(source("subject"), source("opportunity"))
        self.assertEqual(found["opportunity"].line.target, "name")
        self.assertNotEqual(found["subject"].line.target, "name")

    def test_a_sure_pair_is_not_given_up_for_two_doubtful_ones(self):
        targets = (*LEAD, TargetField("state_id", "State", "many2one"))
        found = self.propose(
            source("status_code", "A", "B"), source("stage", "New"), targets=targets
        )
        self.assertEqual(found["stage"].line.target, "stage_id")

    def test_the_fuller_of_two_equals_counts(self):
        found = self.propose(source("summary", "text", None), source("facts", "text"))
        self.assertEqual(found["facts"].line.target, "description")

    def test_a_name_beside_an_id_is_a_second_way_to_the_record(self):
        objects = {"res.partner": "contact"}
        found = self.propose(
            source("client_id", 17, 18), source("client.name", "Jane"), objects=objects
        )
        for name, by in (("client_id", "key"), ("client.name", "name")):
            line = found[name].line
            self.assertEqual((line.target, line.transform), ("partner_id", "reference"))
            self.assertEqual(line.options, {"object": "contact", "by": by})

    def test_fields_that_odoo_keeps_for_itself_are_never_proposed(self):
        found = self.proposal(source("company_id", 1, 2))
        self.assertNotEqual(found.line.target, "company_id")


class TestLines(ProposingCase):
    def line(self, *arguments, **hints):
        return self.proposal(*arguments, **hints).line

    def test_plain_text_is_direct(self):
        line = self.line(source("title"))
        self.assertEqual((line.type, line.transform), ("direct", None))

    def test_typed_fields_are_transformed(self):
        for name, value, target, transform in (
            ("email", "a@x.com", "email_from", "email"),
            ("phone", "(212) 555-0100", "phone", "phone"),
            ("notes", "one\ntwo", "description", "html"),
            ("active", "yes", "active", "boolean"),
            ("case value", "$5.00", "expected_revenue", "decimal"),
        ):
            line = self.line(source(name, value))
            self.assertEqual((line.type, line.target), ("transformed", target))
            self.assertEqual(line.transform, transform)

    def test_the_order_of_day_and_month_is_set_as_the_column_shows(self):
        line = self.line(source("expected_closing", "25/12/2024", "3/4/2024"))
        self.assertEqual(line.options, {"day_first": True})

    def test_an_undecided_order_is_said_and_costs_confidence(self):
        found = self.proposal(source("expected_closing", "3/4/2024"))
        self.assertIn("day or month first cannot be told", found.reason)
        self.assertLess(found.confidence, 80)

    def test_the_decimal_mark_is_set_as_the_column_shows(self):
        line = self.line(source("expected_revenue", "1.234,50", "1.000"))
        self.assertEqual(line.options, {"decimal": ","})

    def test_the_opposite_is_negated(self):
        line = self.line(source("archived", "yes", "no"))
        self.assertEqual(line.target, "active")
        self.assertEqual(line.options, {"negate": True})

    def test_pick_lists_get_a_value_map(self):
        found = self.proposal(source("priority", "Low", "normal", "URGENT", "Odd"))
        self.assertEqual(found.line.type, "value_mapping")
        expected = {"Low": "0", "normal": "1", "URGENT": "2", "Odd": None}
        self.assertEqual(found.line.values, expected)
        self.assertIn("1 of 4 values have no counterpart yet", found.reason)
        self.assertLess(found.confidence, 93)

    def test_relations_without_an_object_of_the_source_are_looked_up(self):
        line = self.line(source("tags", ["PI", "Auto"], ["PI"]))
        self.assertEqual((line.target, line.transform), ("tag_ids", "lookup"))
        self.assertEqual(line.options, {"create": True, "many": True})

    def test_a_name_is_made_up_of_its_parts(self):
        names = source("first_name", "Jane"), source("last_name", "Doe")
        found = self.propose(*names, targets=PARTNER, model="res.partner")
        line = found["first_name"].line
        self.assertEqual((line.target, line.transform), ("name", "name"))
        self.assertEqual(line.sources, ("first_name", "last_name"))
        self.assertEqual(found["last_name"].line.type, "not_migrated")

    def test_parts_of_a_name_are_left_out_beside_the_whole(self):
        found = self.propose(
            source("first_name", "Jane"),
            source("last_name", "Doe"),
            source("full_name", "Jane Doe"),
            targets=PARTNER,
            model="res.partner",
        )
        self.assertEqual(found["full_name"].line.target, "name")
        self.assertEqual(found["first_name"].line.type, "not_migrated")


class TestLeftOut(ProposingCase):
    def assert_left_out(self, proposal, reason):
        self.assertEqual(proposal.line.type, "not_migrated")
        self.assertIn(reason, proposal.line.reason)
        self.assertEqual(proposal.reason, proposal.line.reason)

    def test_keys_technical_and_empty_fields(self):
        found = self.propose(
            source("id", 1, 2), source("etag"), source("blank", None), keys={"id"}
        )
        self.assert_left_out(found["id"], "key is kept")
        self.assert_left_out(found["etag"], "version mark")
        self.assert_left_out(found["blank"], "Empty in all 30 records")

    def test_lists_of_records(self):
        self.assert_left_out(self.proposal(source("parties", [{"id": 1}])), "records")


class TestCustomFields(ProposingCase):
    def field(self, *arguments, **hints):
        line = self.proposal(*arguments, **hints).line
        self.assertEqual(line.type, "custom_field_required")
        return line.field

    def test_what_fits_nowhere_gets_a_field_of_its_type(self):
        for values, expected in (
            ((), "char"),
            (("x" * 300,), "text"),
            (("<p>x</p>",), "html"),
            (("12",), "integer"),
            (("12345678901",), "char"),
            (("12.5",), "float"),
            (("$12.50",), "float"),
            (("2024-03-05",), "date"),
            (("2024-03-05T10:00",), "datetime"),
            (("yes",), "boolean"),
            (("https://acme.com",), "char"),
            (("Red", "Blue"), "selection"),
        ):
            field = self.field(source("zzz qqq", *values), targets=())
            self.assertEqual((field.label, field.type), ("zzz qqq", expected))

    def test_money_is_monetary_where_the_model_has_a_currency(self):
        field = self.field(source("retainer", "$5.00"), has_currency=True)
        self.assertEqual(field.type, "monetary")

    def test_a_pick_list_becomes_a_selection_of_the_sources_options(self):
        zzz = source("Court Level", "High", "Low", options=("High", "Low", "Supreme"))
        field = self.field(zzz, targets=())
        expected = NewField("Court Level", "selection", ("High", "Low", "Supreme"))
        self.assertEqual(field, expected)

    def test_names_are_made_from_labels_and_are_unique(self):
        found = self.propose(
            source("Number"),
            source("number?"),
            source("c17", label="Court Level"),
            source("法院"),
            source(""),
            targets=(TargetField("x_number", "Other", "binary"),),
        )
        names = [proposal.line.target for proposal in found.values()]
        self.assertEqual(names[:3], ["x_number_2", "x_number_3", "x_court_level"])
        self.assertEqual(len(set(names)), 5)
        self.assertEqual(found["c17"].line.field.label, "Court Level")

    def test_a_profile_can_name_the_custom_field(self):
        aliases = {"x_matter_number": ["matter number", "file no"]}
        found = self.proposal(source("File No"), aliases=aliases)
        self.assertEqual(found.line.type, "custom_field_required")
        self.assertEqual(found.line.target, "x_matter_number")
        self.assertEqual(found.line.field.label, "Matter Number")

    def test_the_confidence_falls_when_something_almost_fitted(self):
        nothing = self.proposal(source("zzz qqq"), targets=())
        phones = [source(name, "(212) 555-0100") for name in ("mobile", "phone")]
        almost = self.proposal(*phones)
        self.assertGreater(nothing.confidence, almost.confidence)

    def test_two_hundred_fields_are_proposed_for_in_good_time(self):
        sources = [source(f"Detail {number} of the matter") for number in range(200)]
        found = self.propose(*sources)
        self.assertEqual(len({p.line.target for p in found.values()}), 200)
