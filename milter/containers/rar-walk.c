/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * rar-walk.c - RAR archives with something closed: judged block by block.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none.
 * Limits:   an archive with readable content beside is left to libarchive.
 *           What a word opens is read where it is stored; where it is packed
 *           a small archive is written around it for libarchive, which works
 *           for what is neither solid nor split.
 */
#include "containers/rar.h"

#include <string.h>

#include <archive.h>
#include <archive_entry.h>
#include <openssl/crypto.h>
#include <zlib.h>

#include "containers/cursor.h"
#include "containers/filter.h"
#include "containers/type.h"

/* A comment longer than a program's advertisement is a text of its own. */
#define COMMENT_TEXT 256

#define BLOCKS_MOST 1000000
#define DICTIONARY_LEAST ((guint64)128 << 10)	/* RAR 5: << n */

typedef struct RarWalk {
	Walk *walk;
	RarReader reader;
	const char *scheme;
	GArray *blocks;		/* RarBlock */
	gboolean has_end;
	gboolean is_closed;
} RarWalk;

static Protection try_lock(RarWalk *this, Lock *made, Key *ret_key)
{
	Keyring *keyring = this->walk->limits->keyring;
	g_autoptr(Lock) lock = made;
	const char *gave_up;

	/* WinRAR encrypts nothing without a password. */
	*ret_key = keyring_open(keyring, lock, NULL);
	gave_up = keyring_gave_up(keyring);
	if (ret_key->word)
		return PROTECTION_NONE;
	if (!this->walk->judgement->lock)
		this->walk->judgement->lock = g_steal_pointer(&lock);
	if (!gave_up)
		return PROTECTION_SECRET;
	if (keyring)
		walk_complain(this->walk, PROBLEM_LIMIT, gave_up);
	return PROTECTION_UNKNOWN;
}

/* The check value has a checksum of its own; without it it counts nothing. */
static gboolean is_check_sound(const guint8 *check)
{
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
	guint8 digest[32];
	gsize size = sizeof(digest);

	g_checksum_update(sum, check, 8);
	g_checksum_get_digest(sum, digest, &size);
	return memcmp(digest, check + 8, 4) == 0;
}

static Lock *header_lock(RarWalk *this)
{
	const RarReader *reader = &this->reader;
	gsize before = reader->is_rar5 ? 16 : 8;
	RarChain chain = { .cipher = reader->cipher };

	if (reader->size - reader->at < before + RAR_BLOCK)
		return NULL;
	if (reader->is_rar5)
		memcpy(chain.cipher.iv, reader->bytes + reader->at, before);
	else
		memcpy(chain.cipher.salt, reader->bytes + reader->at, before);
	chain.kind = reader->is_rar5 ? RAR5_HEADER : RAR4_HEADER;
	chain.bytes = reader->bytes + reader->at + before;
	chain.bytes_size = reader->size - reader->at - before;
	if (reader->has_check && is_check_sound(reader->check)) {
		chain.kind = RAR5_CHECKED;
		memcpy(chain.check, reader->check, RAR_CHECK);
	}
	return rar_lock_new(&chain);
}

static Lock *file_lock(const RarWalk *this, const RarBlock *block)
{
	RarChain chain = { .cipher = block->cipher, .kind = RAR_UNTRIED };

	chain.bytes = this->reader.bytes + block->data_at;
	chain.bytes_size = (gsize)block->packed_size;
	chain.crc = block->crc;
	chain.size = block->size;
	if (block->is_stored && block->has_crc && !block->is_split &&
	    block->size > 0)
		chain.kind = this->reader.is_rar5 ? RAR5_STORED : RAR4_STORED;
	if (block->has_check && is_check_sound(block->check)) {
		chain.kind = RAR5_CHECKED;
		memcpy(chain.check, block->check, RAR_CHECK);
	}
	return rar_lock_new(&chain);
}

static void put(GByteArray *out, guint64 value, guint size)
{
	value = GUINT64_TO_LE(value);
	g_byte_array_append(out, (const guint8 *)&value, size);
}

static void put_vint(GByteArray *out, guint64 value)
{
	do {
		put(out, (value & 127) | (value > 127 ? 128 : 0), 1);
		value >>= 7;
	} while (value > 0);
}

static void put_header5(GByteArray *out, const GByteArray *header)
{
	g_autoptr(GByteArray) sized = g_byte_array_new();

	put_vint(sized, header->len);
	g_byte_array_append(sized, header->data, header->len);
	put(out, crc32_z(0, sized->data, sized->len), 4);
	g_byte_array_append(out, sized->data, sized->len);
}

static void put_archive5(GByteArray *out, const RarBlock *block,
			 const guint8 *data, gsize size)
{
	g_autoptr(GByteArray) header = g_byte_array_new();

	g_byte_array_append(out, (const guint8 *)"Rar!\x1a\x07\x01\0", 8);
	put(header, 0x000001, 3);
	put_header5(out, header);
	g_byte_array_set_size(header, 0);
	put_vint(header, 2);
	put_vint(header, 2);
	put_vint(header, size);
	put_vint(header, 0);
	put_vint(header, block->size);
	put_vint(header, 0);
	put_vint(header, block->method);
	put_vint(header, 1);
	put_vint(header, 1);
	put(header, 'a', 1);
	put_header5(out, header);
	g_byte_array_append(out, data, (guint)size);
	g_byte_array_set_size(header, 0);
	put(header, 0x000005, 3);
	put_header5(out, header);
}

static void put_header4(GByteArray *out, const GByteArray *header)
{
	put(out, crc32_z(0, header->data, header->len) & 0xffff, 2);
	g_byte_array_append(out, header->data, header->len);
}

static void put_archive4(GByteArray *out, const RarBlock *block,
			 const guint8 *data, gsize size)
{
	g_autoptr(GByteArray) header = g_byte_array_new();

	g_byte_array_append(out, (const guint8 *)"Rar!\x1a\x07\0", 7);
	put(header, 0x73, 3);
	put(header, 13, 2);
	put(header, 0, 6);
	put_header4(out, header);
	g_byte_array_set_size(header, 0);
	put(header, 0x74, 1);
	put(header, 0x8000 | (block->flags & 0xe0), 2);
	put(header, 33, 2);
	put(header, size, 4);
	put(header, block->size, 4);
	put(header, 3, 1);
	put(header, block->crc, 4);
	put(header, 0x21, 4);
	put(header, block->method, 2);
	put(header, 1, 2);
	put(header, 0100644, 4);
	put(header, 'a', 1);
	put_header4(out, header);
	g_byte_array_append(out, data, (guint)size);
	g_byte_array_set_size(header, 0);
	put(header, 0x40007b, 3);
	put(header, 7, 2);
	put_header4(out, header);
}

/* What is packed in @data, by libarchive; @max at most. */
static UnpackEnd rar_unpack(const RarWalk *this, const RarBlock *block,
			    const guint8 *data, gsize size, gsize max,
			    GByteArray *out)
{
	g_autoptr(GByteArray) bytes = g_byte_array_new();
	struct archive *archive;
	struct archive_entry *entry;
	UnpackEnd end = UNPACK_BROKEN;

	if (block->size > G_MAXINT32 || size > G_MAXINT32 / 2)
		return UNPACK_LIMIT;
	if (this->reader.is_rar5 && DICTIONARY_LEAST <<
	    (block->method >> 10 & 15) > walk_dictionary(this->walk))
		return UNPACK_LIMIT;
	(this->reader.is_rar5 ? put_archive5 : put_archive4)(bytes, block,
							     data, size);
	archive = archive_read_new();
	(void)(this->reader.is_rar5 ? archive_read_support_format_rar5
				    : archive_read_support_format_rar)(
		archive);
	if (archive_read_open_memory(archive, bytes->data, bytes->len) ==
	    ARCHIVE_OK &&
	    archive_read_next_header(archive, &entry) >= ARCHIVE_WARN)
		end = filter_read(archive, max,
				  this->walk->limits->deadline_us, out);
	(void)archive_read_free(archive);
	return end;
}

static gboolean fits(const RarBlock *block, const guint8 *bytes, gsize size)
{
	return block->has_crc && size == block->size &&
	       crc32_z(0, bytes, size) == block->crc;
}

/* Said to be encrypted, and yet it can be read as it is. */
static gboolean is_lie(const RarWalk *this, const RarBlock *block)
{
	g_autoptr(GByteArray) out = g_byte_array_new();
	const guint8 *data = this->reader.bytes + block->data_at;
	gsize size = (gsize)block->packed_size;

	if (type_is_plain(data, size))
		return TRUE;
	if (block->is_stored)
		return block->size <= size &&
		       fits(block, data, (gsize)block->size);
	if (block->is_solid || block->is_split)
		return FALSE;
	(void)rar_unpack(this, block, data, size,
			 (gsize)MIN(this->walk->bytes_left,
				    (guint64)G_MAXINT32), out);
	return fits(block, out->data, out->len) ||
	       type_is_plain(out->data, out->len);
}

/* The content that @word opens. */
static void content_read(RarWalk *this, const RarBlock *block,
			 const char *word, GByteArray *plain, Member *member)
{
	g_autoptr(GByteArray) out = g_byte_array_new();
	gsize size = (gsize)block->packed_size / RAR_BLOCK * RAR_BLOCK;
	gsize max = (gsize)MIN(this->walk->bytes_left, (guint64)G_MAXINT32);
	UnpackEnd end = UNPACK_BROKEN;
	gboolean fine;
	RarKey key;

	member->problem = "opened, but cannot be unpacked here";
	member->problem_kind = PROBLEM_FAILED;
	if (size > max || !rar_lock_key(&block->cipher, word, &key))
		return;
	g_byte_array_set_size(out, (guint)size);
	fine = rar_decrypt(&key, this->reader.bytes + block->data_at, size,
			   out->data);
	OPENSSL_cleanse(&key, sizeof(key));
	if (!fine)
		return;
	if (block->is_stored) {
		g_byte_array_append(plain, out->data, (guint)MIN(size,
							block->size));
		end = size >= block->size || block->is_split ? UNPACK_WHOLE
							     : UNPACK_BROKEN;
	} else if (!block->is_solid && !block->is_split) {
		end = rar_unpack(this, block, out->data, size, max, plain);
	}
	if (plain->len == 0)
		return;
	member->problem = NULL;
	walk_unpacked(this->walk, member, end, plain);
	if (!member->problem && block->has_crc && !block->is_split &&
	    !fits(block, plain->data, plain->len)) {
		member->problem = "RAR member has another checksum";
		member->problem_kind = PROBLEM_MALFORMED;
	}
}

static void put_unit(GString *out, guint unit)
{
	g_string_append_c(out, (char)(unit & 255));
	g_string_append_c(out, (char)(unit >> 8));
}

/* A run of the plain name's bytes, moved by what follows the length. */
static void put_run(GString *out, const RarBlock *block, Cursor *cursor,
		    guint high)
{
	guint8 length = cursor_u8(cursor);
	guint8 moved = length & 128 ? cursor_u8(cursor) : 0;
	guint page = length & 128 ? high << 8 : 0;

	for (guint i = 0; i < (length & 127u) + 2; i++) {
		gsize at = out->len / 2;

		if (cursor->broken || at >= block->name_size)
			return;
		put_unit(out, ((block->name[at] + moved) & 255) | page);
	}
}

/* RAR 4 writes the difference to the plain name, four units at a time. */
static GString *unicode_name(const RarBlock *block)
{
	GString *out = g_string_new(NULL);
	Cursor cursor = { block->unicode, block->unicode_size, FALSE };
	guint high = cursor_u8(&cursor), flags = 0, bits = 0;

	while (cursor.left > 0) {
		if (bits == 0) {
			flags = cursor_u8(&cursor);
			bits = 8;
		}
		bits -= 2;
		if (cursor.left == 0)
			break;
		switch (flags >> bits & 3) {
		case 0:
			put_unit(out, cursor_u8(&cursor));
			break;
		case 1:
			put_unit(out, cursor_u8(&cursor) | high << 8);
			break;
		case 2:
			put_unit(out, cursor_u16(&cursor));
			break;
		default:
			put_run(out, block, &cursor, high);
		}
	}
	return out;
}

static GPtrArray *block_names(const RarBlock *block)
{
	GPtrArray *names = g_ptr_array_new_with_free_func(g_free);

	if (block->unicode) {
		GString *name = unicode_name(block);

		walk_add_names(names, (const guint8 *)name->str, name->len,
			       "UTF-16LE");
		g_string_free(name, TRUE);
	}
	if (block->name_size > 0)
		walk_add_names(names, block->name, block->name_size,
			       block->is_utf8 ? "UTF-8" : NULL);
	if (names->len == 0)
		g_ptr_array_add(names, g_strdup("content"));
	return names;
}

static void closed_emit(RarWalk *this, const RarBlock *block, Member *member)
{
	g_autoptr(GByteArray) plain = g_byte_array_new();
	Key key;

	member->size = (gsize)MIN(block->size, G_MAXSIZE);
	member->scheme = this->scheme;
	if (is_lie(this, block)) {
		walk_complain(this->walk, PROBLEM_MALFORMED,
			      "RAR member is not encrypted as it says");
		member->problem = "RAR member is not encrypted as it says";
		member->problem_kind = PROBLEM_MALFORMED;
	} else {
		if (block->packed_size % RAR_BLOCK != 0)
			walk_complain(this->walk, PROBLEM_MALFORMED,
				      "encrypted RAR member of an impossible "
				      "size");
		member->protection = try_lock(this, file_lock(this, block),
					      &key);
		member->opened = key.opened;
		this->walk->judgement->opened =
			MAX(this->walk->judgement->opened, key.opened);
		if (key.word)
			content_read(this, block, key.word, plain, member);
	}
	(void)walk_emit(this->walk, member, TRUE);
}

/* Behind closed headers content may stand as it is; the word opened both. */
static void bare_emit(RarWalk *this, const RarBlock *block, Member *member)
{
	g_autoptr(GByteArray) plain = g_byte_array_new();
	const guint8 *data = this->reader.bytes + block->data_at;
	gsize size = (gsize)block->packed_size;
	gsize max = (gsize)MIN(this->walk->bytes_left, (guint64)G_MAXINT32);

	member->bytes = (const guint8 *)"";
	if (size > 0 && block->is_stored) {
		g_byte_array_append(plain, data, (guint)MIN(size, max));
		walk_unpacked(this->walk, member, size > max ? UNPACK_LIMIT
			      : UNPACK_WHOLE, plain);
	} else if (size > 0) {
		walk_unpacked(this->walk, member,
			      rar_unpack(this, block, data, size, max, plain),
			      plain);
	}
	(void)walk_emit(this->walk, member, size > 0);
}

/* Names again (QO), what repairs (RR) and rights (ACL) are no content. */
static gboolean is_harmless(const RarWalk *this, const RarBlock *block)
{
	static const char *const services[] = { "QO", "RR", "ACL", "UOW" };
	gsize size = (gsize)block->packed_size;

	if (block->is_closed || MAX(block->size, size) <= COMMENT_TEXT)
		return TRUE;
	for (guint i = 0; i < G_N_ELEMENTS(services); i++) {
		if (block->name_size == strlen(services[i]) &&
		    memcmp(block->name, services[i], block->name_size) == 0)
			return !type_is_plain(this->reader.bytes +
					      block->data_at, size);
	}
	return FALSE;
}

static void block_emit(RarWalk *this, const RarBlock *block)
{
	g_autoptr(GPtrArray) names = NULL;
	Member member = { .is_folder = block->is_folder };

	if (block->type == RAR_SERVICE || block->type == RAR_OTHER) {
		if (!is_harmless(this, block)) {
			this->walk->judgement->shows_text = TRUE;
			this->walk->with_content[PROTECTION_NONE]++;
		}
		return;
	}
	if (block->type != RAR_FILE)
		return;
	names = block_names(block);
	member.names = names;
	if (block->is_closed && block->packed_size > 0)
		closed_emit(this, block, &member);
	else
		bare_emit(this, block, &member);
}

static void headers_open(RarWalk *this)
{
	RarReader *reader = &this->reader;
	g_autoptr(Lock) lock = header_lock(this);
	const guint8 *rest = reader->bytes + reader->at;
	Protection protection;
	Key key;

	this->is_closed = TRUE;
	if (!lock) {
		walk_complain(this->walk, PROBLEM_MALFORMED,
			      "RAR archive is cut");
		walk_count(this->walk, PROTECTION_UNKNOWN, TRUE);
		return;
	}
	protection = try_lock(this, g_steal_pointer(&lock), &key);
	if (key.word) {
		reader->word = key.word;
		this->walk->judgement->opened = key.opened;
		return;
	}
	if (type_is_plain(rest, reader->size - reader->at))
		protection = PROTECTION_NONE;
	walk_count(this->walk, protection, TRUE);
}

static void blocks_read(RarWalk *this)
{
	RarReader *reader = &this->reader;
	RarBlock block;

	while (!this->has_end && this->blocks->len < BLOCKS_MOST) {
		if (reader->headers_closed && !reader->word) {
			headers_open(this);
			if (!reader->word)
				return;
		}
		if (!rar_next(reader, &block))
			break;
		g_array_append_val(this->blocks, block);
		this->has_end = block.type == RAR_END;
		this->is_closed = this->is_closed || block.is_closed;
	}
	if (reader->problem)
		walk_complain(this->walk, PROBLEM_MALFORMED, reader->problem);
	else if (!this->has_end)
		walk_complain(this->walk, PROBLEM_MALFORMED,
			      "RAR archive has no end");
	else if (reader->at < reader->size &&
		 !unpack_is_blank(reader->bytes + reader->at,
				  reader->size - reader->at))
		walk_complain(this->walk, PROBLEM_MALFORMED,
			      "something follows the RAR archive");
}

static gboolean has_bare(const RarWalk *this)
{
	for (guint i = 0; i < this->blocks->len; i++) {
		const RarBlock *block = &g_array_index(this->blocks, RarBlock,
						       i);

		if (block->type == RAR_FILE && !block->is_closed &&
		    block->packed_size > 0)
			return TRUE;
	}
	return FALSE;
}

gboolean rar_walk(Walk *walk, const guint8 *bytes, gsize size)
{
	RarWalk this = { .walk = walk };
	gboolean is_own;

	if (!rar_begin(&this.reader, bytes, size))
		return FALSE;
	this.scheme = this.reader.is_rar5 ? "rar-aes256" : "rar-aes128";
	this.blocks = g_array_new(FALSE, FALSE, sizeof(RarBlock));
	blocks_read(&this);
	is_own = this.is_closed;
	if (is_own && !this.reader.word && has_bare(&this)) {
		walk->with_content[PROTECTION_NONE]++;
		is_own = FALSE;
	}
	if (is_own)
		walk->judgement->scheme = g_strdup(this.scheme);
	else
		g_clear_pointer(&walk->judgement->problem, g_free);
	for (guint i = 0; is_own && i < this.blocks->len &&
	     walk_may_go_on(walk); i++)
		block_emit(&this, &g_array_index(this.blocks, RarBlock, i));
	g_array_unref(this.blocks);
	rar_end(&this.reader);
	return is_own;
}
