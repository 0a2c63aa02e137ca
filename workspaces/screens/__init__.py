"""What the pages of workspaces show, read in as few queries as they take."""
