/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * virus.h - libclamav, loaded once by the keeper, used by its workers.
 */
#ifndef INSPECT_VIRUS_H
#define INSPECT_VIRUS_H

#include <glib.h>

typedef struct Scanner Scanner;

/*
 * Loads every signature of @path (file or folder) and compiles the engine.
 * No signatures at all is an error. Slow and large: once, before forking.
 * @temporary: where libclamav may unpack. Returns: (transfer full).
 */
Scanner *scanner_new(const char *path, const char *temporary, GError **error);
void scanner_free(Scanner *scanner);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Scanner, scanner_free)

guint scanner_signatures(const Scanner *scanner);

/* Newest modification time (Unix seconds) of what was loaded. */
gint64 scanner_signature_time(const Scanner *scanner);

/* Whether the set has signatures that match on a mail as a whole (target
 * type 4, or logical ones on it), so that the raw mail must be scanned too. */
gboolean scanner_wants_raw_mail(const Scanner *scanner);

typedef enum {
	SCAN_CLEAN,
	SCAN_INFECTED,	/* *ret_name is set */
	SCAN_LIMITED,	/* clean as far as seen; a limit cut it short */
	SCAN_FAILED,	/* *ret_name holds the reason */
} ScanResult;

/*
 * Scans @bytes in memory, as a file called @name (nullable). @ret_name:
 * (transfer full) (nullable).
 */
ScanResult scanner_scan(const Scanner *scanner, const guint8 *bytes,
			gsize size, const char *name, char **ret_name);

#endif
