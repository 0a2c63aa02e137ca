"""What the pages of use, plans and invoices show."""
