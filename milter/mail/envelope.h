/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * envelope.h - what the MTA said about one mail beside its bytes.
 *
 * Strings as the MTA gave them, stored and not interpreted, except that the
 * angle brackets of addresses are gone (RFC 5321 4.1.2).
 */
#ifndef MAIL_ENVELOPE_H
#define MAIL_ENVELOPE_H

#include <glib.h>

typedef struct Recipient {
	char *address;	/* without brackets */
	char *next_hop;	/* {rcpt_host}, e.g. "[10.1.1.1]"; nullable */
} Recipient;

typedef struct Envelope {
	char *incident;		/* our own id of this mail; not NULL */
	char *queue_id;		/* nullable */
	char *sender;		/* "" is the null sender */
	GPtrArray *recipients;	/* Recipient, in order, duplicates kept */
	char *client_name;	/* nullable */
	char *client_address;	/* nullable: local submission, or unknown */
	char *helo;		/* nullable */
	char *auth_user;	/* {auth_authen}; nullable */
	gboolean smtputf8;	/* the client asked for it (RFC 6531) */
	gboolean local;		/* came through sendmail(1), not SMTP */
} Envelope;

Envelope *envelope_new(void);
void envelope_free(Envelope *envelope);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Envelope, envelope_free)

/* @address with or without brackets; @next_hop may be NULL. */
void envelope_add_recipient(Envelope *envelope, const char *address,
			    const char *next_hop);

/* @path without the brackets around it. Returns: (transfer full). */
char *envelope_strip_path(const char *path);

#endif
