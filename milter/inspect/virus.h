/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * virus.h - libclamav, loaded once by the keeper, used by its workers.
 */
#ifndef INSPECT_VIRUS_H
#define INSPECT_VIRUS_H

#include <glib.h>

#include "findings/brief.h"

typedef struct Scanner Scanner;

/*
 * Loads every signature of @path (file or folder) and compiles the engine.
 * No signatures at all is an error. Slow and large: once, before forking.
 * @temporary: where libclamav may unpack meanwhile. Returns: (transfer full).
 */
Scanner *scanner_new(const char *path, const char *temporary, GError **error);
void scanner_free(Scanner *scanner);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Scanner, scanner_free)

/*
 * To be called once in every forked worker, with an existing folder that no
 * other process uses. libclamav names its temporary files by a generator that
 * forked processes inherit: in one folder they overwrite each other's files,
 * and an infected one comes out clean. Until this is called, scanning in a
 * process other than that of scanner_new() is SCAN_FAILED.
 */
gboolean scanner_enter_worker(Scanner *scanner, const char *temporary,
			      GError **error);

/* How much of one part is unpacked; those of limits_init() before. */
gboolean scanner_set_limits(Scanner *scanner, const Limits *limits,
			    GError **error);

/* How long the next scans may take, each; then they are SCAN_LIMITED. */
void scanner_set_patience(const Scanner *scanner, guint milliseconds);

guint scanner_signatures(const Scanner *scanner);

/* Newest modification time (Unix seconds) of what was loaded. */
gint64 scanner_signature_time(const Scanner *scanner);

/*
 * Whether the set may have signatures that match on a mail as a whole rather
 * than on one of its decoded parts: if so, scanner_scan_mail() must see it.
 */
gboolean scanner_wants_raw_mail(const Scanner *scanner);

typedef enum {
	SCAN_CLEAN,
	SCAN_INFECTED,	/* *ret_name is set */
	SCAN_LIMITED,	/* clean as far as seen; a limit cut it short */
	SCAN_FAILED,	/* *ret_name holds the reason */
} ScanResult;

/*
 * Scans @bytes in memory, as a file called @name (nullable), and unpacks
 * whatever libclamav can unpack, mails included. @ret_name: (transfer full)
 * (nullable); the limit that was reached for SCAN_LIMITED.
 */
ScanResult scanner_scan(const Scanner *scanner, const guint8 *bytes,
			gsize size, const char *name, char **ret_name);

/*
 * Scans the raw mail for what only shows there. For mails whose every part
 * is decoded and scanned with scanner_scan() beside: libclamav then decodes
 * the mail once more only if the set has signatures that need it. A mail
 * with a defective structure goes through scanner_scan() as a whole instead.
 */
ScanResult scanner_scan_mail(const Scanner *scanner, const guint8 *bytes,
			     gsize size, char **ret_name);

#endif
