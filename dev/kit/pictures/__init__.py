"""Pictures of the screens: for the documentation, and to be looked at."""
