"""Settings, read once from the environment: `embedded`, `production` or `testing`."""
