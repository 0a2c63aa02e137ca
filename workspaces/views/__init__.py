"""The pages of workspaces: before the gate, the settings, the way in and the way out."""
