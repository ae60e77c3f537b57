/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * encryption.h - what a verdict that encrypts comes to: for whom, or why not,
 * and which fields change.
 */
#ifndef ACT_ENCRYPTION_H
#define ACT_ENCRYPTION_H

#include <glib.h>

#include "encrypt/certificates.h"
#include "encrypt/cipher.h"
#include "mail/headers.h"
#include "policy/verdict.h"

/*
 * The certificates of all recipients, each once. A recipient without one
 * that can be used at @now (Unix seconds) turns @verdict into a refusal that
 * says who and why; so do missing @certificates (nullable), and a mail to
 * nobody. Returns: (transfer full) (nullable): X509, borrowed from
 * @certificates; NULL where the mail is refused.
 */
GPtrArray *encryption_recipients(Verdict *verdict,
				 const Certificates *certificates, gint64 now);

/* How a mail looks from outside once it is encrypted. */
typedef struct Outside {
	Cipher cipher;
	const char *subject;		/* UTF-8 */
	char *const *label_headers;	/* stay */
	const char *share_header;	/* is taken out by changes_plan() */
} Outside;

/*
 * Adds what encryption changes in @headers to @changes. To, Cc, and what
 * else changes_plan() edits, stay as planned.
 */
void encryption_plan(GPtrArray *changes, const Headers *headers,
		     const Outside *outside);

/*
 * The header that goes inside: @headers with @changes of changes_plan() (not
 * of encryption_plan()) carried out, and without Bcc. @with_space as in
 * headers_to_bytes(). Returns: (transfer full).
 */
Headers *encryption_inside(const Headers *headers, const GPtrArray *changes,
			   gboolean with_space);

/* "body: encrypted for a@b, c@d (smime-aes256-cbc)". (transfer full) */
char *encryption_describe(const Verdict *verdict, Cipher cipher);

#endif
