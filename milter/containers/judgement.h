/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * judgement.h - what a reader of protected formats says of some bytes.
 */
#ifndef CONTAINERS_JUDGEMENT_H
#define CONTAINERS_JUDGEMENT_H

#include <glib.h>

#include "findings/findings.h"
#include "locks/keyring.h"

/*
 * Plain data. Where two readings of the same bytes disagree, the weaker
 * counts, and @problem says so.
 */
typedef struct Judgement {
	Protection protection;
	char *type;		/* media type by content; nullable */
	char *scheme;		/* "smime-aes256-cbc"; nullable */
	char *note;		/* nullable */
	char *problem;		/* nullable; its kind is below */
	ProblemKind problem_kind;
	GByteArray *inside;	/* content that can be read: the MIME entity or
				 * file within a signature; nullable */
	char *inside_name;	/* what the file within is called; nullable */
	GPtrArray *labels;	/* GByteArray: each a BER ESSSecurityLabel of
				 * a signed attribute; NULL: none */
	char *labels_problem;	/* nullable: why there may be more of them */
	Opened opened;		/* what opened it, or some of its members */
	Lock *lock;		/* of what stayed closed; nullable */
	const char *gave_up;	/* static, nullable: what keyring_gave_up()
				 * said when the reader asked it */
	gboolean shows_text;	/* something of content can be read beside the
				 * members, whatever they are */
	gboolean inside_is_entity;	/* @inside is a MIME entity, headers
					 * and all, rather than a bare file */
} Judgement;

Judgement *judgement_new(void);
void judgement_free(Judgement *judgement);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Judgement, judgement_free)

/* Keeps the first problem; whatever is wrong, it is at best unknown. */
void judgement_complain(Judgement *judgement, ProblemKind kind,
			const char *what);

#endif
