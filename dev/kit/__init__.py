"""The developer environment; all that it makes lives in the folder `.dev`."""
