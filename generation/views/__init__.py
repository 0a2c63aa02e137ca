"""The seller's pages: home, the image studio, jobs."""
