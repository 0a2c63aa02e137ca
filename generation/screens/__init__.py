"""What each page of generation shows, read in a fixed number of queries."""
