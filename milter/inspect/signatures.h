/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * signatures.h - what a set of ClamAV signatures asks of us.
 *
 * libclamav does not tell what its signatures match on, so we look at the
 * files ourselves. What we cannot read counts as asking for everything.
 */
#ifndef INSPECT_SIGNATURES_H
#define INSPECT_SIGNATURES_H

#include <glib.h>

/* How much of a mail must be scanned beside its decoded parts. */
typedef enum {
	RAW_MAIL_UNUSED,	/* the decoded parts are all there is to see */
	RAW_MAIL_MATCHED,	/* patterns may match its raw bytes */
	RAW_MAIL_PARSED,	/* some only work when libclamav decodes it */
	RAW_MAIL_COUNT
} RawMail;

typedef struct SignatureSurvey {
	RawMail raw_mail;
	gint64 newest;	/* modification time, Unix seconds; 0 without files */
} SignatureSurvey;

/*
 * Looks at @path, a signature file or a folder of them, as libclamav would:
 * by the names' endings, other files ignored, subfolders not entered.
 */
gboolean signatures_survey(const char *path, SignatureSurvey *ret_survey,
			   GError **error);

#endif
