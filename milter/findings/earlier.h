/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * earlier.h - what earlier mails carried closed, for the words of a later
 * one to be tried on.
 */
#ifndef FINDINGS_EARLIER_H
#define FINDINGS_EARLIER_H

#include <glib.h>

#define EARLIER_MAX_BYTES 65536	/* of all locks that go with one mail */
#define EARLIER_MAX_MAILS 16

/* A lock of an earlier mail. */
typedef struct Earlier {
	char *incident;		/* of that mail; INCIDENT_MAX_BYTES */
	char *kind;		/* as in FoundLock */
	GByteArray *data;
} Earlier;

/* Array of Earlier. (transfer full) */
GPtrArray *earlier_new(void);

/* Copies all. */
void earlier_add(GPtrArray *all, const char *incident, const char *kind,
		 const GByteArray *data);

/* Appends to @bytes; what does not fit into EARLIER_MAX_BYTES is left out
 * from the end. @all is nullable. */
void earlier_write(const GPtrArray *all, GByteArray *bytes);

/* Refuses what earlier_write() would not write. (transfer full) */
GPtrArray *earlier_read(const guint8 *bytes, gsize size, GError **error);

/* Whether a mail called @incident is among them. @all is nullable. */
gboolean earlier_names(const GPtrArray *all, const char *incident);

#endif
