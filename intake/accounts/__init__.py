"""People who review: who they are, what they may see, how they sign in. SQL is in `storage/accounts.py`."""
