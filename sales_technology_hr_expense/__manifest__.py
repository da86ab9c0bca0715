{
    "name": "Sales Technology: Expenses",
    "summary": "Approved gifts and representation expenses become expenses of the employee",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "Sales Technology Team",
    "license": "LGPL-3",
    "depends": [
        "hr_expense",
        "sales_technology",
    ],
    "data": [
        "views/representation_expense_views.xml",
    ],
    "auto_install": True,
}
