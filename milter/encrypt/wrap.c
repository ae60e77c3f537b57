/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * wrap.c - the mail inside and the header outside (RFC 8551 3.1).
 *
 * Runs in:  milter process, and sekimori.
 * Trusts:   nothing; the bytes of the mail are only counted.
 * Effects:  reads the spool.
 */
#include "encrypt/wrap.h"

#include <string.h>
#include <unistd.h>

#include "base/error.h"

/* ---- inside --------------------------------------------------------------- */

/* RFC 2045 2.7, 2.8: 998 bytes and CRLF at most. */
#define LINE_MAX_BYTES 998

/* What has been seen of a stream of bytes. */
typedef struct Sight {
	gboolean high;		/* a byte above 127 */
	gboolean binary;	/* NUL, CR or LF alone, a long line */
	guint8 last;
	gsize column;
} Sight;

static void see(Sight *sight, const guint8 *bytes, gsize size)
{
	for (gsize i = 0; i < size; i++) {
		guint8 byte = bytes[i];

		sight->high |= byte > 127;
		sight->binary |= byte == '\0' ||
				 (byte == '\n') != (sight->last == '\r');
		sight->column = byte == '\n' ? 0 : sight->column + 1;
		/* The CR of a line end does not count. */
		sight->binary |= sight->column >
				 LINE_MAX_BYTES + (byte == '\r');
		sight->last = byte;
	}
}

static const char *encoding_of(const Sight *sight)
{
	if (sight->binary || sight->last == '\r')
		return "binary";
	return sight->high ? "8bit" : "7bit";
}

char *wrap_prefix(const GByteArray *header, int fd, guint64 offset,
		  GError **error)
{
	Sight sight = { 0 };
	guint8 chunk[65536];
	ssize_t got;

	see(&sight, header->data, header->len);
	while ((got = pread(fd, chunk, sizeof chunk, (off_t)offset)) > 0) {
		see(&sight, chunk, (gsize)got);
		offset += (guint64)got;
	}
	if (got < 0) {
		fail_errno(error, "spool: pread");
		return NULL;
	}
	return g_strdup_printf("Content-Type: message/rfc822; forwarded=no\r\n"
			       "Content-Transfer-Encoding: %s\r\n\r\n",
			       encoding_of(&sight));
}

/* ---- outside -------------------------------------------------------------- */

gboolean wrap_keeps(const char *field)
{
	static const char *const kept[] = {
		"Received", "Return-Path", "From", "Sender", "Reply-To", "To",
		"Cc", "Date", "Message-ID", "In-Reply-To", "References",
		"Auto-Submitted",
	};
	static const char *const families[] = { "Resent-", "List-" };

	for (guint i = 0; i < G_N_ELEMENTS(kept); i++) {
		if (g_ascii_strcasecmp(kept[i], field) == 0)
			return TRUE;
	}
	/* Whoever got a blind copy is nobody's business. */
	if (g_ascii_strcasecmp(field, "Resent-Bcc") == 0)
		return FALSE;
	for (guint i = 0; i < G_N_ELEMENTS(families); i++) {
		if (g_ascii_strncasecmp(families[i], field,
					strlen(families[i])) == 0)
			return TRUE;
	}
	return FALSE;
}

const WrapField *wrap_outside(Cipher cipher)
{
#define COMMON								\
	{ "Content-Transfer-Encoding", "base64" },			\
	{ "Content-Disposition", "attachment; filename=\"smime.p7m\"" },	\
	{ "MIME-Version", "1.0" },					\
	{ NULL, NULL }
	static const WrapField cbc[] = {
		{ "Content-Type", "application/pkcs7-mime; "
		  "smime-type=enveloped-data;\n\tname=\"smime.p7m\"" },
		COMMON
	};
	static const WrapField gcm[] = {
		{ "Content-Type", "application/pkcs7-mime; "
		  "smime-type=authEnveloped-data;\n\tname=\"smime.p7m\"" },
		COMMON
	};
#undef COMMON

	return cipher == CIPHER_AES256_GCM ? gcm : cbc;
}

/* 45 bytes are 60 letters; with "=?UTF-8?B??=" below the 75 of RFC 2047. */
#define WORD_MAX_BYTES 45

char *wrap_subject(const char *subject)
{
	g_autoptr(GString) out = g_string_new(NULL);
	const char *from = subject;

	if (g_str_is_ascii(subject))
		return g_strdup(subject);
	while (*from) {
		gsize size = MIN(strlen(from), WORD_MAX_BYTES);
		g_autofree char *word = NULL;

		/* No character may be cut in two. */
		while (((guint8)from[size] & 0xc0) == 0x80)
			size--;
		word = g_base64_encode((const guint8 *)from, size);
		g_string_append_printf(out, "%s=?UTF-8?B?%s?=",
				       out->len > 0 ? "\n " : "", word);
		from += size;
	}
	return g_string_free(g_steal_pointer(&out), FALSE);
}
