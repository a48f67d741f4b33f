"""The database and the archive: the only memory. Rows never leave this package, values do."""
