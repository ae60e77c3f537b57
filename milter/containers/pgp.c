/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * pgp.c - OpenPGP messages (RFC 4880, RFC 9580) by their packets.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none.
 * Limits:   whether a passphrase that nobody said is any good is not judged.
 */
#include "containers/pgp.h"

#include <string.h>

#include "containers/filter.h"
#include "containers/pgp-armour.h"
#include "containers/pgp-packet.h"
#include "containers/readable.h"
#include "containers/type.h"
#include "containers/unpack.h"
#include "locks/pgp-lock.h"

#define BLOCKS 100
#define COMPRESSED_DEPTH 8
#define PACKET_HEADERS ((gsize)65536)
#define INFLATE_TIME (10 * G_TIME_SPAN_SECOND)

/* More than any key or signature algorithm needs for one recipient; and less
 * than any. */
#define ESK_SIZE ((gsize)8192)
#define PKESK_LEAST ((gsize)32)

/* What one message was seen to hold. */
typedef struct Seen {
	guint keys;		/* session key packets not used up yet */
	guint encrypted;	/* encrypted-data packets */
	guint readable;		/* packets with content to be read */
	guint others;		/* signatures, keys and the like */
	gboolean null_cipher;
	const char *type;
} Seen;

typedef struct Walk {
	Judgement *judgement;
	Keyring *keyring;	/* nullable */
	gsize max_bytes;
	gsize budget;		/* bytes that may still be inflated */
	gint64 deadline_us;
	guint depth;		/* of compressed packets */
	const char *type;
	GPtrArray *words;	/* GByteArray: of .seen.keys, those that are
				 * behind a passphrase */
	Seen seen;		/* of the message at hand */
} Walk;

static void complain(Walk *walk, ProblemKind kind, const char *what)
{
	judgement_complain(walk->judgement, kind, what);
}

static void note(Walk *walk, const char *text)
{
	if (!walk->judgement->note)
		walk->judgement->note = g_strdup(text);
}

static gboolean is_text(const GByteArray *bytes)
{
	const char *type = type_by_content(bytes->data, bytes->len);

	return g_str_has_prefix(type, "text/");
}

/* Texts may be read one after the other; two files may not. */
static void inside_add(Walk *walk, const guint8 *bytes, gsize size)
{
	Judgement *judgement = walk->judgement;
	g_autoptr(GByteArray) more = g_byte_array_new();
	gsize room = walk->max_bytes;

	walk->seen.readable++;
	if (size > room)
		complain(walk, PROBLEM_LIMIT, "PGP content over the limit");
	g_byte_array_append(more, bytes, (guint)MIN(size, room));
	if (!judgement->inside) {
		judgement->inside_is_entity = type_is_entity(more->data,
							     more->len);
		judgement->inside = g_steal_pointer(&more);
		return;
	}
	room -= MIN(room, judgement->inside->len);
	if (!is_text(judgement->inside) || !is_text(more) || more->len > room) {
		complain(walk, PROBLEM_FAILED,
			 "several PGP contents: only the first was read");
		return;
	}
	g_byte_array_append(judgement->inside, (const guint8 *)"\n", 1);
	g_byte_array_append(judgement->inside, more->data, more->len);
}

static void packets_walk(Walk *walk, const guint8 *bytes, gsize size);

static void bytes_free(gpointer data)
{
	g_byte_array_unref(data);
}

static void word_add(Walk *walk, const Packet *packet)
{
	GByteArray *bytes = g_byte_array_sized_new((guint)packet->size);

	g_byte_array_append(bytes, packet->body, (guint)packet->size);
	g_ptr_array_add(walk->words, bytes);
}

static gboolean on_session_key(Walk *walk, const Packet *packet)
{
	gboolean is_symmetric = packet->tag == PGP_SKESK;
	guint version;

	if (packet->size < (is_symmetric ? 4 : PKESK_LEAST) ||
	    packet->size > ESK_SIZE)
		return FALSE;
	version = packet->body[0];
	/* Version 4 names the cipher next, 5 likewise; 6 after a count. */
	if (is_symmetric && packet->body[version == 6 ? 2 : 1] == 0)
		walk->seen.null_cipher = TRUE;
	if (is_symmetric ? version < 4 || version > 6
			 : version < 2 || version > 6)
		return FALSE;
	walk->seen.keys++;
	if (is_symmetric)
		word_add(walk, packet);
	return TRUE;
}

/* How many octets stand before the ciphertext; -1: not this packet. */
static gssize encrypted_prefix(Walk *walk, const Packet *packet)
{
	guint version = packet->size > 0 ? packet->body[0] : 0;
	const char *scheme = NULL;
	gssize prefix = 0;

	if (packet->tag == PGP_SED) {
		scheme = "pgp-sed";
	} else if (packet->tag == PGP_AEAD) {
		scheme = version == 1 ? "pgp-aead" : NULL;
		prefix = 4;
	} else if (version == 1) {
		scheme = "pgp-seipd";
		prefix = 1;
	} else if (version == 2) {
		scheme = "pgp-seipdv2";
		prefix = 4 + 32;
	}
	if (!scheme || packet->size < (gsize)prefix)
		return -1;
	if (prefix >= 4 && packet->body[1] == 0)
		walk->seen.null_cipher = TRUE;
	if (!walk->judgement->scheme)
		walk->judgement->scheme = g_strdup(scheme);
	return prefix;
}

/* What the right passphrase gives are packets like any others. */
static void opened_walk(Walk *walk, const PgpMessage *message, const Key *key)
{
	gboolean whole = FALSE;
	g_autoptr(GByteArray) packets = pgp_lock_open(message, key->word,
						      &whole);
	Seen outer = walk->seen;

	walk->judgement->opened = MAX(walk->judgement->opened, key->opened);
	if (!packets || !whole)
		complain(walk, PROBLEM_MALFORMED,
			 "PGP data that was opened is damaged");
	if (packets && walk->depth < COMPRESSED_DEPTH) {
		walk->depth++;
		packets_walk(walk, packets->data, packets->len);
		walk->depth--;
	}
	walk->seen = outer;
	walk->seen.readable++;
}

/* Tries passphrases where there are any to be had. */
static void encrypted_try(Walk *walk, const Packet *packet)
{
	static const char *const known[] = { "", NULL };
	PgpMessage message = {
		walk->words, packet->tag, packet->body, packet->size
	};
	g_autoptr(Lock) lock = pgp_lock_new(&message);
	const char *gave_up;
	Key key;

	if (!lock)
		return;
	(void)keyring_gave_up(walk->keyring);
	key = keyring_open(walk->keyring, lock, known);
	if (key.word) {
		opened_walk(walk, &message, &key);
		return;
	}
	gave_up = keyring_gave_up(walk->keyring);
	if (gave_up) {
		walk->judgement->gave_up = gave_up;
		walk->judgement->protection = MIN(PROTECTION_UNKNOWN,
			walk->judgement->protection);
	}
	if (!walk->judgement->lock)
		walk->judgement->lock = g_steal_pointer(&lock);
}

/* Where the content of a literal packet begins (RFC 9580 5.9); 0: nowhere. */
static gsize literal_content(const Packet *packet)
{
	gsize header = packet->size < 6 ? 0 : (gsize)2 + packet->body[1] + 4;

	return header <= packet->size ? header : 0;
}

/* A first packet that anybody opens, where ciphertext should be. */
static gboolean holds_packets(const guint8 *bytes, gsize size)
{
	Packets in = { bytes, bytes + size, FALSE };
	gboolean holds = FALSE;
	Packet packet;
	gsize skip;

	if (!packets_begin(bytes, size) || !packets_next(&in, &packet))
		return FALSE;
	skip = packet.tag == PGP_LITERAL ? literal_content(&packet) :
	       packet.tag == PGP_COMPRESSED ? 1 : 0;
	if (skip > 0)
		holds = readable_is(packet.body + skip, packet.size - skip);
	packet_clear(&packet);
	return holds;
}

static gboolean on_encrypted(Walk *walk, const Packet *packet)
{
	gssize prefix = encrypted_prefix(walk, packet);
	const guint8 *bytes = packet->body + MAX(prefix, 0);
	gsize size;

	walk->seen.encrypted++;
	if (prefix < 0)
		return FALSE;
	size = packet->size - (gsize)prefix;
	if (size == 0 || readable_is(bytes, size) ||
	    holds_packets(bytes, size)) {
		note(walk, "said to be encrypted, but readable");
		inside_add(walk, bytes, size);
	} else {
		encrypted_try(walk, packet);
	}
	if (walk->seen.keys == 0)
		complain(walk, PROBLEM_MALFORMED,
			 "PGP data encrypted for nobody: no session key");
	walk->seen.type = "application/pgp-encrypted";
	walk->seen.keys = 0;
	g_ptr_array_set_size(walk->words, 0);
	return TRUE;
}

static const struct {
	ProblemKind kind;
	const char *what;
} inflate_problems[] = {
	[UNPACK_WHOLE] = { PROBLEM_COUNT, NULL },
	[UNPACK_LIMIT] = { PROBLEM_LIMIT, "compressed PGP over the limit" },
	[UNPACK_TIMEOUT] = { PROBLEM_LIMIT, "compressed PGP took too long" },
	[UNPACK_BROKEN] = { PROBLEM_MALFORMED, "compressed PGP is damaged" },
};

/* Compression by its number (RFC 9580 9.4). */
enum { COMPRESSED_NOT, COMPRESSED_ZIP, COMPRESSED_ZLIB, COMPRESSED_BZIP2 };

static gboolean on_inflated(Walk *walk, const Packet *packet)
{
	g_autoptr(GByteArray) out = g_byte_array_new();
	const guint8 *at = packet->body + 1;
	gsize size = packet->size - 1, used = size;
	UnpackEnd end;

	if (packet->body[0] == COMPRESSED_BZIP2)
		end = filter_unpack(FILTER_BZIP2, at, size, walk->budget,
				    walk->deadline_us, out);
	else
		end = unpack_inflate(at, size,
				     packet->body[0] == COMPRESSED_ZIP ?
				     UNPACK_RAW : UNPACK_ZLIB, walk->budget,
				     walk->deadline_us, out, &used);
	walk->budget -= MIN(walk->budget, out->len);
	if (end != UNPACK_WHOLE)
		complain(walk, inflate_problems[end].kind,
			 inflate_problems[end].what);
	packets_walk(walk, out->data, out->len);
	/* A packet of no length of its own takes all that follows it. */
	if (end == UNPACK_WHOLE && used < size)
		packets_walk(walk, at + used, size - used);
	return TRUE;
}

static gboolean on_compressed(Walk *walk, const Packet *packet)
{
	gboolean whole = TRUE;

	if (packet->size < 2)
		return FALSE;
	if (walk->depth >= COMPRESSED_DEPTH) {
		complain(walk, PROBLEM_LIMIT,
			 "PGP compressed within compressed, too deep");
		return TRUE;
	}
	walk->depth++;
	if (packet->body[0] == COMPRESSED_NOT) {
		packets_walk(walk, packet->body + 1, packet->size - 1);
	} else if (packet->body[0] <= COMPRESSED_BZIP2) {
		whole = on_inflated(walk, packet);
	} else {
		walk->seen.readable++;
		complain(walk, PROBLEM_FAILED,
			 "PGP compression that cannot be read here");
	}
	walk->depth--;
	return whole;
}

/* Of the first file that is handed out. */
static void name_take(Walk *walk, const guint8 *name, gsize size)
{
	Judgement *judgement = walk->judgement;

	if (judgement->inside || size == 0 || memchr(name, 0, size))
		return;
	g_free(judgement->inside_name);
	judgement->inside_name =
		g_utf8_validate((const char *)name, (gssize)size, NULL) ?
		g_strndup((const char *)name, size) :
		g_convert((const char *)name, (gssize)size, "UTF-8", "CP932",
			  NULL, NULL, NULL);
}

static gboolean on_literal(Walk *walk, const Packet *packet)
{
	gsize header = literal_content(packet);

	walk->seen.type = "application/pgp";
	if (header == 0)
		return FALSE;
	name_take(walk, packet->body + 2, packet->body[1]);
	inside_add(walk, packet->body + header, packet->size - header);
	return TRUE;
}

static gboolean on_other(Walk *walk, const Packet *packet)
{
	gboolean is_signature = packet->tag == PGP_SIGNATURE ||
				packet->tag == PGP_ONE_PASS;

	if (!walk->seen.type)
		walk->seen.type = is_signature ? "application/pgp-signature"
					  : "application/pgp-keys";
	walk->seen.others++;
	return TRUE;
}

static gboolean on_marker(Walk *walk, const Packet *packet)
{
	(void)walk;
	return packet->size == 3 && memcmp(packet->body, "PGP", 3) == 0;
}

/* Random by its definition: text there is content that someone hid. */
static gboolean on_padding(Walk *walk, const Packet *packet)
{
	(void)walk;
	return !type_is_plain(packet->body, packet->size);
}

static gboolean (*const on_packet[])(Walk *, const Packet *) = {
	[PGP_PKESK] = on_session_key,
	[PGP_SIGNATURE] = on_other,
	[PGP_SKESK] = on_session_key,
	[PGP_ONE_PASS] = on_other,
	[PGP_SECRET_KEY] = on_other,
	[PGP_PUBLIC_KEY] = on_other,
	[PGP_SECRET_SUBKEY] = on_other,
	[PGP_COMPRESSED] = on_compressed,
	[PGP_SED] = on_encrypted,
	[PGP_MARKER] = on_marker,
	[PGP_LITERAL] = on_literal,
	[PGP_TRUST] = on_other,
	[PGP_USER_ID] = on_other,
	[PGP_PUBLIC_SUBKEY] = on_other,
	[PGP_USER_ATTRIBUTE] = on_other,
	[PGP_SEIPD] = on_encrypted,
	[PGP_AEAD] = on_encrypted,
	[PGP_PADDING] = on_padding,
};

static void packets_walk(Walk *walk, const guint8 *bytes, gsize size)
{
	Packets in;
	Packet packet;

	if (size == 0)
		return;
	in = (Packets){ bytes, bytes + size, FALSE };
	/* No packet begins with white space. */
	while (!unpack_is_blank(in.at, (gsize)(in.end - in.at)) &&
	       packets_next(&in, &packet)) {
		guint tag = packet.tag;

		if (tag >= G_N_ELEMENTS(on_packet) || !on_packet[tag] ||
		    !on_packet[tag](walk, &packet))
			in.malformed = TRUE;
		packet_clear(&packet);
	}
	if (in.malformed)
		complain(walk, PROBLEM_MALFORMED, "PGP packets are damaged");
}

/*
 * One message, or several, from their packets. The grammar of RFC 9580 10.3:
 * nothing but markers and padding may stand beside an encrypted packet and
 * its keys.
 */
static Protection message_conclude(Walk *walk)
{
	const Seen *seen = &walk->seen;

	if (seen->readable > 0)
		return PROTECTION_NONE;
	if (seen->encrypted == 0 && seen->keys == 0)
		return seen->others > 0 ? PROTECTION_NONE : PROTECTION_UNKNOWN;
	if (seen->null_cipher) {
		note(walk, "null cipher");
		return PROTECTION_NONE;
	}
	if (seen->encrypted == 0 || seen->keys > 0 || seen->others > 0) {
		complain(walk, PROBLEM_MALFORMED,
			 "PGP packets in no order that makes a message");
		return PROTECTION_UNKNOWN;
	}
	return PROTECTION_SECRET;
}

static Protection message_judge(Walk *walk, const guint8 *bytes, gsize size)
{
	walk->seen = (Seen){ 0 };
	g_ptr_array_set_size(walk->words, 0);
	packets_walk(walk, bytes, size);
	if (walk->seen.type)
		walk->type = walk->seen.type;
	return message_conclude(walk);
}

static Protection block_judge(Walk *walk, const ArmourBlock *block)
{
	Protection protection = PROTECTION_NONE;

	if (block->cleartext)
		inside_add(walk, block->cleartext->data, block->cleartext->len);
	else if (block->packets)
		protection = message_judge(walk, block->packets->data,
					   block->packets->len);
	if (block->damaged) {
		complain(walk, PROBLEM_MALFORMED, "PGP armour is damaged");
		protection = MIN(protection, PROTECTION_UNKNOWN);
	}
	if (block->wordy) {
		note(walk, "text in the armour's header");
		inside_add(walk, block->header->data, block->header->len);
		protection = PROTECTION_NONE;
	}
	return protection;
}

/* The weakest of several blocks counts, and text beside them is content. */
static Protection armour_judge(Walk *walk, const guint8 *bytes, gsize size)
{
	g_autoptr(Armour) armour = armour_read(bytes, size, BLOCKS);
	Protection protection = PROTECTION_SECRET;

	for (guint i = 0; i < armour->blocks->len; i++) {
		Protection one = block_judge(walk, armour->blocks->pdata[i]);

		protection = MIN(protection, one);
	}
	if (armour->beside) {
		note(walk, "text beside the PGP message");
		inside_add(walk, armour->beside->data, armour->beside->len);
		protection = PROTECTION_NONE;
	}
	return protection;
}

gboolean pgp_begins(const guint8 *bytes, gsize size)
{
	if (size == 0)
		return FALSE;
	return packets_begin(bytes, size) || armour_begins(bytes, size);
}

gboolean pgp_is(const guint8 *bytes, gsize size)
{
	if (size == 0)
		return FALSE;
	return packets_begin(bytes, size) || armour_is(bytes, size);
}

Judgement *pgp_judge(const guint8 *bytes, gsize size, gsize max_bytes,
		     Keyring *keyring)
{
	g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(bytes_free);
	Walk walk = {
		.keyring = keyring, .words = words,
		.max_bytes = MIN(max_bytes, G_MAXINT32 / 2),
	};
	Protection protection = PROTECTION_SECRET;

	if (!pgp_is(bytes, size))
		return NULL;
	walk.judgement = judgement_new();
	walk.judgement->protection = PROTECTION_SECRET;
	/* Room for the headers of the packets within. */
	walk.budget = walk.max_bytes + PACKET_HEADERS;
	walk.deadline_us = g_get_monotonic_time() + INFLATE_TIME;
	if (packets_begin(bytes, size))
		protection = message_judge(&walk, bytes, size);
	else
		protection = armour_judge(&walk, bytes, size);
	walk.judgement->protection = MIN(walk.judgement->protection,
					 protection);
	walk.judgement->type = g_strdup(walk.type ? walk.type
						  : "application/pgp");
	return walk.judgement;
}
