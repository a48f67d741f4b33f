"""Where mail comes from: IMAP, Maildir, and files given by hand. A new source passes tests/contract/mailbox."""
