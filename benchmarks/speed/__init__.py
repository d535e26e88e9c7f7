"""Sentences a second, memory, start and size: claimx beside what a user would otherwise run."""
