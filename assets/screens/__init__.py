"""What the pages show, read in few queries and ready for templates."""
