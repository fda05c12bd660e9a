"""A dark theme for Odoo Community, which has the rules for one but not its colours.

Enterprise brings those. Here they come as a style sheet and as records of a database
that is thrown away, so that no addon is needed.
"""

from __future__ import annotations

STYLE = """
$o-webclient-color-scheme: dark;
$o-white: #1B1D26;
$o-black: #FFFFFF;
$o-gray-100: #22242E;
$o-gray-200: #262A36;
$o-gray-300: #3C3E4B;
$o-gray-400: #5A5E6B;
$o-gray-500: #6B707F;
$o-gray-600: #9A9EAB;
$o-gray-700: #B5B9C4;
$o-gray-800: #D1D5DB;
$o-gray-900: #E4E4E4;
$o-success: #1DC959;
$o-info: #6AB5FB;
$o-warning: #FBB56A;
$o-danger: #FF5757;
$o-community-color: #7D6FB0;
$o-action: #A799D6;
$o-main-link-color: #B9ACE6;
$o-view-background-color: #262A36;
$o-form-lightsecondary: #3C3E4B;
$o-list-group-active-bg: #3C3E4B;
$o-theme-text-colors: (
    "success": #1DC959,
    "info": #6AB5FB,
    "warning": #FBB56A,
    "danger": #FF5757,
);
$modal-backdrop-bg: #000000;
$primary-bg-subtle: #332F4A;
$info-bg-subtle: #1B3348;
$info-border-subtle: #2E5A80;
$info-text-emphasis: #BFE0FD;
$success-bg-subtle: #123A24;
$success-border-subtle: #1F6B41;
$success-text-emphasis: #B7F0CE;
$warning-bg-subtle: #43331D;
$warning-border-subtle: #7A5A2C;
$warning-text-emphasis: #FDE0BC;
$danger-bg-subtle: #4A2226;
$danger-border-subtle: #8A3A40;
$danger-text-emphasis: #FFC9C9;
"""

ASSETS = (
    (
        "web._assets_primary_variables",
        "/web/static/src/case_migration_dark.scss",
        "prepend",
    ),
    ("web.assets_web", "web/static/src/**/*.dark.scss", "append"),
    ("web.assets_web", "mail/static/src/**/*.dark.scss", "append"),
    ("web.assets_web", "crm_case_migration/static/src/**/*.dark.scss", "append"),
)
"""The bundle, the path and where it goes."""
