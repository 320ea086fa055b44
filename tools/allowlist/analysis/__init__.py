"""Decides from library sources alone what a pickle may do with a name."""
