/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * judged.c - what the readers of protected formats say, taken over into the
 * findings.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  findings.
 */
#include "inspect/judged.h"

#include "inspect/closed.h"
#include "inspect/content.h"
#include "inspect/labelling.h"
#include "inspect/mime.h"
#include "inspect/remembered.h"

void judged_scheme(Inspection *inspection, Part *part, const char *scheme)
{
	if (g_strcmp0(part->scheme, scheme) == 0)
		return;
	g_free(part->scheme);
	part->scheme = g_strdup(scheme);
	part->strength = brief_strength(inspection->brief, scheme);
}

void judged_take(Inspection *inspection, Part *part,
		 const Judgement *judgement)
{
	part->protection = judgement->protection;
	judged_scheme(inspection, part, judgement->scheme);
	part->opened = judgement->protection == PROTECTION_NONE ?
		       judgement->opened : OPENED_NOT;
	if (judgement->note) {
		g_free(part->note);
		part->note = g_strdup(judgement->note);
	}
	if (judgement->type) {
		g_free(part->type);
		part->type = g_strdup(judgement->type);
	}
	if (judgement->problem)
		inspection_problem(inspection, judgement->problem_kind,
				   part->id, "%s", judgement->problem);
	/* What we cannot open we did not look into. */
	part->unscanned = judgement->protection != PROTECTION_NONE;
}

static gboolean is_signature(const char *type)
{
	return g_strcmp0(type, "application/pkcs7-signature") == 0 ||
	       g_strcmp0(type, "application/pgp-signature") == 0;
}

/*
 * What protects the leaves that came since there were @from parts: the least
 * of them; none where there is no content.
 */
static Protection protection_since(const Inspection *inspection, guint from,
				   const char **ret_scheme)
{
	const GPtrArray *parts = inspection->findings->parts;
	Protection least = PROTECTION_COUNT;

	for (guint i = from; i < parts->len; i++) {
		const Part *part = parts->pdata[i];

		if (part->size == 0 || (part->role != ROLE_ATTACHMENT &&
					part->role != ROLE_BODY))
			continue;
		if (part->protection < least)
			*ret_scheme = part->scheme;
		least = MIN(least, part->protection);
	}
	return least == PROTECTION_COUNT ? PROTECTION_NONE : least;
}

void judged_wrap(Inspection *inspection, Part *part, guint from)
{
	const char *scheme = NULL;
	Protection protection = protection_since(inspection, from, &scheme);

	if (protection == PROTECTION_NONE)
		return;
	part->protection = protection;
	part->opened = OPENED_NOT;
	judged_scheme(inspection, part, scheme);
}

/* Whether there is room for what is inside of @part. */
static gboolean may_read(Inspection *inspection, const Part *part,
			 const Piece *outer, const GByteArray *inside)
{
	return inside &&
	       inspection_may_enter(inspection, part->id, outer->depth + 1) &&
	       inspection_may_decode(inspection, part->id, inside->len);
}

static void read_content_of(Inspection *inspection, const Part *part,
			    const Piece *outer, const Judgement *judgement)
{
	const GByteArray *inside = judgement->inside;
	g_autofree char *id = g_strdup_printf("%s/inside", part->id);
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	Piece piece = {
		.id = id, .names = names, .role = outer->role,
		.depth = outer->depth + 1,
	};

	if (judgement->inside_name)
		g_ptr_array_add(names, judgement->inside_name);
	if (judgement->inside_is_entity)
		mime_walk_entity(inspection, part->id, id, piece.depth,
				 inside->data, inside->len);
	else
		(void)content_inspect(inspection, &piece, inside->data,
				      inside->len);
}

void judged_beside(Inspection *inspection, const Part *part,
		   const Piece *piece, const Judgement *judgement)
{
	if (may_read(inspection, part, piece, judgement->inside))
		read_content_of(inspection, part, piece, judgement);
}

/* The content of a signature, which anyone can read. */
static void read_inside(Inspection *inspection, Part *part,
			const Piece *outer, const Judgement *judgement)
{
	guint from = inspection->findings->parts->len;

	if (!may_read(inspection, part, outer, judgement->inside))
		return;
	/* From here on the content answers for itself. */
	if (part->role == ROLE_ATTACHMENT)
		part->role = ROLE_STRUCTURE;
	read_content_of(inspection, part, outer, judgement);
	/* Where something is wrong there may be more than what was read. */
	if (judgement->protection == PROTECTION_NONE && !judgement->problem &&
	    !judgement->shows_text)
		judged_wrap(inspection, part, from);
}

void judged_read(Inspection *inspection, Part *part, const Piece *piece,
		 const guint8 *bytes, gsize size, const Judgement *judgement)
{
	judged_take(inspection, part, judgement);
	if (judgement->gave_up)
		closed_gave_up(inspection, part, judgement->gave_up);
	remembered_lock(inspection, part, judgement->lock);
	if (judgement->lock)
		closed_add(inspection, part, piece, NULL, bytes, size);
	labels_signed(inspection, part->id, judgement);
	if (is_signature(judgement->type) && !judgement->inside &&
	    part->role == ROLE_ATTACHMENT)
		part->role = ROLE_STRUCTURE;
	read_inside(inspection, part, piece, judgement);
}
