"""Pages of use, plans and invoices."""
