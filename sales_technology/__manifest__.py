{
    "name": "Sales Technology",
    "summary": "A sales ladder with gates, plans, indicators and control for B2B sales departments",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "Sales Technology Team",
    "license": "LGPL-3",
    "depends": [
        "calendar",
        "rating",
        "resource",
        "sale_crm",
        "web_hierarchy",
    ],
    "data": [
        # groups -> access rows -> rules
        "security/base_groups.xml",
        "security/roles.xml",
        "security/process_groups.xml",
        "security/ir.model.access.csv",
        "security/record_rules.xml",
        "data/process/roles.xml",
        "data/process/processes.xml",
        "data/ladder/evidence_type_data.xml",
        "data/ladder/ladder_data.xml",
        "views/ladder/ladder_views.xml",
        "views/ladder/ladder_move_views.xml",
        "views/ladder/ladder_adoption_views.xml",
        "views/ladder/evidence_views.xml",
        "views/ladder/crm_team_views.xml",
        "views/ladder/crm_lead_views.xml",
        # menus last: they name actions of all rooms
        "views/menus.xml",
    ],
    "demo": [],
    "assets": {
        "web.assets_backend": [
            "sales_technology/static/src/**/*",
        ],
        "web.assets_tests": [
            "sales_technology/static/tests/tours/**/*",
        ],
        "web.assets_unit_tests": [
            "sales_technology/static/tests/**/*.test.js",
        ],
    },
    "application": True,
}
