"""What each command in `dev/` does."""
