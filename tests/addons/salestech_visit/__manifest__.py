{
    "name": "Sales Technology: Visits",
    "summary": "Shows how an addon adds an indicator: one small class and one record",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "Sales Technology Team",
    "license": "LGPL-3",
    "depends": ["sales_technology"],
    "data": ["data/indicator_data.xml"],
}
