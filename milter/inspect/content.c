/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * content.c - one decoded part: what it is, what protects it, what it says.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  findings.
 *
 * To teach the inspector a format: a reader in a file of its own, and a row
 * in the table `readers`.
 */
#include "inspect/content.h"

#include <string.h>

#include <openssl/sha.h>

#include "base/escape.h"
#include "containers/archive.h"
#include "containers/cms.h"
#include "documents/documents.h"
#include "inspect/armoured.h"
#include "inspect/chance.h"
#include "inspect/closed.h"
#include "inspect/document-part.h"
#include "inspect/embedded.h"
#include "inspect/judged.h"
#include "inspect/mime.h"
#include "inspect/remembered.h"
#include "inspect/scanning.h"
#include "containers/pgp.h"
#include "inspect/text.h"
#include "containers/type.h"

typedef struct Bytes {
	const guint8 *at;
	gsize size;
} Bytes;

static void hash(Part *part, const Bytes *bytes)
{
	static const char digits[] = "0123456789abcdef";
	guint8 digest[SHA256_DIGEST_LENGTH];
	char *hex = g_malloc0(2 * sizeof digest + 1);

	SHA256(bytes->at, bytes->size, digest);
	for (guint i = 0; i < sizeof digest; i++) {
		hex[2 * i] = digits[digest[i] >> 4];
		hex[2 * i + 1] = digits[digest[i] & 15];
	}
	g_free(part->sha256);
	part->sha256 = hex;
}

static void read_content(Inspection *inspection, Part *part,
			 const Piece *piece, const guint8 *at, gsize size);

/* ---- readers -------------------------------------------------------------- */

typedef struct Reading {
	Inspection *inspection;
	Part *part;
	const Piece *piece;
	const char *type;
	Bytes bytes;
	GPtrArray *members;	/* Part: what an archive handed out */
	guint next;		/* of them, where it is walked again */
	gboolean again;
	guint tally[PROTECTION_COUNT];	/* members with content */
	const char *scheme;	/* of the first that is secret */
	gboolean tells;		/* the name of a closed member is a marking */
} Reading;

static gboolean read_judged(Reading *reading, Judgement *judged)
{
	g_autoptr(Judgement) judgement = judged;

	if (judgement)
		judged_read(reading->inspection, reading->part, reading->piece,
			    reading->bytes.at, reading->bytes.size, judgement);
	return judgement != NULL;
}

static gsize room(const Inspection *inspection)
{
	return inspection->brief->limits.decoded_bytes - inspection->decoded;
}

static Keyring *keyring_of(const Reading *reading)
{
	return inspection_keyring(reading->inspection, reading->part);
}

static gboolean read_cms(Reading *reading)
{
	if (!cms_is(reading->bytes.at, reading->bytes.size))
		return FALSE;
	return read_judged(reading,
			   cms_judge(reading->bytes.at, reading->bytes.size,
				     room(reading->inspection),
				     keyring_of(reading)));
}

static gboolean read_text(Reading *reading);

/* In the message's own text armour may stand beside readable words, whose
 * length and markings count. */
static gboolean read_text_around(Reading *reading)
{
	Part *part = reading->part;
	g_autoptr(GByteArray) text =
		armoured_read(reading->inspection, part, reading->piece,
			      reading->bytes.at, reading->bytes.size);
	Reading around = *reading;

	if (!text)
		return FALSE;
	part->role = ROLE_BODY;
	around.type = "text/plain";
	g_free(part->type);
	part->type = g_strdup(around.type);
	around.bytes = (Bytes){ text->data, text->len };
	return read_text(&around);
}

static gboolean read_pgp(Reading *reading)
{
	Judgement *judgement;
	const Bytes *bytes = &reading->bytes;
	gboolean is_body = reading->piece->role == ROLE_BODY;

	if (is_body && read_text_around(reading))
		return TRUE;
	if (is_body ? !pgp_begins(bytes->at, bytes->size)
		    : !pgp_is(bytes->at, bytes->size))
		return FALSE;
	judgement = pgp_judge(bytes->at, bytes->size,
			      room(reading->inspection), keyring_of(reading));
	if (judgement && chance_alone(judgement, reading->piece, *bytes->at)) {
		judged_beside(reading->inspection, reading->part,
			      reading->piece, judgement);
		judgement_free(judgement);
		return FALSE;
	}
	(void)read_judged(reading, judgement);
	if (is_body && reading->part->protection == PROTECTION_SECRET)
		reading->part->role = ROLE_BODY;
	return TRUE;
}

/* What the archive itself says of a member that could not be had. */
static void take_closed_member(Reading *reading, Part *part,
			       const Member *member)
{
	part->protection = member->protection;
	part->opened = member->opened;
	judged_scheme(reading->inspection, part, member->scheme);
	part->unscanned = TRUE;
}

/* What has no size and something wrong with it may hide something. */
static void count_member(Reading *reading, const Part *part,
			 const Member *member)
{
	if (part->size == 0 && !member->problem)
		return;
	reading->tally[part->protection]++;
	if (part->protection == PROTECTION_SECRET && !reading->scheme)
		reading->scheme = part->scheme;
}

/* A member that was handed out before: closed then, and maybe open now. */
static gboolean on_member_again(Reading *reading, const Member *member)
{
	Part *part = reading->members->pdata[reading->next++];
	Piece piece = {
		.id = part->id, .names = member->names, .role = ROLE_MEMBER,
		.depth = reading->piece->depth + 1,
	};

	if (part->unscanned && part->opened == OPENED_NOT && member->bytes &&
	    member->opened != OPENED_NOT) {
		if (!inspection_may_decode(reading->inspection,
					   reading->part->id, member->size))
			return FALSE;
		part->protection = PROTECTION_NONE;
		part->unscanned = FALSE;
		read_content(reading->inspection, part, &piece,
			     member->bytes, member->size);
		if (part->protection == PROTECTION_NONE)
			part->opened = member->opened;
	} else if (part->unscanned && member->opened != OPENED_NOT) {
		/* Opened, but nobody here can unpack it. */
		part->protection = PROTECTION_NONE;
		part->opened = member->opened;
		if (member->problem)
			inspection_problem(reading->inspection,
					   member->problem_kind, part->id,
					   "%s", member->problem);
	}
	count_member(reading, part, member);
	return TRUE;
}

static gboolean on_member(const Member *member, gpointer data)
{
	Reading *reading = data;
	Inspection *inspection = reading->inspection;
	g_autofree char *id = g_strdup_printf(
		"%s/%s", reading->part->id,
		(const char *)member->names->pdata[0]);
	Piece piece = {
		.id = id, .names = member->names, .role = ROLE_MEMBER,
		.depth = reading->piece->depth + 1,
	};
	Part *part;
	guint marks;

	if (!inspection_goes_on(inspection, reading->part->id))
		return FALSE;
	if (reading->again && reading->next < reading->members->len)
		return on_member_again(reading, member);
	marks = inspection->findings->marks->len;
	if (!member->bytes || member->is_folder)
		part = content_unreadable(inspection, &piece, member->size);
	else if (inspection_may_decode(inspection, reading->part->id,
				       member->size))
		part = content_inspect(inspection, &piece, member->bytes,
				       member->size);
	else
		return FALSE;
	if (!part)
		return FALSE;
	if (!member->bytes && !member->is_folder) {
		take_closed_member(reading, part, member);
		reading->tells = reading->tells ||
				 inspection->findings->marks->len > marks;
	}
	if (member->bytes && part->protection == PROTECTION_NONE)
		part->opened = MAX(part->opened, member->opened);
	if (!reading->again)
		g_ptr_array_add(reading->members, part);
	count_member(reading, part, member);
	if (member->problem)
		inspection_problem(inspection, member->problem_kind, part->id,
				   "%s", member->problem);
	return TRUE;
}

/*
 * An archive that anybody can unpack is no secret, but what is in it may be:
 * each of its members answers for itself.
 */
static void weigh_members(Reading *reading, const Judgement *judgement)
{
	Part *part = reading->part;

	if (judgement->protection != PROTECTION_NONE || judgement->problem ||
	    judgement->shows_text || reading->tally[PROTECTION_NONE] > 0)
		return;
	if (reading->tally[PROTECTION_UNKNOWN] > 0)
		part->protection = PROTECTION_UNKNOWN;
	else if (reading->tally[PROTECTION_SECRET] > 0)
		part->protection = PROTECTION_SECRET;
	if (part->protection == PROTECTION_NONE)
		return;
	part->opened = OPENED_NOT;
	judged_scheme(reading->inspection, part, reading->scheme);
}

static gboolean read_archive(Reading *reading)
{
	g_autoptr(GPtrArray) members = g_ptr_array_new();
	Inspection *inspection = reading->inspection;
	ArchiveLimits limits = {
		.members = inspection->brief->limits.parts,
		.bytes = room(inspection),
		.deadline_us = inspection->deadline_us,
		.keyring = keyring_of(reading),
		.dictionary = inspection->brief->limits.dictionary_bytes,
	};
	g_autoptr(Judgement) judgement = NULL;
	const char *gave_up;

	if (!archive_type(reading->bytes.at, reading->bytes.size))
		return FALSE;
	if (!inspection_may_enter(inspection, reading->part->id,
				  reading->piece->depth + 1))
		return TRUE;
	if (!reading->members)
		reading->members = members;
	(void)keyring_gave_up(limits.keyring);
	judgement = archive_walk(reading->bytes.at, reading->bytes.size,
				 &limits, on_member, reading);
	judged_take(reading->inspection, reading->part, judgement);
	weigh_members(reading, judgement);
	if (reading->tells && !reading->part->note)
		reading->part->note = g_strdup("names of its members bear a "
					       "marking, and anyone can read "
					       "them");
	gave_up = judgement->gave_up ? judgement->gave_up
				     : keyring_gave_up(limits.keyring);
	if (gave_up)
		closed_gave_up(inspection, reading->part, gave_up);
	remembered_lock(inspection, reading->part, judgement->lock);
	if (judgement->lock)
		closed_add(inspection, reading->part, reading->piece,
			   reading->members, reading->bytes.at,
			   reading->bytes.size);
	return TRUE;
}

static gboolean read_document(Reading *reading)
{
	if (documents_take(reading->type)) {
		document_part_read(reading->inspection, reading->part,
				   reading->piece, reading->type,
				   reading->bytes.at, reading->bytes.size);
		if (reading->part->protection != PROTECTION_NONE)
			closed_add(reading->inspection, reading->part,
				   reading->piece, NULL, reading->bytes.at,
				   reading->bytes.size);
	} else if (!g_str_equal(reading->type, "text/xml") ||
		 !document_part_read_xml(reading->inspection, reading->part,
					 reading->piece, reading->bytes.at,
					 reading->bytes.size)) {
		return FALSE;
	}
	return TRUE;
}

static gboolean is_mail(const Reading *reading)
{
	const char *declared = reading->piece->declared_type;
	const char *name = reading->part->name;
	gsize size = name ? strlen(name) : 0;

	if (declared && (g_ascii_strcasecmp(declared, "message/rfc822") == 0 ||
			 g_ascii_strcasecmp(declared, "message/global") == 0 ||
			 g_ascii_strcasecmp(declared,
					    "text/rfc822-headers") == 0))
		return TRUE;
	if (size > 4 && g_ascii_strcasecmp(name + size - 4, ".eml") == 0)
		return TRUE;
	return g_strcmp0(reading->type, "message/rfc822") == 0 &&
	       reading->part->role != ROLE_BODY;
}

static gboolean read_mail(Reading *reading)
{
	guint depth = reading->piece->depth + 1;
	guint from;

	if (!is_mail(reading) ||
	    !inspection_may_enter(reading->inspection, reading->part->id,
				  depth))
		return FALSE;
	/* Its parts answer for themselves, as those of an inline one do. */
	if (reading->part->role == ROLE_ATTACHMENT)
		reading->part->role = ROLE_STRUCTURE;
	from = reading->inspection->findings->parts->len;
	mime_walk(reading->inspection, reading->part->id, depth,
		  reading->bytes.at, reading->bytes.size);
	judged_wrap(reading->inspection, reading->part, from);
	return TRUE;
}

/* Bounces quote whole mails; and of boundaries readers differ. */
static void read_embedded(Reading *reading)
{
	Inspection *inspection = reading->inspection;
	const guint8 *at = reading->bytes.at, *end = at + reading->bytes.size;
	guint depth = reading->piece->depth + 1;
	const guint8 *entity;
	gsize size;

	while (inspection_goes_on(inspection, reading->part->id) &&
	       (size = embedded_next(at, (gsize)(end - at), &entity)) > 0) {
		g_autofree char *id = g_strdup_printf("%s/embedded",
						      reading->part->id);

		at = entity + size;
		if (!inspection_may_enter(inspection, reading->part->id,
					  depth) ||
		    !inspection_may_decode(inspection, reading->part->id,
					   size))
			return;
		mime_walk_entity(inspection, reading->part->id, id, depth,
				 entity, size);
	}
}

static gboolean read_text(Reading *reading)
{
	if (!g_str_has_prefix(reading->type, "text/") &&
	    reading->part->role != ROLE_BODY)
		return FALSE;
	text_inspect(reading->inspection, reading->part, reading->piece,
		     reading->type, reading->bytes.at, reading->bytes.size);
	read_embedded(reading);
	armoured_read_pem(reading->inspection, reading->part, reading->piece,
			  reading->bytes.at, reading->bytes.size);
	return TRUE;
}

/* Known formats that show people no text, or none that could be read. */
static gboolean is_textless(const char *type)
{
	static const char *const prefixes[] = {
		"image/", "audio/", "video/", "font/", "application/ogg",
	};

	for (guint i = 0; i < G_N_ELEMENTS(prefixes); i++) {
		if (g_str_has_prefix(type, prefixes[i]))
			return TRUE;
	}
	return FALSE;
}

/* Whatever nobody here can read: people may be able to. */
static gboolean read_unknown(Reading *reading)
{
	Part *part = reading->part;

	if (is_textless(reading->type)) {
		part->note = g_strdup("holds no text that could be searched");
		return TRUE;
	}
	document_part_salvage(reading->inspection, part, reading->piece,
			      reading->bytes.at, reading->bytes.size);
	inspection_problem(reading->inspection, PROBLEM_UNSUPPORTED, part->id,
			   "a format that cannot be read here (%s); only "
			   "runs of text in it were searched", reading->type);
	return TRUE;
}

/* The first that knows the bytes reads them. */
static gboolean (*const readers[])(Reading *reading) = {
	read_cms,
	read_pgp,
	read_document,
	read_archive,
	read_mail,
	read_text,
	read_unknown,
};

static void read_by_first(Reading *reading)
{
	for (guint i = 0; i < G_N_ELEMENTS(readers); i++) {
		if (readers[i](reading))
			return;
	}
}

/* "Version: 1" of PGP/MIME (RFC 3156 4) says nothing and hides nothing. */
static gboolean is_pgp_version(const Piece *piece, const Bytes *bytes)
{
	return piece->declared_type &&
	       g_ascii_strcasecmp(piece->declared_type,
				  "application/pgp-encrypted") == 0 &&
	       bytes->size < 64 &&
	       g_strstr_len((const char *)bytes->at, (gssize)bytes->size,
			    "Version: 1") == (const char *)bytes->at;
}

static void read_names(Inspection *inspection, Part *part, const Piece *piece)
{
	if (piece->names && piece->names->len > 0)
		(void)inspection_search(inspection, PLACE_FILENAME, part->id,
					part->name, piece->names);
}

/* Declared as text for the reader's eyes, but nothing of the kind. */
static gboolean is_no_body(const char *type)
{
	return !g_str_has_prefix(type, "text/") &&
	       !g_str_has_prefix(type, "message/") &&
	       !g_str_equal(type, "application/octet-stream") &&
	       !g_str_equal(type, "application/xml");
}

static void read_content(Inspection *inspection, Part *part,
			 const Piece *piece, const guint8 *at, gsize size)
{
	Reading reading = {
		.inspection = inspection, .piece = piece, .part = part,
		.type = type_by_content(at, size), .bytes = { at, size },
	};

	part->size = size;
	g_free(part->type);
	part->type = g_strdup(reading.type);
	if (part->role == ROLE_BODY && is_no_body(reading.type))
		part->role = ROLE_ATTACHMENT;
	if (is_pgp_version(piece, &reading.bytes))
		part->role = ROLE_STRUCTURE;
	hash(part, &reading.bytes);
	scanning_part(inspection, part, at, size);
	if (size > 0)
		read_by_first(&reading);
}

/* NULL over a limit. */
static Part *begin_part(Inspection *inspection, const Piece *piece)
{
	Part *part = inspection_goes_on(inspection, "") ?
		     inspection_add_part(inspection, piece) : NULL;

	if (part)
		read_names(inspection, part, piece);
	return part;
}

Part *content_inspect(Inspection *inspection, const Piece *piece,
		      const guint8 *at, gsize size)
{
	Part *part = begin_part(inspection, piece);

	if (part)
		read_content(inspection, part, piece, at, size);
	return part;
}

void content_reopen(Inspection *inspection, Part *part, const Piece *piece,
		    GPtrArray *members, const guint8 *bytes, gsize size)
{
	Reading reading = {
		.inspection = inspection, .piece = piece, .part = part,
		.type = type_by_content(bytes, size),
		.bytes = { bytes, size }, .members = members, .again = TRUE,
	};
	Protection before = part->protection;

	inspection->reopened = part;
	read_by_first(&reading);
	inspection->reopened = NULL;
	/* What programs use by themselves was not tried again. */
	if (part->protection == PROTECTION_SECRET)
		part->protection = before;
}

Part *content_unreadable(Inspection *inspection, const Piece *piece,
			 guint64 size)
{
	Part *part = begin_part(inspection, piece);

	if (part)
		part->size = size;
	return part;
}
