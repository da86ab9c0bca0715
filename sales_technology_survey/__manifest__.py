{
    "name": "Sales Technology: Questionnaires",
    "summary": "After the one click of satisfaction the client may fill in a questionnaire",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "Sales Technology Team",
    "license": "LGPL-3",
    "depends": [
        "survey",
        "sales_technology",
    ],
    "data": [
        "views/satisfaction_views.xml",
    ],
    "auto_install": True,
}
