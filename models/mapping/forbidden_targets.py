"""The fields that no map may fill, whoever has written it.

A map may come from another firm as a file. It moves cases; it does not hand out
rights, move records to another company, open documents to the world, or speak in the
name of Odoo.
"""

# Prefixes of fields that other records hang on, or that Odoo's machinery keeps.
_PREFIXES = ("message_", "activity_", "rating_", "access_", "website_message_")
_EVERYWHERE = {
    "alias_id",
    "company_id",
    "company_ids",
    "create_uid",
    "id",
    "parent_path",
    "write_uid",
}
_BY_MODEL = {
    "calendar.event": {
        "attendee_ids",
        "access_token",
        "google_id",
        "microsoft_id",
        "res_model_id",
        "videocall_location",
    },
    "crm.lead": {"automated_probability", "won_status"},
    "crm.team": {"alias_defaults", "alias_name"},
    "ir.attachment": {
        "checksum",
        "datas",
        "db_datas",
        "public",
        "raw",
        "res_field",
        "res_model",
        "store_fname",
        "type",
        "url",
    },
    "ir.model.fields": {"compute", "depends", "domain", "groups", "related", "state"},
    "mail.activity": {"res_model", "res_model_id"},
    "mail.message": {
        "mail_server_id",
        "model",
        "notification_ids",
        "partner_ids",
        "record_alias_domain_id",
        "subtype_id",
    },
    "res.partner": {"signup_type", "user_ids"},
    "res.users": {
        "action_id",
        "all_group_ids",
        "api_key_ids",
        "auth_passkey_key_ids",
        "group_ids",
        "new_password",
        "oauth_access_token",
        "oauth_uid",
        "partner_id",
        "password",
        "role",
        "share",
        "totp_secret",
        "totp_trusted_device_ids",
    },
}


def is_forbidden(model, field):
    """Whether no map may fill this field of this model.

    :param model: technical name of the target model
    :param field: name of a field, maybe one that is still to be made
    """
    return bool(field) and (
        field in _EVERYWHERE
        or (field.startswith(_PREFIXES) and field != "activity_type_id")
        or field in _BY_MODEL.get(model, ())
    )
