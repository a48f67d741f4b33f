-- What a new SQLite database begins with, as the migrations leave an empty one. Written by `make tables`.
CREATE TABLE accounts (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	email TEXT NOT NULL,
	email_key TEXT NOT NULL,
	name TEXT NOT NULL,
	timezone TEXT,
	read_only BOOLEAN NOT NULL,
	password_hash TEXT,
	password_set_at DATETIME,
	created_at DATETIME NOT NULL,
	disabled_at DATETIME,
	CONSTRAINT uq_accounts_email_key UNIQUE (email_key)
);
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL,
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
CREATE TABLE "applications" (
	id INTEGER NOT NULL,
	candidate_id INTEGER NOT NULL,
	round_id INTEGER,
	opened_by_id INTEGER NOT NULL,
	position INTEGER NOT NULL,
	status TEXT NOT NULL,
	received_at DATETIME NOT NULL,
	deadline_at DATETIME,
	timeliness VARCHAR(32),
	completeness VARCHAR(32) NOT NULL,
	missing JSON NOT NULL,
	flags JSON NOT NULL,
	created_at DATETIME NOT NULL,
	updated_at DATETIME NOT NULL,
	removed_at DATETIME,
	merged_into_id INTEGER,
	CONSTRAINT fk_applications_candidate_id_candidates FOREIGN KEY(candidate_id) REFERENCES candidates (id),
	CONSTRAINT fk_applications_merged_into_id_applications FOREIGN KEY(merged_into_id) REFERENCES applications (id),
	CONSTRAINT fk_applications_opened_by_id_messages FOREIGN KEY(opened_by_id) REFERENCES messages (id),
	CONSTRAINT fk_applications_round_id_posting_rounds FOREIGN KEY(round_id) REFERENCES posting_rounds (id),
	PRIMARY KEY (id)
);
CREATE TABLE arrival_counts (
	shelf INTEGER NOT NULL,
	quarter BIGINT NOT NULL,
	number BIGINT NOT NULL,
	CONSTRAINT pk_arrival_counts PRIMARY KEY (shelf, quarter)
);
CREATE TABLE audit (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	at DATETIME NOT NULL,
	account_id INTEGER,
	act VARCHAR(32) NOT NULL,
	object TEXT,
	detail JSON,
	CONSTRAINT fk_audit_account_id_accounts FOREIGN KEY(account_id) REFERENCES accounts (id)
);
CREATE TABLE candidate_emails (
	id INTEGER NOT NULL,
	candidate_id INTEGER NOT NULL,
	message_id INTEGER NOT NULL,
	email TEXT NOT NULL,
	address_key TEXT NOT NULL,
	CONSTRAINT fk_candidate_emails_candidate_id_candidates FOREIGN KEY(candidate_id) REFERENCES candidates (id),
	CONSTRAINT fk_candidate_emails_message_id_messages FOREIGN KEY(message_id) REFERENCES messages (id),
	CONSTRAINT pk_candidate_emails PRIMARY KEY (id)
);
CREATE TABLE candidate_names (
	id INTEGER NOT NULL,
	candidate_id INTEGER NOT NULL,
	message_id INTEGER NOT NULL,
	name TEXT NOT NULL,
	name_key TEXT NOT NULL,
	CONSTRAINT fk_candidate_names_candidate_id_candidates FOREIGN KEY(candidate_id) REFERENCES candidates (id),
	CONSTRAINT fk_candidate_names_message_id_messages FOREIGN KEY(message_id) REFERENCES messages (id),
	CONSTRAINT pk_candidate_names PRIMARY KEY (id)
);
CREATE TABLE candidates (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	name TEXT,
	opened_by_id INTEGER NOT NULL,
	position INTEGER NOT NULL,
	merged_into_id INTEGER,
	created_at DATETIME NOT NULL,
	removed_at DATETIME,
	CONSTRAINT fk_candidates_merged_into_id_candidates FOREIGN KEY(merged_into_id) REFERENCES candidates (id),
	CONSTRAINT fk_candidates_opened_by_id_messages FOREIGN KEY(opened_by_id) REFERENCES messages (id)
);
CREATE TABLE contents (
	sha256 VARCHAR(64) NOT NULL,
	size BIGINT NOT NULL,
	archived_at DATETIME NOT NULL,
	CONSTRAINT pk_contents PRIMARY KEY (sha256)
);
CREATE TABLE decisions (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	message_id INTEGER NOT NULL,
	made_at DATETIME NOT NULL,
	outcome VARCHAR(32) NOT NULL,
	decision JSON NOT NULL,
	latest BOOLEAN NOT NULL,
	CONSTRAINT fk_decisions_message_id_messages FOREIGN KEY(message_id) REFERENCES messages (id)
);
CREATE TABLE documents (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	message_id INTEGER NOT NULL,
	part TEXT NOT NULL,
	filename TEXT,
	media_type TEXT NOT NULL,
	sha256 VARCHAR(64) NOT NULL,
	size INTEGER NOT NULL,
	status VARCHAR(32) NOT NULL,
	kinds JSON NOT NULL,
	links JSON NOT NULL,
	has_references_section BOOLEAN NOT NULL,
	CONSTRAINT fk_documents_message_id_messages FOREIGN KEY(message_id) REFERENCES messages (id),
	CONSTRAINT uq_documents_message_id_part UNIQUE (message_id, part)
);
CREATE TABLE epochs (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	folder_id INTEGER NOT NULL,
	number INTEGER NOT NULL,
	uidvalidity BIGINT,
	last_uid BIGINT NOT NULL,
	uidnext BIGINT,
	highestmodseq BIGINT,
	looked_back_at DATETIME,
	checked_all_at DATETIME,
	started_at DATETIME NOT NULL,
	CONSTRAINT fk_epochs_folder_id_folders FOREIGN KEY(folder_id) REFERENCES folders (id),
	CONSTRAINT uq_epochs_folder_id_number UNIQUE (folder_id, number)
);
CREATE TABLE folders (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	mailbox_id INTEGER NOT NULL,
	name TEXT NOT NULL,
	epoch INTEGER NOT NULL,
	CONSTRAINT fk_folders_mailbox_id_mailboxes FOREIGN KEY(mailbox_id) REFERENCES mailboxes (id),
	CONSTRAINT uq_folders_mailbox_id_name UNIQUE (mailbox_id, name)
);
CREATE TABLE grants (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	account_id INTEGER NOT NULL,
	role VARCHAR(16) NOT NULL,
	round_id INTEGER,
	mailbox TEXT,
	CONSTRAINT fk_grants_account_id_accounts FOREIGN KEY(account_id) REFERENCES accounts (id),
	CONSTRAINT fk_grants_round_id_posting_rounds FOREIGN KEY(round_id) REFERENCES posting_rounds (id)
);
CREATE TABLE history (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	at DATETIME NOT NULL,
	actor TEXT NOT NULL,
	event VARCHAR(64) NOT NULL,
	application_id INTEGER,
	candidate_id INTEGER,
	message_id INTEGER,
	round_id INTEGER,
	payload JSON,
	erased_at DATETIME, shelf INTEGER,
	CONSTRAINT fk_history_application_id_applications FOREIGN KEY(application_id) REFERENCES applications (id),
	CONSTRAINT fk_history_candidate_id_candidates FOREIGN KEY(candidate_id) REFERENCES candidates (id),
	CONSTRAINT fk_history_message_id_messages FOREIGN KEY(message_id) REFERENCES messages (id),
	CONSTRAINT fk_history_round_id_posting_rounds FOREIGN KEY(round_id) REFERENCES posting_rounds (id)
);
CREATE TABLE invites (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	account_id INTEGER NOT NULL,
	token_hash VARCHAR(64) NOT NULL,
	purpose VARCHAR(16) NOT NULL,
	created_at DATETIME NOT NULL,
	expires_at DATETIME NOT NULL,
	used_at DATETIME,
	CONSTRAINT fk_invites_account_id_accounts FOREIGN KEY(account_id) REFERENCES accounts (id),
	CONSTRAINT uq_invites_token_hash UNIQUE (token_hash)
);
CREATE TABLE mailboxes (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	name TEXT NOT NULL,
	kind TEXT NOT NULL,
	addresses JSON NOT NULL,
	created_at DATETIME NOT NULL,
	CONSTRAINT uq_mailboxes_name UNIQUE (name)
);
CREATE TABLE message_addresses (
	id INTEGER NOT NULL,
	message_id INTEGER NOT NULL,
	role VARCHAR(16) NOT NULL,
	address TEXT NOT NULL,
	CONSTRAINT fk_message_addresses_message_id_messages FOREIGN KEY(message_id) REFERENCES messages (id),
	CONSTRAINT pk_message_addresses PRIMARY KEY (id),
	CONSTRAINT uq_message_addresses_message_id_role_address UNIQUE (message_id, role, address)
);
CREATE TABLE message_counts (
	mailbox_id INTEGER NOT NULL,
	outcome VARCHAR(32) NOT NULL,
	number BIGINT NOT NULL,
	CONSTRAINT fk_message_counts_mailbox_id_mailboxes FOREIGN KEY(mailbox_id) REFERENCES mailboxes (id),
	CONSTRAINT pk_message_counts PRIMARY KEY (mailbox_id, outcome)
);
CREATE TABLE message_references (
	id INTEGER NOT NULL,
	message_id INTEGER NOT NULL,
	reference TEXT NOT NULL,
	CONSTRAINT fk_message_references_message_id_messages FOREIGN KEY(message_id) REFERENCES messages (id),
	CONSTRAINT pk_message_references PRIMARY KEY (id),
	CONSTRAINT uq_message_references_message_id_reference UNIQUE (message_id, reference)
);
CREATE TABLE message_texts (
	message_id INTEGER NOT NULL,
	data BLOB NOT NULL,
	CONSTRAINT fk_message_texts_message_id_messages FOREIGN KEY(message_id) REFERENCES messages (id),
	CONSTRAINT pk_message_texts PRIMARY KEY (message_id)
);
CREATE TABLE messages (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	mailbox_id INTEGER NOT NULL,
	epoch_id INTEGER NOT NULL,
	uid TEXT NOT NULL,
	uid_number BIGINT,
	size BIGINT NOT NULL,
	header_key VARCHAR(64),
	internal_date DATETIME,
	source_time DATETIME,
	short BOOLEAN NOT NULL,
	sha256 VARCHAR(64),
	header_sha256 VARCHAR(64),
	recorded_at DATETIME NOT NULL,
	ordered_at DATETIME NOT NULL,
	marked_at DATETIME,
	state VARCHAR(32) NOT NULL,
	attempts INTEGER NOT NULL,
	fetch_attempts INTEGER NOT NULL,
	next_attempt_at DATETIME,
	lease_owner TEXT,
	lease_until DATETIME,
	last_error TEXT,
	message_id TEXT,
	message_key TEXT,
	content_digest VARCHAR(64),
	received_at DATETIME,
	sent_at DATETIME,
	sender_name TEXT,
	sender_address TEXT,
	subject TEXT,
	kind VARCHAR(32),
	outcome VARCHAR(32) NOT NULL,
	detail TEXT,
	flags JSON NOT NULL,
	duplicate_of_id INTEGER, dropped_at DATETIME,
	CONSTRAINT fk_messages_duplicate_of_id_messages FOREIGN KEY(duplicate_of_id) REFERENCES messages (id),
	CONSTRAINT fk_messages_epoch_id_epochs FOREIGN KEY(epoch_id) REFERENCES epochs (id),
	CONSTRAINT fk_messages_header_sha256_contents FOREIGN KEY(header_sha256) REFERENCES contents (sha256),
	CONSTRAINT fk_messages_mailbox_id_mailboxes FOREIGN KEY(mailbox_id) REFERENCES mailboxes (id),
	CONSTRAINT fk_messages_sha256_contents FOREIGN KEY(sha256) REFERENCES contents (sha256),
	CONSTRAINT uq_messages_epoch_id_uid UNIQUE (epoch_id, uid)
);
CREATE TABLE page_looks (
	source TEXT NOT NULL,
	looked_at DATETIME NOT NULL,
	good_at DATETIME,
	error TEXT,
	CONSTRAINT pk_page_looks PRIMARY KEY (source)
);
CREATE TABLE posting_rounds (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	source TEXT NOT NULL,
	title TEXT,
	posting JSON NOT NULL,
	opened_at DATETIME,
	closed_at DATETIME,
	previous_id INTEGER,
	created_at DATETIME NOT NULL,
	updated_at DATETIME NOT NULL, withdrawn_at DATETIME,
	CONSTRAINT fk_posting_rounds_previous_id_posting_rounds FOREIGN KEY(previous_id) REFERENCES posting_rounds (id)
);
CREATE TABLE queue_counts (
	chip VARCHAR(64) NOT NULL,
	status TEXT NOT NULL,
	shelf INTEGER NOT NULL,
	number BIGINT NOT NULL,
	CONSTRAINT pk_queue_counts PRIMARY KEY (chip, status, shelf)
);
CREATE TABLE queue_entries (
	application_id INTEGER NOT NULL,
	chip VARCHAR(64) NOT NULL,
	status TEXT NOT NULL,
	shelf INTEGER NOT NULL,
	received_at DATETIME NOT NULL,
	CONSTRAINT fk_queue_entries_application_id_applications FOREIGN KEY(application_id) REFERENCES applications (id),
	CONSTRAINT pk_queue_entries PRIMARY KEY (application_id, chip)
);
CREATE TABLE readings (
	id INTEGER NOT NULL,
	message_id INTEGER NOT NULL,
	version TEXT NOT NULL,
	data BLOB NOT NULL,
	read_at DATETIME NOT NULL,
	CONSTRAINT fk_readings_message_id_messages FOREIGN KEY(message_id) REFERENCES messages (id),
	CONSTRAINT pk_readings PRIMARY KEY (id),
	CONSTRAINT uq_readings_message_id UNIQUE (message_id)
);
CREATE TABLE requests (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	kind TEXT NOT NULL,
	payload JSON NOT NULL,
	created_at DATETIME NOT NULL,
	finished_at DATETIME,
	result JSON
);
CREATE TABLE "reviews" (
	id INTEGER NOT NULL,
	application_id INTEGER,
	candidate_id INTEGER,
	message_id INTEGER,
	kind TEXT NOT NULL,
	who TEXT NOT NULL,
	reason TEXT,
	"before" JSON NOT NULL,
	"after" JSON NOT NULL,
	made_at DATETIME NOT NULL,
	undone_at DATETIME,
	round_id INTEGER,
	CONSTRAINT fk_reviews_application_id_applications FOREIGN KEY(application_id) REFERENCES applications (id),
	CONSTRAINT fk_reviews_candidate_id_candidates FOREIGN KEY(candidate_id) REFERENCES candidates (id),
	CONSTRAINT fk_reviews_message_id_messages FOREIGN KEY(message_id) REFERENCES messages (id),
	CONSTRAINT fk_reviews_round_id_posting_rounds FOREIGN KEY(round_id) REFERENCES posting_rounds (id),
	PRIMARY KEY (id)
);
CREATE VIRTUAL TABLE "search_index" USING fts5(
    words, tokenize = "ascii tokenchars '_'", detail = none, prefix = '2 3 4 5 6');
CREATE TABLE sessions (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	account_id INTEGER NOT NULL,
	token_hash VARCHAR(64) NOT NULL,
	created_at DATETIME NOT NULL,
	seen_at DATETIME NOT NULL,
	expires_at DATETIME NOT NULL,
	ended_at DATETIME,
	address TEXT NOT NULL,
	browser TEXT NOT NULL,
	CONSTRAINT fk_sessions_account_id_accounts FOREIGN KEY(account_id) REFERENCES accounts (id),
	CONSTRAINT uq_sessions_token_hash UNIQUE (token_hash)
);
CREATE TABLE sign_in_tries (
	"key" VARCHAR(64) NOT NULL,
	failures INTEGER NOT NULL,
	last_at DATETIME NOT NULL,
	CONSTRAINT pk_sign_in_tries PRIMARY KEY ("key")
);
CREATE TABLE submissions (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	message_id INTEGER NOT NULL,
	application_id INTEGER NOT NULL,
	position INTEGER NOT NULL,
	timeliness VARCHAR(32),
	claimed_at DATETIME,
	decided JSON NOT NULL,
	CONSTRAINT fk_submissions_application_id_applications FOREIGN KEY(application_id) REFERENCES applications (id),
	CONSTRAINT fk_submissions_message_id_messages FOREIGN KEY(message_id) REFERENCES messages (id),
	CONSTRAINT uq_submissions_message_id_application_id UNIQUE (message_id, application_id)
);
CREATE TABLE submitted_documents (
	id INTEGER NOT NULL,
	submission_id INTEGER NOT NULL,
	document_id INTEGER NOT NULL,
	version INTEGER NOT NULL,
	superseded BOOLEAN NOT NULL,
	CONSTRAINT fk_submitted_documents_document_id_documents FOREIGN KEY(document_id) REFERENCES documents (id),
	CONSTRAINT fk_submitted_documents_submission_id_submissions FOREIGN KEY(submission_id) REFERENCES submissions (id),
	CONSTRAINT pk_submitted_documents PRIMARY KEY (id),
	CONSTRAINT uq_submitted_documents_submission_id_document_id UNIQUE (submission_id, document_id)
);
CREATE INDEX ix_applications_candidate_id ON applications (candidate_id);
CREATE INDEX ix_applications_merged_into_id ON applications (merged_into_id);
CREATE INDEX ix_applications_opened_by_id_applications_position ON applications (opened_by_id, position);
CREATE INDEX ix_applications_received_at ON applications (received_at);
CREATE INDEX ix_applications_round_id_applications_status ON applications (round_id, status);
CREATE INDEX ix_audit_account_id_audit_id ON audit (account_id, id);
CREATE INDEX ix_audit_object ON audit (object);
CREATE INDEX ix_candidate_emails_address_key ON candidate_emails (address_key);
CREATE INDEX ix_candidate_emails_candidate_id ON candidate_emails (candidate_id);
CREATE INDEX ix_candidate_emails_message_id ON candidate_emails (message_id);
CREATE INDEX ix_candidate_names_candidate_id ON candidate_names (candidate_id);
CREATE INDEX ix_candidate_names_message_id ON candidate_names (message_id);
CREATE INDEX ix_candidate_names_name_key ON candidate_names (name_key);
CREATE INDEX ix_candidates_merged_into_id ON candidates (merged_into_id);
CREATE INDEX ix_candidates_opened_by_id_candidates_position ON candidates (opened_by_id, position);
CREATE INDEX ix_decisions_message_id ON decisions (message_id);
CREATE INDEX ix_documents_sha256 ON documents (sha256);
CREATE INDEX ix_grants_account_id ON grants (account_id);
CREATE INDEX ix_history_actor_id ON history (actor, id);
CREATE INDEX ix_history_application_id ON history (application_id);
CREATE INDEX ix_history_candidate_id ON history (candidate_id);
CREATE INDEX ix_history_message_id ON history (message_id);
CREATE INDEX ix_history_round_id ON history (round_id);
CREATE INDEX ix_history_shelf_id ON history (shelf, id);
CREATE INDEX ix_invites_account_id ON invites (account_id);
CREATE INDEX ix_message_addresses_address_message_addresses_role ON message_addresses (address, role);
CREATE INDEX ix_message_references_reference ON message_references (reference);
CREATE INDEX ix_messages_backlog ON messages (mailbox_id, ordered_at) WHERE state <> 'done';
CREATE INDEX ix_messages_content_digest ON messages (content_digest) WHERE content_digest IS NOT NULL;
CREATE INDEX ix_messages_droppable ON messages (mailbox_id, recorded_at, id) WHERE dropped_at IS NULL AND sha256 IS NOT NULL AND outcome IN ('bulk', 'correspondence', 'duplicate');
CREATE INDEX ix_messages_duplicate_of_id ON messages (duplicate_of_id) WHERE duplicate_of_id IS NOT NULL;
CREATE INDEX ix_messages_epoch_id_uid_number ON messages (epoch_id, uid_number);
CREATE INDEX ix_messages_header_key ON messages (header_key);
CREATE INDEX ix_messages_header_sha256 ON messages (header_sha256) WHERE header_sha256 IS NOT NULL;
CREATE INDEX ix_messages_mailbox_id_outcome ON messages (mailbox_id, outcome, id);
CREATE INDEX ix_messages_message_key ON messages (message_key) WHERE message_key IS NOT NULL;
CREATE INDEX ix_messages_queue ON messages (ordered_at, id) WHERE state IN ('received', 'read');
CREATE INDEX ix_messages_sha256 ON messages (sha256);
CREATE INDEX ix_messages_unmarked ON messages (mailbox_id, id) WHERE marked_at IS NULL AND sha256 IS NOT NULL;
CREATE INDEX ix_messages_waiting ON messages (epoch_id, outcome) WHERE sha256 IS NULL;
CREATE INDEX ix_queue_entries_any ON queue_entries (chip, received_at, application_id);
CREATE INDEX ix_queue_entries_shelf ON queue_entries (chip, shelf, received_at, application_id);
CREATE INDEX ix_queue_entries_status ON queue_entries (chip, status, received_at, application_id);
CREATE INDEX ix_queue_entries_status_shelf ON queue_entries (chip, status, shelf, received_at, application_id);
CREATE INDEX ix_requests_open ON requests (id) WHERE finished_at IS NULL;
CREATE INDEX ix_reviews_application_id ON reviews (application_id);
CREATE INDEX ix_reviews_candidate_id ON reviews (candidate_id);
CREATE INDEX ix_reviews_message_id ON reviews (message_id);
CREATE INDEX ix_reviews_round_id ON reviews (round_id);
CREATE INDEX ix_sessions_account_id ON sessions (account_id);
CREATE INDEX ix_submissions_application_id ON submissions (application_id);
CREATE INDEX ix_submitted_documents_document_id ON submitted_documents (document_id);
CREATE UNIQUE INDEX uq_applications_candidate_id_round_id ON applications (candidate_id, round_id) WHERE removed_at IS NULL AND round_id IS NOT NULL;
CREATE UNIQUE INDEX uq_decisions_latest ON decisions (message_id) WHERE latest;
INSERT INTO alembic_version VALUES ('0012');
