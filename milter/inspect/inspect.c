/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * inspect.c - bytes of a mail -> findings.
 *
 * Runs in:  keeper (set-up), worker (inspection).
 * Trusts:   the brief.
 * Effects:  none but libclamav's temporary files.
 */
#include "inspect/inspect.h"

#include <string.h>

#include <gmime/gmime.h>
#include <openssl/crypto.h>

#include "containers/archive.h"
#include "text/charset.h"
#include "text/html.h"
#include "documents/documents.h"
#include "inspect/closed.h"
#include "inspect/inspection.h"
#include "marks/marks.h"
#include "inspect/labelling.h"
#include "inspect/mime.h"
#include "inspect/remembered.h"
#include "inspect/scanning.h"

/* For the passwords that programs use by themselves: one or two a file, the
 * costliest of about 50 ms. What they were not tried on is unknown. */
#define KNOWN_CPU_US (10 * (gint64)G_USEC_PER_SEC)

struct Inspector {
	Brief *brief;
	Matcher *matcher;
	Scanner *scanner;
};

static void warm_up(void)
{
	/* No atexit handlers of OpenSSL in workers that end with _exit(). */
	(void)OPENSSL_init_crypto(OPENSSL_INIT_LOAD_CRYPTO_STRINGS |
				  OPENSSL_INIT_ADD_ALL_CIPHERS |
				  OPENSSL_INIT_ADD_ALL_DIGESTS |
				  OPENSSL_INIT_NO_LOAD_CONFIG |
				  OPENSSL_INIT_NO_ATEXIT, NULL);
	g_mime_init();
	charset_warm_up();
	html_warm_up();
	locks_warm_up();
	archive_warm_up();
	documents_warm_up();
}

Inspector *inspector_new(Brief **brief, GError **error)
{
	g_autoptr(Inspector) inspector = g_new0(Inspector, 1);

	inspector->brief = g_steal_pointer(brief);
	warm_up();
	inspector->matcher = matcher_new(inspector->brief, error);
	if (!inspector->matcher)
		return NULL;
	if (!inspector->brief->signatures)
		return g_steal_pointer(&inspector);
	inspector->scanner = scanner_new(inspector->brief->signatures,
					 inspector->brief->temporary, error);
	if (!inspector->scanner ||
	    !scanner_set_limits(inspector->scanner, &inspector->brief->limits,
				error))
		return NULL;
	return g_steal_pointer(&inspector);
}

void inspector_free(Inspector *inspector)
{
	if (!inspector)
		return;
	scanner_free(inspector->scanner);
	matcher_free(inspector->matcher);
	brief_free(inspector->brief);
	g_free(inspector);
}

const Scanner *inspector_scanner(const Inspector *inspector)
{
	return inspector->scanner;
}

gboolean inspector_use_folder(Inspector *inspector, const char *folder,
			      GError **error)
{
	return !inspector->scanner ||
	       scanner_enter_worker(inspector->scanner, folder, error);
}

Findings *inspect_mail_after(const Inspector *inspector, const guint8 *bytes,
			     gsize size, gint64 deadline_us, guint wants,
			     const GPtrArray *earlier)
{
	g_autoptr(GHashTable) ids =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_autoptr(GHashTable) marks =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_autoptr(GHashTable) said =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	const Limits *limits = &inspector->brief->limits;
	gint64 cpu_us = (gint64)limits->password_milliseconds * 1000;
	g_autoptr(Keyring) known = keyring_new(G_MAXUINT64, KNOWN_CPU_US);
	g_autoptr(Keyring) words = keyring_new(limits->password_tries, cpu_us);
	Inspection inspection = {
		.brief = inspector->brief,
		.matcher = inspector->matcher,
		.scanner = inspector->scanner,
		.deadline_us = deadline_us,
		.wants_details = (wants & WANT_DETAILS) != 0,
		.wants_addresses = wants != 0,
		.findings = findings_new(),
		.ids = ids,
		.marks = marks,
	};

	inspection.known = known;
	inspection.words = words;
	keyring_limit_words(words, limits->password_words);
	inspection.scan_left_us = (gint64)limits->scan_seconds *
				  G_USEC_PER_SEC;
	inspection.said = said;
	mime_walk(&inspection, "", 0, bytes, size);
	closed_open_all(&inspection);
	remembered_tell(&inspection);
	remembered_try(&inspection, earlier);
	if (inspection.scanner &&
	    (inspection.wants_raw_scan ||
	     scanner_wants_raw_mail(inspection.scanner)))
		scanning_mail(&inspection, bytes, size);
	closed_free(&inspection);
	remembered_free(&inspection);
	labelling_free(inspection.label_documents);
	return inspection.findings;
}

Findings *inspect_mail(const Inspector *inspector, const guint8 *bytes,
		       gsize size, gint64 deadline_us, guint wants)
{
	return inspect_mail_after(inspector, bytes, size, deadline_us, wants,
				  NULL);
}
