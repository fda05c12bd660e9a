"""A made-up source with one list per object, and a map that uses all of a loader."""


def line(source, target, transform=None, **options):
    """A line of a map; ``required`` and ``values`` are its own, the rest options."""
    made = {"source": source, "target": target, "type": "direct"}
    if transform:
        made |= {"type": "transformed", "transform": transform}
    for name in ("required", "values"):
        if name in options:
            made[name] = options.pop(name)
    if "values" in made:
        made["type"] = "value_mapping"
    return made | ({"options": options} if options else {})


def custom(source, target, kind, transform=None, **options):
    """A line into a custom field."""
    made = line(source, target, transform, **options)
    label = target.removeprefix("x_").replace("_", " ").title()
    return made | {
        "type": "custom_field_required",
        "field": {"label": label, "type": kind},
    }


CASE = line("case_id", "res_id", "reference", object="case")
USER = {"object": "user", "fallback": True}
DATES = [
    line("created_at", "create_date", "datetime"),
    line("updated_at", "write_date", "datetime"),
]
MAPS = {
    "user": ("res.users", [line("email", "login", "email"), line("name", "name")]),
    "team": (
        "crm.team",
        [
            line("name", "name", required=True),
            line("member_ids", "member_ids", "reference", object="user", many=True),
        ],
    ),
    "status": (
        "crm.stage",
        [
            line("name", "name", required=True),
            line("is_won", "is_won", "boolean"),
            line("probability", "probability", "decimal"),
        ],
    ),
    "lead_source": ("utm.source", [line("name", "name", required=True)]),
    "company": (
        "res.partner",
        [
            line("name", "name", required=True),
            line("name", "is_company", "constant", value=True),
            line("parent_id", "parent_id", "reference", object="company"),
            line("parent", "parent_id", "reference", object="company", by="name"),
            line("street", "street"),
            line("city", "city"),
            line("email", "email"),
            line("tax_number", "vat"),
        ],
    ),
    "contact": (
        "res.partner",
        [
            line("name", "name", required=True),
            line("company_id", "parent_id", "reference", object="company"),
            line("street", "street"),
            line("city", "city"),
            line("email", "email"),
            line("phone", "phone"),
            line("country", "country_id", "lookup"),
            line("tax_number", "vat"),
        ],
    ),
    "case": (
        "crm.lead",
        [
            line("title", "name", required=True),
            line("client_id", "partner_id", "reference", object="contact"),
            line("owner_id", "user_id", "reference", **USER),
            line("team_id", "team_id", "reference", object="team"),
            line("status", "stage_id", "reference", object="status", by="name"),
            line("outcome", "outcome"),
            line("closed_on", "date_closed", "datetime"),
            line("reason", "lost_reason_id", "lookup"),
            line("probability", "probability", "decimal"),
            line("source", "source_id", "lookup"),
            line("email", "email_from", "email"),
            line("phone", "phone", "phone"),
            line("description", "description", "html"),
            line("revenue", "expected_revenue", "decimal"),
            line("recurring", "recurring_revenue", "decimal"),
            custom(
                "parties",
                "x_parties",
                "html",
                "reference",
                object="contact",
                many=True,
                role_path="role",
            ),
            custom(
                "type",
                "x_claim_type",
                "selection",
                default="Legal Matter",
                values_from="claim_type",
            )
            | {
                "field": {
                    "label": "Claim Type",
                    "type": "selection",
                    "selection": ["Auto", "Maritime", "Legal Matter"],
                }
            },
            *DATES,
        ],
    ),
    "activity": (
        "mail.activity",
        [
            CASE,
            line("type", "activity_type_id", "lookup"),
            line("summary", "summary"),
            line("note", "note", "html"),
            line("due_on", "date_deadline", "date"),
            line("user_id", "user_id", "reference", **USER),
            line("done", "done", "boolean"),
            line("done_at", "date_done", "datetime"),
            line("feedback", "feedback", "text"),
            *DATES,
        ],
    ),
    "note": (
        "mail.message",
        [
            CASE,
            line("subject", "subject"),
            line("body", "body", "html"),
            line("date", "date", "datetime"),
            line("author_id", "author_id", "reference", object="user"),
            line("author_email", "author_email", "email"),
            line("author", "author_name"),
            line(
                "files",
                "attachments",
                "items",
                fields={"name": "name", "mimetype": "type", "content": "base64"},
            ),
            *DATES,
        ],
    ),
    "document": (
        "ir.attachment",
        [
            CASE,
            line("name", "name", required=True),
            line("mimetype", "mimetype"),
            line("folder", "folder"),
            line("version", "version"),
            line("author", "author_name"),
            line("description", "description", "text"),
            line("size", "size", "integer"),
            line("sha256", "sha256"),
            *DATES,
        ],
    ),
    "event": (
        "calendar.event",
        [
            line("case_id", "opportunity_id", "reference", object="case"),
            line("name", "name", required=True),
            line("description", "description", "html"),
            line("location", "location"),
            line("all_day", "allday", "boolean"),
            line(["start", "zone"], "start", "datetime", parts=["value", "zone"]),
            line(["stop", "zone"], "stop", "datetime", parts=["value", "zone"]),
            line("start", "start_date", "date"),
            line("stop", "stop_date", "date"),
            line("zone", "event_tz"),
            line("user_id", "user_id", "reference", **USER),
            line(
                "attendees",
                "attendees",
                "items",
                fields={"name": "name", "email": "email"},
            ),
            line("private", "privacy", values={"true": "private", "": False}),
            line("rule", "rrule"),
            line("frequency", "rrule_type"),
            line("days", "weekdays"),
            line("count", "count", "integer"),
            line("interval", "interval", "integer"),
            line(
                "exceptions",
                "recurrence_exceptions",
                "items",
                fields={
                    "date": "date",
                    "action": "action",
                    "start": "start",
                    "stop": "stop",
                },
            ),
        ],
    ),
    "billing": (
        "account.move",
        [
            line("case_id", "lead_id", "reference", object="case"),
            line("client_id", "partner_id", "reference", object="contact"),
            line("number", "ref"),
            line("issued_on", "invoice_date", "date"),
            line("due_on", "invoice_date_due", "date"),
            line("currency", "currency_id", "lookup"),
            line(
                "lines",
                "lines",
                "items",
                fields={
                    "name": "text",
                    "quantity": "hours",
                    "price": "rate",
                    "amount": "amount",
                },
            ),
            line("total", "total", "decimal"),
            line("paid", "paid", "decimal"),
        ],
    ),
    "custom_field": ("ir.model.fields", [line("label", "name")]),
    "claim_type": ("ir.model.fields.selection", [line("name", "name")]),
}
PROFILE = {
    "profile": 1,
    "code": "loader_test",
    "name": "A source for loaders",
    "timezone": "America/New_York",
    "document_limit": 1,
    "streams": [
        {
            "name": f"{name}s",
            "object": name,
            "label": name.title(),
            "primary_key": "id",
            "name_field": "name",
            "rest": {
                "path": f"/{name}s",
                "flatten": [{"path": "form", "name": "label", "prefix": "form."}],
            },
        }
        for name in MAPS
    ],
    "maps": [
        {"object": name, "target": target, "label": name.title(), "lines": lines}
        for name, (target, lines) in MAPS.items()
    ],
}
