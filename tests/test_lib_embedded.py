from base64 import b64encode

from odoo.tests import BaseCase

from odoo.addons.crm_case_migration.lib.embedded import decoded, extract

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(64))


def data(content=PNG, mimetype="image/png"):
    return f"data:{mimetype};base64,{b64encode(content).decode()}"


class TestExtract(BaseCase):
    def test_html_without_files_stays_as_it_is(self):
        html = '<p>data: none <img src="https://x.test/a.png"/></p>'
        found = extract(html)
        self.assertEqual((found.html, found.files, found.broken), (html, (), 0))

    def test_an_image_becomes_a_file_and_keeps_its_place(self):
        found = extract(f'<p>a<img alt="x" src="{data()}"/>b</p>')
        (file,) = found.files
        self.assertEqual((file.content, file.mimetype), (PNG, "image/png"))
        self.assertEqual((file.name, file.is_image), ("image1.png", True))
        html = found.with_addresses(lambda number: f"/web/image/{number}")
        self.assertEqual(html, '<p>a<img alt="x" src="/web/image/0"/>b</p>')

    def test_the_same_image_twice_is_one_file(self):
        found = extract(f'<img src="{data()}"><img src="{data()}">')
        self.assertEqual(len(found.files), 1)
        html = found.with_addresses(str)
        self.assertEqual(html, '<img src="0"><img src="0">')

    def test_links_and_single_quotes_and_other_types(self):
        pdf = data(b"%PDF-1.4", "application/pdf")
        found = extract(f"<a href='{pdf}'>x</a><img src='data:image/gif,%00a'>")
        self.assertEqual([file.content for file in found.files], [b"%PDF-1.4", b"\0a"])
        self.assertEqual([file.is_image for file in found.files], [False, True])

    def test_what_cannot_be_decoded_is_counted_and_removed(self):
        found = extract('<img src="data:image/png;base64,###">')
        self.assertEqual((found.files, found.broken), ((), 1))
        self.assertNotIn("###", found.html)

    def test_large_images_take_no_time(self):
        content = bytes(3_000_000)
        found = extract(f'<p>{"x" * 100_000}<img src="{data(content)}"></p>')
        self.assertEqual(found.files[0].content, content)


class TestDecoded(BaseCase):
    def test_all_spellings_of_base64(self):
        content = b"\xfb\xff\xfe\x01"
        plain = b64encode(content).decode()
        for text in (plain, plain.rstrip("="), plain.replace("+", "-"), f" {plain}\n"):
            self.assertEqual(decoded(text), content, text)
        self.assertIsNone(decoded("no base64!"))
