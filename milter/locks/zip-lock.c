/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * zip-lock.c - members of a ZIP that a password closes.
 *
 * A lock holds a record for each member: what its headers say and the
 * beginning of its data, all of it where it is short. How sure a word is:
 *
 *   - short members: authentication code of AES (2^-80), or checksum (2^-32);
 *   - long packed ones: the beginning unpacks as a stream would (zip-sense.c:
 *     2^-17 and less), and the verifier (2^-16) or check byte (2^-7) fits;
 *   - long stored ones: likewise a magic number, or bytes that are no noise;
 *   - else: two verifiers fit (2^-32, of 28 pairs), or all of three or more
 *     check bytes (2^-21).
 *
 * Runs in:  worker; milter (locks from memory).
 * Trusts:   nothing.
 * Effects:  none.
 */
#include "locks/zip-lock.h"

#include <string.h>

#include <openssl/crypto.h>
#include <zlib.h>

#include "locks/kinds.h"
#include "locks/zip-sense.h"
#include "text/cp932.h"

/* What a lock is made of: one byte, and records, each before its bytes. */
typedef struct Record {
	guint8 strength;
	guint8 is_whole;
	guint8 has_crc;
	guint8 check[2];
	guint16 method;
	guint16 taken;		/* bytes of the member that follow */
	guint32 crc;
	guint64 size;
} Record;

enum { IS_CHECKED = 1 };

gsize zip_closed_overhead(guint strength)
{
	return strength == 0 ? ZIP_CRYPTO_HEADER
			     : zip_aes_salt_size(strength) +
			       ZIP_AES_VERIFIER + ZIP_AES_CODE;
}

/* ---- making one ---------------------------------------------------------- */

/* With some of AES among them the shares of many would be too short for what
 * those take each, and the lock would be none. */
guint zip_lock_takes(const ZipClosed *members, guint count)
{
	guint aes = 0, at = 0;

	count = MIN(count, ZIP_LOCK_MEMBERS);
	for (; at < count; at++) {
		aes += members[at].strength > 0;
		if (aes > 0 && at >= ZIP_LOCK_AES)
			break;
	}
	return at;
}

static void record_append(GByteArray *data, const ZipClosed *closed,
			  gsize share)
{
	gboolean is_whole = closed->packed <= share;
	/* Of a code that is cut nobody could tell where it begins. */
	gsize taken = is_whole || closed->strength == 0
		? MIN(closed->packed, share)
		: MIN(closed->packed - ZIP_AES_CODE, share);
	Record record = {
		.strength = (guint8)closed->strength,
		.is_whole = is_whole ? 1 : 0,
		.has_crc = closed->has_crc ? 1 : 0,
		.check = { closed->check[0], closed->check[1] },
		.method = (guint16)MIN(closed->method, G_MAXUINT16),
		.taken = (guint16)taken,
		.crc = closed->crc,
		.size = closed->size,
	};

	g_byte_array_append(data, (const guint8 *)&record, sizeof(record));
	g_byte_array_append(data, closed->data, (guint)taken);
}

Lock *zip_lock_new(const ZipClosed *members, guint count, gboolean is_checked)
{
	g_autoptr(GByteArray) data = g_byte_array_new();
	guint8 flags = is_checked ? IS_CHECKED : 0;
	gsize left;

	count = zip_lock_takes(members, count);
	left = LOCK_MAX_BYTES - sizeof(flags) - count * sizeof(Record);
	g_byte_array_append(data, &flags, sizeof(flags));
	for (guint i = 0; i < count; i++) {
		gsize before = data->len;
		guint others = count - 1 - i;

		/* Half of what is there, and the last takes all. */
		record_append(data, &members[i],
			      others == 0 ? left :
			      i == 0 ? left / 2 : left / (others + 1));
		left -= data->len - before - sizeof(Record);
	}
	return lock_new(LOCK_ZIP, data->data, data->len);
}

/* ---- words --------------------------------------------------------------- */

static void spelling_free(gpointer spelling)
{
	OPENSSL_cleanse(spelling, strlen(spelling));
	g_free(spelling);
}

static void spelling_add(GPtrArray *all, char *spelling)
{
	for (guint i = 0; i < all->len; i++) {
		if (strcmp(all->pdata[i], spelling) == 0) {
			spelling_free(spelling);
			return;
		}
	}
	g_ptr_array_add(all, spelling);
}

GPtrArray *zip_spellings(const char *word)
{
	GPtrArray *all = g_ptr_array_new_with_free_func(spelling_free);
	g_autoptr(GString) cp932 = g_string_sized_new(256);
	char *composed;

	spelling_add(all, g_strdup(word));
	composed = g_utf8_normalize(word, -1, G_NORMALIZE_DEFAULT_COMPOSE);
	if (!composed)
		return all;
	if (cp932_encode(composed, cp932))
		spelling_add(all, g_strdup(cp932->str));
	OPENSSL_cleanse(cp932->str, cp932->len);
	spelling_add(all, composed);
	/* As macOS gives names and what is typed into some of its dialogs. */
	composed = g_utf8_normalize(word, -1, G_NORMALIZE_DEFAULT);
	spelling_add(all, composed);
	return all;
}

/* ---- members ------------------------------------------------------------- */

gboolean zip_closed_fits(const ZipClosed *closed, const char *spelling)
{
	guint8 header[ZIP_CRYPTO_HEADER];
	ZipCrypto state;

	if (closed->strength > 0)
		return zip_aes_fits(closed->strength, closed->data, spelling);
	zip_crypto_init(&state, spelling);
	zip_crypto_decrypt(&state, closed->data, sizeof(header), header);
	return header[sizeof(header) - 1] == closed->check[0] ||
	       header[sizeof(header) - 1] == closed->check[1];
}

/* Decrypts @size bytes behind salt or header. */
static gboolean decrypt(const ZipClosed *closed, const char *spelling,
			gsize size, gboolean is_whole, guint8 *out)
{
	gsize before = closed->strength == 0 ? ZIP_CRYPTO_HEADER
		: zip_aes_salt_size(closed->strength) + ZIP_AES_VERIFIER;
	const guint8 *at = closed->data + before;
	guint8 header[ZIP_CRYPTO_HEADER];
	ZipCrypto crypto;
	gboolean works;
	ZipAes aes;

	if (closed->strength == 0) {
		zip_crypto_init(&crypto, spelling);
		zip_crypto_decrypt(&crypto, closed->data, sizeof(header),
				   header);
		zip_crypto_decrypt(&crypto, at, size, out);
		return TRUE;
	}
	zip_aes_init(&aes, closed->strength, closed->data, spelling);
	works = (!is_whole ||
		 zip_aes_is_authentic(&aes, at, size, at + size)) &&
		zip_aes_decrypt(&aes, at, size, out);
	OPENSSL_cleanse(&aes, sizeof(aes));
	return works;
}

GByteArray *zip_closed_decrypt(const ZipClosed *closed, const char *spelling)
{
	gsize overhead = zip_closed_overhead(closed->strength);
	g_autoptr(GByteArray) out = g_byte_array_new();

	if (closed->packed < overhead ||
	    closed->packed - overhead > (gsize)G_MAXINT32)
		return NULL;
	g_byte_array_set_size(out, (guint)(closed->packed - overhead));
	if (!decrypt(closed, spelling, out->len, TRUE, out->data))
		return NULL;
	return g_steal_pointer(&out);
}

/* All of what is stored, for its beginning may be anything. */
static gboolean is_stored_whole(const ZipClosed *closed, const char *spelling)
{
	g_autoptr(GByteArray) plain = zip_closed_decrypt(closed, spelling);

	return plain && (guint32)crc32_z(0, plain->data, plain->len) ==
			closed->crc;
}

gboolean zip_closed_opens(const ZipClosed *closed, const char *spelling)
{
	gsize size = closed->packed - zip_closed_overhead(closed->strength);
	guint8 plain[LOCK_MAX_BYTES];
	gboolean is_whole = size <= sizeof(plain);

	if (!zip_closed_fits(closed, spelling))
		return FALSE;
	if (closed->strength > 0)
		return TRUE;
	if (closed->method == ZIP_STORED && closed->has_crc)
		return is_stored_whole(closed, spelling);
	size = MIN(size, sizeof(plain));
	return decrypt(closed, spelling, size, is_whole, plain) &&
	       zip_sense(&(ZipSensed){
			.bytes = plain, .size = size,
			.method = closed->method, .is_whole = is_whole,
			.has_crc = closed->has_crc, .crc = closed->crc,
			.whole_size = closed->size,
		}) != ZIP_SENSE_NONE;
}

/* ---- trying it ----------------------------------------------------------- */

typedef struct Probe {
	ZipClosed closed;
	gboolean is_whole;
} Probe;

/* How many records there are; 0: broken. */
static guint probes_read(const guint8 *data, gsize size, Probe *probes)
{
	guint count = 0;

	while (size > 0 && count < ZIP_LOCK_MEMBERS) {
		Probe *probe = &probes[count++];
		Record record;
		gsize least;

		if (size < sizeof(record))
			return 0;
		memcpy(&record, data, sizeof(record));
		data += sizeof(record);
		size -= sizeof(record);
		*probe = (Probe){
			.closed = {
				.strength = record.strength,
				.method = record.method,
				.crc = record.crc,
				.has_crc = record.has_crc,
				.check = { record.check[0], record.check[1] },
				.size = record.size,
				.data = data,
				.packed = record.taken,
			},
			.is_whole = record.is_whole,
		};
		if (record.strength > ZIP_AES_STRENGTHS || record.taken > size)
			return 0;
		least = zip_closed_overhead(record.strength);
		if (record.taken < least)
			return 0;
		data += record.taken;
		size -= record.taken;
	}
	return size > 0 ? 0 : count;
}

static ZipSense probe_try(const Probe *probe, const char *spelling)
{
	const ZipClosed *closed = &probe->closed;
	gsize overhead = zip_closed_overhead(closed->strength);
	gsize code = closed->strength > 0 ? ZIP_AES_CODE : 0;
	guint8 plain[LOCK_MAX_BYTES];
	gsize size = closed->packed - overhead;

	if (!zip_closed_fits(closed, spelling))
		return ZIP_SENSE_NONE;
	/* Cut short there is no code at its end, but data. */
	if (!probe->is_whole)
		size += code;
	if (!decrypt(closed, spelling, size, probe->is_whole, plain))
		return ZIP_SENSE_NONE;
	if (closed->strength > 0 && probe->is_whole)
		return ZIP_SENSE_SURE;
	return zip_sense(&(ZipSensed){
		.bytes = plain, .size = size, .method = closed->method,
		.is_whole = probe->is_whole, .has_crc = closed->has_crc,
		.crc = closed->crc, .whole_size = closed->size,
	});
}

/* Where no member is sure by itself several of them may be. */
static gboolean is_sure(guint aes, guint crypto, guint all)
{
	return aes >= 2 || (aes >= 1 && crypto >= 1) ||
	       (crypto >= 3 && crypto == all);
}

static gboolean spelling_opens(const Probe *probes, guint count,
			       const char *spelling, gboolean is_checked)
{
	guint aes = 0, crypto = 0;

	for (guint i = 0; i < count; i++) {
		ZipSense sense = probe_try(&probes[i], spelling);

		if (sense == ZIP_SENSE_SURE)
			return TRUE;
		if (sense == ZIP_SENSE_NONE)
			continue;
		if (i == 0 && is_checked)
			return TRUE;
		if (probes[i].closed.strength > 0)
			aes++;
		else
			crypto++;
	}
	return is_sure(aes, crypto, count);
}

LockAnswer zip_lock_try(const guint8 *data, gsize size, const char *word)
{
	g_autoptr(GPtrArray) spellings = NULL;
	Probe probes[ZIP_LOCK_MEMBERS];
	guint count;

	if (size < 1)
		return LOCK_UNKNOWN;
	count = probes_read(data + 1, size - 1, probes);
	if (count == 0)
		return LOCK_UNKNOWN;
	spellings = zip_spellings(word);
	for (guint i = 0; i < spellings->len; i++) {
		if (spelling_opens(probes, count, spellings->pdata[i],
				   data[0] == IS_CHECKED))
			return LOCK_OPENS;
	}
	return LOCK_STAYS;
}
