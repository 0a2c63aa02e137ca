"""The pages of files and products."""
