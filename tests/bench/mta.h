/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * mta.h - the MTA's side of the milter protocol, as far as a load needs it.
 *
 * Speaks version 6 and offers what Postfix offers; whatever the filter then
 * declines (steps, answers) is neither sent nor waited for.
 */
#ifndef BENCH_MTA_H
#define BENCH_MTA_H

#include <glib.h>

typedef enum {
	ANSWER_ACCEPT,
	ANSWER_REJECT,
	ANSWER_TEMPFAIL,
	ANSWER_OTHER,	/* discard, or a reply code of neither class */
	ANSWER_COUNT
} Answer;

typedef struct Letter {
	const char *id;		/* queue id, for the macro i */
	const char *sender;
	const char *recipient;
	GPtrArray *headers;	/* char *, name and value by turns */
	GByteArray *body;
} Letter;

typedef struct Mta Mta;

/*
 * Connects to "unix:PATH" or "inet:PORT@HOST", negotiates, and goes on to
 * where mails can be sent. Returns: (transfer full) (nullable).
 */
Mta *mta_connect(const char *address, guint timeout_seconds, GError **error);

/* Says goodbye, if there is anybody to hear it. */
void mta_free(Mta *mta);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Mta, mta_free)

/* Passes one mail through the filter. */
gboolean mta_send(Mta *mta, const Letter *letter, Answer *ret_answer,
		  GError **error);

/* Edits (headers, recipients, body) asked for up to now. */
guint64 mta_edits(const Mta *mta);

#endif
