"""What is owed, what was paid, and what happens then.

    order  waiting ─▶ paid | expired | cancelled
    invoice  draft ─▶ open ─▶ part_paid ─▶ paid          open, part_paid ─▶ void

Every movement locks the workspace's billing account first, then the invoice, then the order; the
counter of numbers last. Money that nobody asked for is credit of the account, and the next invoice
takes it: credit = money that came − what invoices have of it + what was credited.
"""
