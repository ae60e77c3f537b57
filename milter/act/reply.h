/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * reply.h - what the mail server answers the sender.
 *
 * At most REPLY_MAX_LINES lines of at most REPLY_MAX_BYTES, one line for
 * mail that came through sendmail(1); printable ASCII, or UTF-8 where the
 * client asked for SMTPUTF8. Never content of the mail but the names of its
 * parts, and of the recipients only those that caused the answer, a few.
 * '%' is not doubled here: that is for libmilter only, and done where
 * libmilter is called.
 */
#ifndef ACT_REPLY_H
#define ACT_REPLY_H

#include <glib.h>

#include "findings/findings.h"
#include "mail/envelope.h"
#include "policy/policy.h"
#include "policy/verdict.h"

#define REPLY_MAX_LINES 5
#define REPLY_MAX_BYTES 400

typedef struct Reply {
	int code;		/* 550; its first digit is that of .enhanced */
	char *enhanced;		/* "5.7.1" */
	GPtrArray *lines;	/* char *, one at least, none empty */
} Reply;

void reply_free(Reply *reply);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Reply, reply_free)

/*
 * Why @verdict refuses or defers, by which rule, and what to do about it.
 * Returns: (transfer full) (nullable): NULL where the mail is taken.
 */
Reply *reply_for_verdict(const Verdict *verdict, const Envelope *envelope,
			 const Policy *policy);

/* We failed, not the mail: it is deferred. Returns: (transfer full). */
Reply *reply_for_failure(const Envelope *envelope);

/*
 * @what ("the mail", "the header", "the list of recipients") is larger than
 * @setting allows. Returns: (transfer full).
 */
Reply *reply_for_limit(const Envelope *envelope, const char *what,
		       const char *setting, guint64 limit);

/* "550 5.7.1 ..." in one line; "" for NULL. Returns: (transfer full). */
char *reply_to_text(const Reply *reply);

#endif
