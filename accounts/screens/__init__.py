"""What pages of accounts show, made ready for their templates."""
