/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * sevenzip-lock.c - locks of 7z: AES-256-CBC behind a slow SHA-256.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none. Keys are wiped.
 * Limits:   where the whole stream is in the lock (3 KiB) and its checksum is
 *           there, a chance hit is 1 in 2^32. Of a longer one 3 KiB that
 *           decode as LZMA, LZMA2 or Deflate without an error are no chance:
 *           random bits name a distance beyond the beginning within a few
 *           symbols. bzip2 begins with 64 bits of magic. Stored data must
 *           end in three bytes of padding, begin with a known magic, or be
 *           unevenly distributed (beyond 8 sigma); PPMd must begin with 0 and
 *           end in two bytes of padding: others of these two stay closed.
 */
#include "locks/sevenzip-lock.h"

#include <string.h>

#include <lzma.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <zlib.h>

#include "locks/kinds.h"
#include "locks/word.h"

#define HELD ((gsize)3072)
#define NO_ROUNDS 63
#define POWER_MOST 20	/* 2^20 <= LOCK_MAX_ROUNDS */

/* Decoding without an error says enough from here on. */
#define SURE_INPUT 64
#define OUTPUT_MOST ((gsize)256 * 1024)

/* What a lock holds: this, then .held bytes, then the last two blocks. */
typedef struct SevenzipData {
	SevenzipCipher cipher;
	guint8 packed;
	guint8 properties[5];
	guint32 crc;
	guint32 held;
	guint64 size;
	guint64 unpacked_size;
	guint64 checked_size;
} SevenzipData;
G_STATIC_ASSERT(sizeof(SevenzipData) + HELD + 2 * SEVENZIP_BLOCK <=
		LOCK_MAX_BYTES);

gboolean sevenzip_cipher_read(SevenzipCipher *ret_cipher,
			      const guint8 *properties, gsize size)
{
	SevenzipCipher cipher = { 0 };
	gsize salt, iv;

	if (size < 1)
		return FALSE;
	cipher.cycles_power = properties[0] & 63;
	salt = properties[0] >> 7;
	iv = properties[0] >> 6 & 1;
	if (salt || iv) {
		if (size < 2)
			return FALSE;
		salt += properties[1] >> 4;
		iv += properties[1] & 15;
		if (salt > SEVENZIP_BLOCK || iv > SEVENZIP_BLOCK ||
		    size != 2 + salt + iv)
			return FALSE;
		memcpy(cipher.salt, properties + 2, salt);
		memcpy(cipher.iv, properties + 2 + salt, iv);
	} else if (size != 1) {
		return FALSE;
	}
	cipher.salt_size = (guint8)salt;
	*ret_cipher = cipher;
	return TRUE;
}

Lock *sevenzip_lock_new(const SevenzipChain *chain)
{
	g_autoptr(GByteArray) bytes = g_byte_array_new();
	SevenzipData data;
	gsize all = chain->bytes_size / SEVENZIP_BLOCK * SEVENZIP_BLOCK;
	gsize tail = MIN(all, (gsize)2 * SEVENZIP_BLOCK);

	memset(&data, 0, sizeof(data));
	data.cipher = chain->cipher;
	data.packed = (guint8)chain->packed;
	memcpy(data.properties, chain->properties, sizeof(data.properties));
	data.crc = chain->crc;
	data.held = (guint32)MIN(all, HELD);
	data.size = chain->size;
	data.unpacked_size = chain->unpacked_size;
	data.checked_size = chain->checked_size;
	g_byte_array_append(bytes, (const guint8 *)&data, sizeof(data));
	g_byte_array_append(bytes, chain->bytes, data.held);
	g_byte_array_append(bytes, chain->bytes + (all - tail), (guint)tail);
	return lock_new(LOCK_SEVENZIP, bytes->data, bytes->len);
}

/* Counts up in the bytes that follow each salt and password. */
static gboolean stretch(EVP_MD_CTX *hash, const guint8 *begin, gsize size,
			guint64 rounds)
{
	guint8 block[8192];
	gsize unit = size + 8, units = sizeof(block) / unit;
	gboolean fine = TRUE;

	for (gsize i = 0; i < units; i++)
		memcpy(block + i * unit, begin, size);
	for (guint64 done = 0; fine && done < rounds;) {
		gsize now = (gsize)MIN(units, rounds - done);

		for (gsize i = 0; i < now; i++) {
			guint64 counter = GUINT64_TO_LE(done + i);

			memcpy(block + i * unit + size, &counter, 8);
		}
		fine = EVP_DigestUpdate(hash, block, now * unit) == 1;
		done += now;
	}
	OPENSSL_cleanse(block, sizeof(block));
	return fine;
}

static gboolean derive(const SevenzipCipher *cipher, const guint8 *begin,
		       gsize size, guint8 ret_key[SEVENZIP_KEY])
{
	EVP_MD_CTX *hash;
	gboolean fine;

	if (cipher->cycles_power == NO_ROUNDS) {
		memset(ret_key, 0, SEVENZIP_KEY);
		memcpy(ret_key, begin, MIN(size, SEVENZIP_KEY));
		return TRUE;
	}
	if (cipher->cycles_power > POWER_MOST)
		return FALSE;
	hash = EVP_MD_CTX_new();
	fine = hash && EVP_DigestInit_ex(hash, EVP_sha256(), NULL) == 1 &&
	       stretch(hash, begin, size,
		       (guint64)1 << cipher->cycles_power) &&
	       EVP_DigestFinal_ex(hash, ret_key, NULL) == 1;
	EVP_MD_CTX_free(hash);
	return fine;
}

gboolean sevenzip_lock_key(const SevenzipCipher *cipher, const char *word,
			   guint8 ret_key[SEVENZIP_KEY])
{
	guint8 begin[SEVENZIP_BLOCK + 512];
	g_auto(WordUnits) units = { NULL, 0 };
	gsize size = cipher->salt_size;
	gboolean fine;

	if (!word_units(word, &units) || units.size > 512 ||
	    size > SEVENZIP_BLOCK)
		return FALSE;
	memcpy(begin, cipher->salt, size);
	memcpy(begin + size, units.bytes, units.size);
	fine = derive(cipher, begin, size + units.size, ret_key);
	OPENSSL_cleanse(begin, sizeof(begin));
	return fine;
}

gboolean sevenzip_decrypt(const guint8 key[SEVENZIP_KEY],
			  const guint8 iv[SEVENZIP_BLOCK],
			  const guint8 *bytes, gsize size, guint8 *out)
{
	EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
	gsize at = 0;
	gboolean fine;
	int came;

	fine = context && EVP_DecryptInit_ex(context, EVP_aes_256_cbc(), NULL,
					     key, iv) == 1 &&
	       EVP_CIPHER_CTX_set_padding(context, 0) == 1;
	while (fine && at < size) {
		gsize now = MIN(size - at, (gsize)1 << 28);

		fine = EVP_DecryptUpdate(context, out + at, &came, bytes + at,
					 (int)now) == 1;
		at += now;
	}
	EVP_CIPHER_CTX_free(context);
	return fine;
}

/* What decoding the beginning came to. */
typedef struct Decoded {
	gboolean failed;
	gboolean ended;		/* all that is expected came out */
	guint64 out;
	gsize used;
	gboolean is_checked;
	gboolean fits;		/* the checksum does */
} Decoded;

static void decoded_take(Decoded *decoded, const SevenzipData *data,
			 const guint8 *bytes, gsize size, guint32 *crc)
{
	guint64 left = data->checked_size - MIN(decoded->out,
						data->checked_size);
	gsize now = (gsize)MIN(left, size);

	if (now > 0)
		*crc = (guint32)crc32_z(*crc, bytes, now);
	decoded->out += size;
	if (left > 0 && now == left) {
		decoded->is_checked = TRUE;
		decoded->fits = *crc == data->crc;
	}
	if (decoded->out >= data->unpacked_size)
		decoded->ended = TRUE;
}

static gboolean lzma_options(const SevenzipData *data,
			     lzma_options_lzma *options)
{
	memset(options, 0, sizeof(*options));
	options->dict_size = OUTPUT_MOST * 2;
	if (data->packed == SEVENZIP_PACKED_LZMA2)
		return TRUE;
	if (data->properties[0] >= 9 * 5 * 5)
		return FALSE;
	options->lc = data->properties[0] % 9;
	options->lp = data->properties[0] / 9 % 5;
	options->pb = data->properties[0] / 45;
	options->ext_flags = LZMA_LZMA1EXT_ALLOW_EOPM;
	options->ext_size_low = (guint32)data->unpacked_size;
	options->ext_size_high = (guint32)(data->unpacked_size >> 32);
	return options->lc + options->lp <= 4;
}

static void lzma_decode(const SevenzipData *data, const guint8 *bytes,
			gsize size, Decoded *decoded)
{
	lzma_options_lzma options;
	lzma_filter filters[2] = {
		{ data->packed == SEVENZIP_PACKED_LZMA ?
		  LZMA_FILTER_LZMA1EXT : LZMA_FILTER_LZMA2, &options },
		{ LZMA_VLI_UNKNOWN, NULL },
	};
	lzma_stream stream = LZMA_STREAM_INIT;
	lzma_ret state;
	guint8 out[4096];
	guint32 crc = 0;

	decoded->failed = TRUE;
	if (!lzma_options(data, &options) ||
	    lzma_raw_decoder(&stream, filters) != LZMA_OK)
		return;
	stream.next_in = bytes;
	stream.avail_in = size;
	do {
		stream.next_out = out;
		stream.avail_out = sizeof(out);
		state = lzma_code(&stream, LZMA_RUN);
		decoded_take(decoded, data, out,
			     sizeof(out) - stream.avail_out, &crc);
	} while (state == LZMA_OK && decoded->out < OUTPUT_MOST &&
		 (stream.avail_in > 0 || stream.avail_out == 0));
	decoded->used = size - stream.avail_in;
	decoded->failed = state != LZMA_OK && state != LZMA_STREAM_END &&
			  state != LZMA_BUF_ERROR;
	lzma_end(&stream);
}

static void deflate_decode(const SevenzipData *data, const guint8 *bytes,
			   gsize size, Decoded *decoded)
{
	z_stream stream = { .next_in = (z_const Bytef *)(guintptr)bytes,
			    .avail_in = (uInt)size };
	guint8 out[4096];
	guint32 crc = 0;
	int state;

	decoded->failed = TRUE;
	if (inflateInit2(&stream, -15) != Z_OK)
		return;
	do {
		stream.next_out = out;
		stream.avail_out = sizeof(out);
		state = inflate(&stream, Z_NO_FLUSH);
		decoded_take(decoded, data, out,
			     sizeof(out) - stream.avail_out, &crc);
	} while (state == Z_OK && decoded->out < OUTPUT_MOST);
	decoded->used = size - stream.avail_in;
	decoded->failed = state != Z_OK && state != Z_STREAM_END &&
			  state != Z_BUF_ERROR;
	(void)inflateEnd(&stream);
}

/* Bytes of padding at the end, where they all are 0; 0 otherwise. */
static guint padding(const SevenzipData *data, const guint8 *last)
{
	guint many = (guint)(-data->size & (SEVENZIP_BLOCK - 1));

	for (guint i = 0; i < many; i++) {
		if (last[SEVENZIP_BLOCK - 1 - i] != 0)
			return 0;
	}
	return many;
}

/* A chance hit of this has 255 of the mean, 22.6 of deviation. */
static gboolean is_uneven(const guint8 *bytes, gsize size)
{
	guint32 counts[256] = { 0 };
	double sum = 0, expected = (double)size / 256;

	if (size < 1280)
		return FALSE;
	for (gsize i = 0; i < size; i++)
		counts[bytes[i]]++;
	for (guint i = 0; i < 256; i++)
		sum += (counts[i] - expected) * (counts[i] - expected);
	return sum / expected > 255 + 8 * 22.6;
}

static gboolean has_magic(const guint8 *bytes, gsize size)
{
	static const char *const magics[] = {
		"PK\003\004", "%PDF-", "\xd0\xcf\x11\xe0", "\x89PNG",
		"GIF89a", "7z\xbc\xaf\x27\x1c", "Rar!\x1a\x07", "{\\rtf",
		"\xff\xd8\xff\xe0", "\xff\xd8\xff\xe1", "MSCF",
	};

	for (guint i = 0; i < G_N_ELEMENTS(magics); i++) {
		if (size > 16 &&
		    memcmp(bytes, magics[i], strlen(magics[i])) == 0)
			return TRUE;
	}
	return FALSE;
}

static LockAnswer stored_answer(const SevenzipData *data, const guint8 *bytes,
				gsize size, guint pad)
{
	if (data->checked_size > 0 && data->checked_size <= size)
		return crc32_z(0, bytes, (gsize)data->checked_size) ==
		       data->crc ? LOCK_OPENS : LOCK_STAYS;
	return pad >= 3 || has_magic(bytes, size) || is_uneven(bytes, size)
		? LOCK_OPENS : LOCK_STAYS;
}

/*
 * LZMA2 and Deflate may hold bytes as they are, which decode without an
 * error whatever they are: the size of the first such block must be the one
 * that is written (1 in 2^24), or what it holds must tell.
 */
static gboolean is_kept_block(const SevenzipData *data, const guint8 *bytes)
{
	return data->packed == SEVENZIP_PACKED_LZMA2 ? bytes[0] < 3 :
	       data->packed == SEVENZIP_PACKED_DEFLATE && (bytes[0] & 6) == 0;
}

static LockAnswer kept_answer(const SevenzipData *data, const guint8 *bytes,
			      gsize size, const Decoded *decoded, guint pad)
{
	gsize header = data->packed == SEVENZIP_PACKED_LZMA2 ? 3 : 5;
	guint64 block = (guint64)(bytes[1] << 8 | bytes[2]) + 1;

	if (decoded->is_checked)
		return decoded->fits ? LOCK_OPENS : LOCK_STAYS;
	if (decoded->failed || size <= header)
		return LOCK_STAYS;
	if (header == 3 && bytes[0] == 1 &&
	    block == MIN(data->unpacked_size, (guint64)1 << 16))
		return LOCK_OPENS;
	return pad >= 3 || has_magic(bytes + header, size - header) ||
	       is_uneven(bytes + header, size - header) ? LOCK_OPENS
							: LOCK_STAYS;
}

static LockAnswer decoded_answer(const Decoded *decoded, gsize size,
				 guint pad)
{
	if (decoded->is_checked)
		return decoded->fits ? LOCK_OPENS : LOCK_STAYS;
	if (decoded->failed)
		return LOCK_STAYS;
	if (decoded->used >= SURE_INPUT && decoded->out >= SURE_INPUT)
		return decoded->ended || decoded->used == size ||
		       decoded->out >= OUTPUT_MOST ? LOCK_OPENS : LOCK_STAYS;
	return decoded->ended && pad >= 2 ? LOCK_OPENS : LOCK_STAYS;
}

static LockAnswer answer(const SevenzipData *data, const guint8 *bytes,
			 gsize size, const guint8 *last)
{
	guint pad = padding(data, last);
	Decoded decoded = { 0 };

	switch ((SevenzipPacked)data->packed) {
	case SEVENZIP_PACKED_STORED:
		return stored_answer(data, bytes, size, pad);
	case SEVENZIP_PACKED_LZMA:
		if (bytes[0] != 0)
			return LOCK_STAYS;
		lzma_decode(data, bytes, size, &decoded);
		return decoded_answer(&decoded, size, pad);
	case SEVENZIP_PACKED_LZMA2:
		lzma_decode(data, bytes, size, &decoded);
		return is_kept_block(data, bytes) ?
		       kept_answer(data, bytes, size, &decoded, pad) :
		       decoded_answer(&decoded, size, pad);
	case SEVENZIP_PACKED_DEFLATE:
		deflate_decode(data, bytes, size, &decoded);
		return is_kept_block(data, bytes) ?
		       kept_answer(data, bytes, size, &decoded, pad) :
		       decoded_answer(&decoded, size, pad);
	case SEVENZIP_PACKED_BZIP2:
		return size > 10 && memcmp(bytes, "BZh", 3) == 0 &&
		       memcmp(bytes + 4, "1AY&SY", 6) == 0 ? LOCK_OPENS
							   : LOCK_STAYS;
	case SEVENZIP_PACKED_PPMD:
		return bytes[0] == 0 && pad >= 2 ? LOCK_OPENS : LOCK_STAYS;
	case SEVENZIP_PACKED_OTHER:
	case SEVENZIP_PACKED_COUNT:
		break;
	}
	return pad >= 3 ? LOCK_OPENS : LOCK_STAYS;
}

static LockAnswer try_key(const SevenzipData *data, const guint8 *bytes,
			  const guint8 key[SEVENZIP_KEY])
{
	guint8 plain[HELD], last[SEVENZIP_BLOCK];
	gsize size = data->held;
	const guint8 *tail = bytes + size;
	gboolean one = size == SEVENZIP_BLOCK;
	LockAnswer result = LOCK_UNKNOWN;

	if (sevenzip_decrypt(key, data->cipher.iv, bytes, size, plain) &&
	    sevenzip_decrypt(key, one ? data->cipher.iv : tail,
			     one ? tail : tail + SEVENZIP_BLOCK,
			     SEVENZIP_BLOCK, last))
		result = answer(data, plain, (gsize)MIN(size, data->size),
				last);
	OPENSSL_cleanse(plain, sizeof(plain));
	OPENSSL_cleanse(last, sizeof(last));
	return result;
}

LockAnswer sevenzip_lock_try(const guint8 *bytes, gsize size,
			     const char *word)
{
	SevenzipData data;
	guint8 key[SEVENZIP_KEY];
	LockAnswer result;

	if (size < sizeof(data))
		return LOCK_UNKNOWN;
	memcpy(&data, bytes, sizeof(data));
	bytes += sizeof(data);
	size -= sizeof(data);
	if (data.held < SEVENZIP_BLOCK || data.held > HELD ||
	    data.held % SEVENZIP_BLOCK != 0 || data.size == 0 ||
	    data.packed >= SEVENZIP_PACKED_COUNT ||
	    data.cipher.salt_size > SEVENZIP_BLOCK ||
	    size != data.held + MIN(data.held, 2u * SEVENZIP_BLOCK))
		return LOCK_UNKNOWN;
	if (data.cipher.cycles_power > POWER_MOST &&
	    data.cipher.cycles_power != NO_ROUNDS)
		return LOCK_COSTLY;
	if (!sevenzip_lock_key(&data.cipher, word, key))
		return LOCK_STAYS;
	result = try_key(&data, bytes, key);
	OPENSSL_cleanse(key, sizeof(key));
	return result;
}
