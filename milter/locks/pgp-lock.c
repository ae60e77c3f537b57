/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * pgp-lock.c - passphrases of OpenPGP messages.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none.
 *
 * A lock is: the number of session key packets; each with its length in two
 * bytes; the tag of the data packet; whether its body is cut; the body.
 *
 * How sure: session keys of versions 5 and 6, and data in chunks, are
 * authenticated; a message that the lock holds whole has a SHA-1. Else there
 * are 16 bits, and a packet must begin behind them: a tag of 30 first bytes
 * in 256 and a first byte of the body of 6 in 256 at most, so about 3 in 10^8
 * wrong words look right.
 */
#include "locks/pgp-lock.h"

#include <string.h>

#include <openssl/crypto.h>

#include "locks/kinds.h"
#include "locks/pgp-session.h"

/* Each costs a try as much time as one message. */
#define WORDS_MOST 8
#define WORD_PACKET_MOST 256

typedef struct Parsed {
	PgpBytes words[WORDS_MOST];
	guint count;
	guint tag;
	gboolean is_cut;
	PgpBytes body;
} Parsed;

Lock *pgp_lock_new(const PgpMessage *message)
{
	g_autoptr(GByteArray) out = g_byte_array_new();
	guint8 count = 0, tail[2];
	gsize room;

	g_byte_array_append(out, &count, 1);
	for (guint i = 0; i < message->words->len && count < WORDS_MOST; i++) {
		const GByteArray *word = message->words->pdata[i];
		guint8 size[2] = { (guint8)(word->len >> 8),
				   (guint8)word->len };

		if (word->len > WORD_PACKET_MOST)
			continue;
		g_byte_array_append(out, size, 2);
		g_byte_array_append(out, word->data, word->len);
		count++;
	}
	if (count == 0)
		return NULL;
	out->data[0] = count;
	room = LOCK_MAX_BYTES - sizeof tail - out->len;
	tail[0] = (guint8)message->tag;
	tail[1] = message->size > room;
	g_byte_array_append(out, tail, sizeof tail);
	g_byte_array_append(out, message->body,
			    (guint)MIN(message->size, room));
	return lock_new(LOCK_PGP, out->data, out->len);
}

static gboolean cut(PgpBytes *in, gsize size, PgpBytes *ret)
{
	if (in->left < size)
		return FALSE;
	*ret = (PgpBytes){ in->at, size };
	in->at += size;
	in->left -= size;
	return TRUE;
}

static gboolean parse(PgpBytes in, Parsed *parsed)
{
	PgpBytes head;

	*parsed = (Parsed){ 0 };
	if (!cut(&in, 1, &head) || head.at[0] > WORDS_MOST)
		return FALSE;
	parsed->count = head.at[0];
	for (guint i = 0; i < parsed->count; i++) {
		if (!cut(&in, 2, &head) ||
		    !cut(&in, (gsize)head.at[0] << 8 | head.at[1],
			 &parsed->words[i]))
			return FALSE;
	}
	if (!cut(&in, 2, &head))
		return FALSE;
	parsed->tag = head.at[0];
	parsed->is_cut = head.at[1] != 0;
	parsed->body = in;
	return TRUE;
}

/* Where the body of a packet begins; 0 where none does. */
static gsize packet_begin(const GByteArray *packets, guint *ret_tag)
{
	guint8 first = packets->len > 8 ? packets->data[0] : 0;
	guint8 length = packets->len > 8 ? packets->data[1] : 0;

	if (!(first & 0x80))
		return 0;
	if (first & 0x40) {
		*ret_tag = first & 0x3f;
		if (length == 255)
			return 6;
		return length >= 192 && length < 224 ? 3 : 2;
	}
	*ret_tag = first >> 2 & 0x0f;
	return (first & 3) == 3 ? 1 : 1 + ((gsize)1 << (first & 3));
}

/* Whether these are the packets that stand within encryption. */
static gboolean is_message(const GByteArray *packets)
{
	static const struct {
		guint tag;
		guint8 least, most;
	} firsts[] = {
		{ 2, 3, 6 }, { 4, 3, 3 }, { 4, 6, 6 }, { 8, 0, 3 },
		{ 11, 'b', 'b' }, { 11, 'l', 'm' }, { 11, 't', 'u' },
	};
	guint tag = 0;
	gsize at = packet_begin(packets, &tag);

	for (guint i = 0; at > 0 && i < G_N_ELEMENTS(firsts); i++) {
		if (tag == firsts[i].tag &&
		    packets->data[at] >= firsts[i].least &&
		    packets->data[at] <= firsts[i].most)
			return TRUE;
	}
	return at > 0 && tag == 10 &&
	       memcmp(packets->data + at, "PGP", 3) == 0;
}

/* Of several locks on one door: one that opens does, one that costs too much
 * was not tried, and one of no known scheme says nothing. */
static LockAnswer join(LockAnswer a, LockAnswer b)
{
	static const guint8 weight[] = {
		[LOCK_STAYS] = 1, [LOCK_OPENS] = 3, [LOCK_COSTLY] = 2,
		[LOCK_UNKNOWN] = 0,
	};

	return weight[a] > weight[b] ? a : b;
}

/* Opens with one spelling of the word; @out takes the packets. */
static LockAnswer open_spelt(const Parsed *parsed, const char *word,
			     gsize length, GByteArray *out,
			     PgpAnswer *ret_data)
{
	LockAnswer all = LOCK_UNKNOWN;
	PgpSession session;

	for (guint i = 0; i < parsed->count && all != LOCK_OPENS; i++) {
		LockAnswer answer = pgp_session(parsed->words[i], word, length,
						&session);

		if (answer == LOCK_OPENS) {
			*ret_data = pgp_data(&session, parsed->tag,
					     parsed->body, parsed->is_cut,
					     out);
			if (!session.sure && *ret_data != PGP_DATA_SURE &&
			    (*ret_data == PGP_DATA_WRONG || !is_message(out)))
				answer = LOCK_STAYS;
			OPENSSL_cleanse(&session, sizeof session);
		}
		all = join(all, answer);
	}
	return all;
}

/* As mail readers of Windows, too, have typed it. */
static LockAnswer open_word(const Parsed *parsed, const char *word,
			    GByteArray *out, PgpAnswer *ret_data)
{
	LockAnswer answer = open_spelt(parsed, word, strlen(word), out,
				       ret_data);
	g_autofree char *other = NULL;
	gsize size;

	if (answer != LOCK_STAYS || g_str_is_ascii(word))
		return answer;
	other = g_convert(word, -1, "CP932", "UTF-8", NULL, &size, NULL);
	return other ? open_spelt(parsed, other, size, out, ret_data)
		     : answer;
}

LockAnswer pgp_lock_try(const guint8 *data, gsize size, const char *word)
{
	g_autoptr(GByteArray) out = g_byte_array_new();
	PgpAnswer found;
	Parsed parsed;

	if (!parse((PgpBytes){ data, size }, &parsed))
		return LOCK_UNKNOWN;
	return open_word(&parsed, word, out, &found);
}

GByteArray *pgp_lock_open(const PgpMessage *message, const char *word,
			  gboolean *ret_whole)
{
	g_autoptr(GByteArray) out = g_byte_array_new();
	PgpAnswer found = PGP_DATA_WRONG;
	Parsed parsed = {
		.tag = message->tag,
		.body = { message->body, message->size },
	};

	for (guint i = 0; i < message->words->len &&
	     parsed.count < WORDS_MOST; i++) {
		const GByteArray *packet = message->words->pdata[i];

		if (packet->len <= WORD_PACKET_MOST)
			parsed.words[parsed.count++] =
				(PgpBytes){ packet->data, packet->len };
	}
	if (open_word(&parsed, word, out, &found) != LOCK_OPENS)
		return NULL;
	*ret_whole = found == PGP_DATA_SURE ||
		     (found == PGP_DATA_MAYBE && message->tag == 9);
	return g_steal_pointer(&out);
}
