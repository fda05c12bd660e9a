from datetime import datetime
from typing import Any

from odoo.tests import BaseCase

from odoo.addons.crm_case_migration.lib.mapping import (
    Context,
    Line,
    Mapped,
    compile_lines,
)

NEW_YORK = Context("America/New_York", day_first=False)


def at(text: str) -> datetime:
    """A naive UTC datetime, as it is stored in Odoo."""
    return datetime.fromisoformat(text)


class TransformCase(BaseCase):
    """Runs one transformation the way a mapping line does."""

    def mapped(
        self,
        transform: str,
        value: Any,
        /,
        context: Context = NEW_YORK,
        **options: Any,
    ) -> Mapped:
        """A record with one field, mapped; a tuple stands for several source fields."""
        values = value if isinstance(value, tuple) else (value,)
        names = tuple(f"s{number}" for number in range(len(values)))
        line = Line("transformed", names, "t", transform, options)
        payload = dict(zip(names, values, strict=True))
        return compile_lines([line]).apply(payload, context)

    def assert_gives(
        self, transform: str, value: Any, expected: Any, /, *kinds: str, **options: Any
    ) -> None:
        """`expected` comes out (None: nothing), with issues of exactly these kinds."""
        mapped = self.mapped(transform, value, **options)
        self.assertEqual(mapped.values.get("t"), expected, value)
        self.assertIs(type(mapped.values.get("t")), type(expected), value)
        self.assertEqual([issue.kind for issue in mapped.issues], list(kinds), value)

    def reference(self, transform: str, value: Any, /, **options: Any) -> Any:
        """The only reference that comes out, without any issue."""
        mapped = self.mapped(transform, value, **options)
        self.assertEqual(mapped.issues, [])
        (found,) = mapped.references
        return found
