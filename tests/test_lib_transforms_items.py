from .transform_case import TransformCase

PEOPLE = {"name": "name", "email": "contact.email"}


class TestItems(TransformCase):
    def test_objects_under_the_loaders_names(self):
        value = [{"name": "Ann", "contact": {"email": "a@x.test"}, "age": 5}]
        expected = [{"name": "Ann", "email": "a@x.test"}]
        self.assert_gives("items", value, expected, fields=PEOPLE)

    def test_a_single_object_is_a_list_of_one(self):
        self.assert_gives("items", {"name": "Ann"}, [{"name": "Ann"}], fields=PEOPLE)

    def test_texts_fill_one_field(self):
        expected = [{"email": "a@x.test"}, {"email": "b@x.test"}]
        options = {"text": "email", "split": "[;\n]"}
        self.assert_gives("items", "a@x.test; b@x.test\n", expected, **options)

    def test_a_cell_with_json(self):
        value = '[{"name": "Ann"}, {"name": "Bob"}]'
        expected = [{"name": "Ann"}, {"name": "Bob"}]
        self.assert_gives("items", value, expected, fields=PEOPLE)

    def test_broken_json_is_an_issue(self):
        self.assert_gives("items", '[{"name": ', None, "bad_list", fields=PEOPLE)

    def test_empty_objects_give_nothing(self):
        self.assert_gives("items", [{"other": 1}, " "], None, fields=PEOPLE)
