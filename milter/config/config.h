/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * config.h - the configuration file as an immutable snapshot.
 *
 * A mail keeps the snapshot it started with; a reload makes a new one.
 */
#ifndef CONFIG_CONFIG_H
#define CONFIG_CONFIG_H

#include <glib.h>

#include "encrypt/certificates.h"
#include "encrypt/cipher.h"
#include "findings/brief.h"
#include "policy/policy.h"

/* What a reload does with the inspectors that there are. */
typedef enum {
	RELOAD_CONCURRENT,	/* they work until the new ones are ready */
	RELOAD_SEQUENTIAL,	/* they go first, for want of memory */
	RELOAD_COUNT
} ReloadMode;
DECLARE_NAMES(ReloadMode, reload_mode);

typedef struct Config {
	gint references;	/* atomic; use config_ref() and config_unref() */
	char *file;		/* where it came from */
	char *listen;		/* "inet:8891@127.0.0.1" or "unix:/path" */
	char *record_file;	/* where a JSON line for each mail goes; NULL:
				 * nowhere, and then the daemon refuses */
	gboolean record_sync;	/* fdatasync(2) before the answer */
	char *inspector;	/* path of sekimori-inspector; NULL: ours */
	char *spool_folder;	/* for mails above spool_memory */
	guint64 spool_memory;	/* bytes kept in memory */
	guint64 message_limit;	/* bytes; larger is refused for good */
	guint64 header_limit;	/* bytes of all header fields together */
	guint64 recipient_limit;
	guint64 workers;
	guint64 worker_jobs;	/* mails before a worker is replaced */
	guint64 deadline_ms;	/* for one mail, both tries together */
	guint64 queue_length;
	guint64 queue_ms;	/* longest wait for a free worker */
	guint64 findings_bytes;	/* longest answer of a worker */
	char *certificates;	/* folder; NULL: nothing can be encrypted */
	char *certificate_roots;/* file or folder; NULL only without those */
	char *certificate_crls;	/* file or folder; NULL: none are asked for */
	Cipher encrypt_cipher;
	char *encrypt_subject;	/* UTF-8 */
	guint64 password_memory_ms;	/* 0: nothing is remembered */
	guint64 password_memory_entries;
	guint64 poison_memory_ms;	/* 0: none is remembered */
	char *poison_folder;	/* nullable */
	guint64 poison_folder_files;	/* most that are kept there */
	char *control;		/* nullable */
	char *metrics;		/* nullable; for loopback.h */
	ReloadMode reload;
	gboolean watch_signatures;
	guint64 signature_age_ms;	/* 0: however old */
	Brief *brief;
	Policy *policy;
} Config;

/*
 * Reads and checks @file. Errors are FAIL_CONFIG and begin with
 * "FILE:LINE: ". Relative paths in the file are relative to its folder.
 * Returns: (transfer full).
 */
Config *config_load(const char *file, GError **error);

/* The same for @size bytes of @text that are named @file in errors. */
Config *config_parse(const char *text, gsize size, const char *file,
		     GError **error);
Config *config_ref(Config *config);
void config_unref(Config *config);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Config, config_unref)

/*
 * Whether signatures of @made are older at @now than @config wants them; both
 * in Unix seconds. Of unknown age (0) they are not.
 */
gboolean config_calls_old(const Config *config, gint64 made, gint64 now);

/*
 * Reads the certificates that @config names. NULL is a failure only with
 * @error set: none may be named. Returns: (transfer full) (nullable).
 */
Certificates *config_certificates(const Config *config, GError **error);

/* Every setting with its value, as a configuration file. (transfer full) */
char *config_print(const Config *config);

/* Every setting: type, range, default, help; for the man page and people.
 * Returns: (transfer full). */
char *config_explain(void);

#endif
