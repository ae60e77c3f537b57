/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * sevenzip-walk.c - 7z archives with something closed: judged folder by
 * folder, and read where no password, or a known one, is needed.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none.
 * Limits:   a folder is decoded as a whole into memory, within the limits of
 *           the walk. A stream that AES does not stand before as the first
 *           thing, which no program writes, is unknown.
 */
#include "containers/sevenzip.h"

#include <string.h>

#include <openssl/crypto.h>
#include <zlib.h>

#include "containers/sevenzip-chain.h"
#include "containers/sevenzip-plain.h"
#include "containers/type.h"
#include "locks/sevenzip-lock.h"

#define SCHEME "7z-aes256"

/* A header within a header within ... */
#define HEADERS 4
#define HEADER_MOST ((gsize)64 << 20)

/* Of what is said to be encrypted so much is looked at. */
#define LOOK ((gsize)64 * 1024)
#define LOOK_OUT ((gsize)4096)

/* More than this that nobody knows how to read may be a text. */
#define EXTRA_MOST 256

typedef struct Span {
	guint64 at;
	guint64 size;
} Span;

typedef struct SevenzipWalk {
	Walk *walk;
	const guint8 *bytes;
	gsize size;
	GArray *spans;		/* Span: what is accounted for */
	gboolean is_closed;	/* something in it was or is */
	gboolean is_refused;	/* nor may libarchive read it: it trusts
				 * counts and sizes of dictionaries */
	GByteArray *content;	/* of the folder read last; nullable */
	Protection protection;	/* of that folder */
	const char *problem;
	ProblemKind problem_kind;
	Opened opened;
} SevenzipWalk;

static void add_span(SevenzipWalk *this, guint64 at, guint64 size)
{
	Span span = { at, size };

	if (size > 0)
		g_array_append_val(this->spans, span);
}

static gint by_place(gconstpointer a, gconstpointer b)
{
	const Span *one = a, *other = b;

	return one->at < other->at ? -1 : one->at > other->at;
}

static gboolean is_nothing(const guint8 *bytes, gsize size)
{
	for (gsize i = 0; i < size; i++) {
		if (bytes[i] != 0 && bytes[i] != '\r' && bytes[i] != '\n')
			return FALSE;
	}
	return TRUE;
}

/* Every byte belongs to one stream or header. @from: the first that must. */
static void check_spans(SevenzipWalk *this, guint64 from)
{
	g_array_sort(this->spans, by_place);
	for (guint i = 0; i < this->spans->len; i++) {
		const Span *span = &g_array_index(this->spans, Span, i);

		if (span->at != from)
			walk_complain(this->walk, PROBLEM_MALFORMED,
				      span->at < from ?
				      "7z streams overlap" :
				      "7z archive has bytes that belong to "
				      "nothing in it");
		from = MAX(from, span->at + span->size);
	}
	if (from < this->size &&
	    !is_nothing(this->bytes + from, (gsize)(this->size - from)))
		walk_complain(this->walk, PROBLEM_MALFORMED,
			      "something follows the 7z archive");
}

static gboolean has_cipher(const SevenzipFolder *folder)
{
	for (guint i = 0; i < folder->coders_count; i++) {
		if (folder->coders[i].id == SEVENZIP_AES)
			return TRUE;
	}
	return FALSE;
}

/* Every packed stream goes through AES first, and only once. */
static gboolean is_all_closed(const SevenzipFolder *folder)
{
	guint ciphers = 0;

	for (guint i = 0; i < folder->packed_count; i++) {
		if (!sevenzip_cipher(folder, i))
			return FALSE;
	}
	for (guint i = 0; i < folder->coders_count; i++)
		ciphers += folder->coders[i].id == SEVENZIP_AES;
	return ciphers == folder->packed_count;
}

/* Each stream has a cipher of its own, all with the same word. */
static GByteArray *decrypt(const SevenzipWalk *this,
			   const SevenzipStream *packed,
			   const SevenzipCoder *coder, const char *word)
{
	g_autoptr(GByteArray) out = g_byte_array_new();
	guint8 key[SEVENZIP_KEY];
	SevenzipCipher cipher;
	gboolean fine;

	if (packed->size > G_MAXINT32 || packed->size % SEVENZIP_BLOCK != 0 ||
	    coder->size > packed->size ||
	    !sevenzip_cipher_read(&cipher, coder->properties,
				  coder->properties_size) ||
	    !sevenzip_lock_key(&cipher, word, key))
		return NULL;
	g_byte_array_set_size(out, (guint)packed->size);
	fine = sevenzip_decrypt(key, cipher.iv, this->bytes + packed->at,
				out->len, out->data);
	OPENSSL_cleanse(key, sizeof(key));
	g_byte_array_set_size(out, (guint)coder->size);
	return fine ? g_steal_pointer(&out) : NULL;
}

static gsize room(const SevenzipWalk *this)
{
	return (gsize)MIN(this->walk->bytes_left, (guint64)G_MAXINT32);
}

/* Decodes @folder; @word opens it, where it is closed. */
static UnpackEnd folder_unpack(const SevenzipWalk *this,
			       const Sevenzip *sevenzip,
			       const SevenzipFolder *folder, const char *word,
			       gsize max, GByteArray *out)
{
	SevenzipPlain plain[SEVENZIP_CODERS];
	g_autoptr(GPtrArray) held = g_ptr_array_new_with_free_func(
		(GDestroyNotify)g_byte_array_unref);

	if (sevenzip_is_too_large(folder, walk_dictionary(this->walk)))
		return UNPACK_LIMIT;
	for (guint i = 0; i < folder->packed_count; i++) {
		const SevenzipStream *packed = sevenzip_packed(sevenzip, folder, i);
		const SevenzipCoder *cipher = sevenzip_cipher(folder, i);
		GByteArray *bytes = NULL;

		plain[i] = (SevenzipPlain){ this->bytes + packed->at,
					    (gsize)packed->size };
		if (!cipher)
			continue;
		bytes = decrypt(this, packed, cipher, word);
		if (!bytes)
			return UNPACK_BROKEN;
		g_ptr_array_add(held, bytes);
		plain[i] = (SevenzipPlain){ bytes->data, bytes->len };
	}
	return sevenzip_unpack(folder, plain, max,
			       this->walk->limits->deadline_us, out);
}

/* Whether the checksum of the first file says that @out is it. */
static gboolean fits_checksum(const Sevenzip *sevenzip,
			      const SevenzipFolder *folder,
			      const guint8 *bytes, gsize size)
{
	const SevenzipStream *sub;

	if (folder->subs_count == 0)
		return FALSE;
	sub = &g_array_index(sevenzip->subs, SevenzipStream,
			     folder->first_sub);
	return sub->has_crc && sub->size > 0 && sub->size <= size &&
	       crc32_z(0, bytes, (gsize)sub->size) == sub->crc;
}

/* That what went in comes out says nothing; and LZMA2 may hold bytes as they
 * are: one in 256 times random bytes say that they do. */
static gboolean is_copy(const SevenzipPlain *plain, const GByteArray *out)
{
	return plain->size > 19 && out->len > 16 &&
	       (memcmp(plain->bytes, out->data, 16) == 0 ||
		memcmp(plain->bytes + 3, out->data, 16) == 0);
}

/* Said to be encrypted, and yet it unpacks as it is. */
static gboolean is_lie(const SevenzipWalk *this, const Sevenzip *sevenzip,
		       const SevenzipFolder *folder)
{
	g_autoptr(GByteArray) out = g_byte_array_new();
	SevenzipPlain plain[SEVENZIP_CODERS];
	UnpackEnd end;

	for (guint i = 0; i < folder->packed_count; i++) {
		const SevenzipStream *packed = sevenzip_packed(sevenzip, folder, i);

		plain[i] = (SevenzipPlain){ this->bytes + packed->at,
					    (gsize)MIN(packed->size, LOOK) };
		if (type_is_plain(plain[i].bytes, (gsize)packed->size))
			return TRUE;
	}
	plain[0].size = (gsize)sevenzip_packed(sevenzip, folder, 0)->size;
	if (folder->coders_count == 1)
		return fits_checksum(sevenzip, folder, plain[0].bytes,
				     plain[0].size);
	plain[0].size = MIN(plain[0].size, LOOK);
	if (sevenzip_is_too_large(folder, walk_dictionary(this->walk)))
		return FALSE;
	end = sevenzip_unpack(folder, plain, LOOK_OUT,
			      this->walk->limits->deadline_us, out);
	if (fits_checksum(sevenzip, folder, out->data, out->len) ||
	    type_is_plain(out->data, out->len))
		return TRUE;
	return (end == UNPACK_LIMIT || out->len >= LOOK_OUT / 2) &&
	       !is_copy(&plain[0], out);
}

/*
 * The word that opens @folder, or what protects it. Returns: (transfer none)
 * (nullable).
 */
static const char *folder_open(SevenzipWalk *this, const Sevenzip *sevenzip,
			       const SevenzipFolder *folder)
{
	Keyring *keyring = this->walk->limits->keyring;
	g_autoptr(Lock) lock = NULL;
	const char *gave_up;
	Key key;

	this->is_closed = TRUE;
	this->protection = PROTECTION_UNKNOWN;
	if (!this->walk->judgement->scheme)
		this->walk->judgement->scheme = g_strdup(SCHEME);
	lock = is_all_closed(folder) ?
		sevenzip_lock_of(sevenzip, folder, this->bytes) : NULL;
	if (!lock) {
		walk_complain(this->walk, PROBLEM_MALFORMED,
			      "7z encryption that does not fit together");
		return NULL;
	}
	/* 7-Zip asks for a password, and encrypts nothing without one. */
	key = keyring_open(keyring, lock, NULL);
	gave_up = keyring_gave_up(keyring);
	if (key.word) {
		this->opened = key.opened;
		return key.word;
	}
	if (!this->walk->judgement->lock)
		this->walk->judgement->lock = g_steal_pointer(&lock);
	if (!gave_up)
		this->protection = PROTECTION_SECRET;
	else if (keyring)
		walk_complain(this->walk, PROBLEM_LIMIT, gave_up);
	return NULL;
}

static const char *what_ended(UnpackEnd end, ProblemKind *ret_kind)
{
	switch (end) {
	case UNPACK_LIMIT:
	case UNPACK_TIMEOUT:
		*ret_kind = PROBLEM_LIMIT;
		return "unpacks to more than allowed";
	case UNPACK_BROKEN:
		*ret_kind = PROBLEM_MALFORMED;
		return "packed data is damaged";
	case UNPACK_WHOLE:
	case UNPACK_STOPPED:
		break;
	}
	return NULL;
}

static void folder_read(SevenzipWalk *this, const Sevenzip *sevenzip,
			const SevenzipFolder *folder)
{
	const char *word = NULL;
	UnpackEnd end;

	g_clear_pointer(&this->content, g_byte_array_unref);
	this->opened = OPENED_NOT;
	this->problem = NULL;
	if (has_cipher(folder)) {
		if (is_lie(this, sevenzip, folder)) {
			walk_complain(this->walk, PROBLEM_MALFORMED,
				      "7z stream is not encrypted as it says");
			this->protection = PROTECTION_NONE;
			return;
		}
		word = folder_open(this, sevenzip, folder);
		if (!word)
			return;
	}
	this->protection = PROTECTION_NONE;
	this->content = g_byte_array_new();
	end = folder_unpack(this, sevenzip, folder, word, room(this),
			    this->content);
	this->problem = what_ended(end, &this->problem_kind);
	this->walk->bytes_left -= MIN(this->walk->bytes_left,
				      this->content->len);
	if (this->problem && this->problem_kind == PROBLEM_LIMIT)
		walk_complain(this->walk, PROBLEM_LIMIT, this->problem);
}

/* What of the folder's content is this file's. */
static void take_content(const SevenzipWalk *this, Member *member, guint64 at,
			 const SevenzipStream *sub)
{
	gsize have = this->content->len;

	member->opened = this->opened;
	member->scheme = this->opened == OPENED_NOT ? NULL : SCHEME;
	member->size = at < have ? (gsize)MIN(sub->size, have - at) : 0;
	member->bytes = member->size > 0 ? this->content->data + at :
					   (const guint8 *)"";
	if (member->size < sub->size) {
		member->problem = this->problem ? this->problem :
				  "packed data is damaged";
		member->problem_kind = this->problem ? this->problem_kind :
				       PROBLEM_MALFORMED;
	} else if (sub->has_crc &&
		   crc32_z(0, member->bytes, member->size) != sub->crc) {
		member->problem = "7z member has another checksum";
		member->problem_kind = PROBLEM_MALFORMED;
	}
}

static gboolean filled_emit(SevenzipWalk *this, Member *member, guint64 at,
			    const SevenzipStream *sub)
{
	if (this->content) {
		if (this->opened != OPENED_NOT)
			this->walk->judgement->opened =
				MAX(this->walk->judgement->opened,
				    this->opened);
		take_content(this, member, at, sub);
		return walk_emit(this->walk, member, sub->size > 0);
	}
	member->protection = this->protection;
	member->scheme = SCHEME;
	member->size = (gsize)MIN(sub->size, G_MAXSIZE);
	if (this->protection == PROTECTION_NONE) {
		member->problem = "7z stream is not encrypted as it says";
		member->problem_kind = PROBLEM_MALFORMED;
	}
	return walk_emit(this->walk, member, TRUE);
}

static GPtrArray *file_names(const SevenzipFile *file)
{
	GPtrArray *names = g_ptr_array_new_with_free_func(g_free);

	if (file->name_size > 0)
		walk_add_names(names, file->name, file->name_size, "UTF-16LE");
	if (names->len == 0)
		g_ptr_array_add(names, g_strdup("content"));
	return names;
}

static void files_emit(SevenzipWalk *this, const Sevenzip *sevenzip)
{
	guint at_folder = 0, at_sub = 0;
	guint64 at = 0;

	for (guint i = 0; i < sevenzip->files->len &&
	     walk_may_go_on(this->walk); i++) {
		const SevenzipFile *file = &g_array_index(sevenzip->files,
							  SevenzipFile, i);
		g_autoptr(GPtrArray) names = file_names(file);
		Member member = { .names = names,
				  .is_folder = file->is_folder };
		const SevenzipFolder *folder;
		const SevenzipStream *sub;

		if (file->is_empty) {
			member.bytes = (const guint8 *)"";
			(void)walk_emit(this->walk, &member, FALSE);
			continue;
		}
		sub = &g_array_index(sevenzip->subs, SevenzipStream, at_sub);
		while (folder = &g_array_index(sevenzip->folders,
					       SevenzipFolder, at_folder),
		       at_sub >= folder->first_sub + folder->subs_count)
			at_folder++;
		if (at_sub == folder->first_sub) {
			at = 0;
			folder_read(this, sevenzip, folder);
		}
		(void)filled_emit(this, &member, at, sub);
		at += sub->size;
		at_sub++;
	}
}

static void packed_spans(SevenzipWalk *this, const Sevenzip *sevenzip)
{
	for (guint i = 0; i < sevenzip->packed->len; i++) {
		const SevenzipStream *packed = &g_array_index(
			sevenzip->packed, SevenzipStream, i);

		add_span(this, packed->at, packed->size);
	}
}

/* Folders that no file claims are content all the same. */
static void check_folders(SevenzipWalk *this, const Sevenzip *sevenzip)
{
	for (guint i = 0; i < sevenzip->folders->len; i++) {
		const SevenzipFolder *folder = &g_array_index(
			sevenzip->folders, SevenzipFolder, i);

		if (folder->subs_count == 0)
			walk_complain(this->walk, PROBLEM_MALFORMED,
				      "7z archive has content that no file "
				      "claims");
	}
}

static void check_dictionaries(SevenzipWalk *this, const Sevenzip *sevenzip)
{
	for (guint i = 0; i < sevenzip->folders->len; i++) {
		if (!sevenzip_is_too_large(&g_array_index(
			    sevenzip->folders, SevenzipFolder, i),
			    walk_dictionary(this->walk)))
			continue;
		this->is_refused = TRUE;
		walk_complain(this->walk, PROBLEM_LIMIT,
			      "needs more memory than limit-dictionary-"
			      "bytes to be unpacked");
	}
}

static gboolean any_cipher(const Sevenzip *sevenzip)
{
	for (guint i = 0; i < sevenzip->folders->len; i++) {
		if (has_cipher(&g_array_index(sevenzip->folders,
					      SevenzipFolder, i)))
			return TRUE;
	}
	return FALSE;
}

/* A header that stays closed: names, sizes and all are behind it. */
static void header_stays(SevenzipWalk *this, const Sevenzip *sevenzip)
{
	const SevenzipStream *packed = &g_array_index(sevenzip->packed,
						      SevenzipStream, 0);
	gsize content = (gsize)packed->at - SEVENZIP_START;

	if (content % SEVENZIP_BLOCK != 0 ||
	    type_is_plain(this->bytes + SEVENZIP_START, content))
		walk_complain(this->walk, PROBLEM_MALFORMED,
			      "7z header is encrypted, content may not be");
	walk_count(this->walk, this->protection, TRUE);
	check_spans(this, packed->at);
}

/*
 * The real header within the encoded one @encoded. NULL: it stays closed, or
 * cannot be read.
 */
static GByteArray *header_decode(SevenzipWalk *this, const Sevenzip *encoded)
{
	const SevenzipFolder *folder = &g_array_index(encoded->folders,
						      SevenzipFolder, 0);
	g_autoptr(GByteArray) out = g_byte_array_new();
	const char *word = NULL;

	packed_spans(this, encoded);
	if (has_cipher(folder)) {
		if (is_lie(this, encoded, folder)) {
			this->protection = PROTECTION_NONE;
			this->is_closed = TRUE;
			walk_complain(this->walk, PROBLEM_MALFORMED,
				      "7z header is not encrypted as it says");
			header_stays(this, encoded);
			return NULL;
		}
		word = folder_open(this, encoded, folder);
		if (!word) {
			header_stays(this, encoded);
			return NULL;
		}
		this->walk->judgement->opened = this->opened;
	}
	if (folder_unpack(this, encoded, folder, word,
			  MIN(HEADER_MOST, room(this)), out) !=
	    UNPACK_WHOLE ||
	    !fits_checksum(encoded, folder, out->data, out->len)) {
		this->is_refused = TRUE;
		walk_complain(this->walk, PROBLEM_MALFORMED,
			      "7z header is damaged");
		return NULL;
	}
	return g_steal_pointer(&out);
}

static void header_walk(SevenzipWalk *this, const Sevenzip *sevenzip)
{
	if (sevenzip->problem) {
		this->is_refused = TRUE;
		walk_complain(this->walk, PROBLEM_MALFORMED,
			      sevenzip->problem);
		return;
	}
	check_dictionaries(this, sevenzip);
	/* Nothing closed: libarchive reads it as it stands. */
	if (!this->is_closed && !this->is_refused && !any_cipher(sevenzip))
		return;
	this->is_closed = TRUE;
	if (sevenzip->extra > EXTRA_MOST)
		walk_complain(this->walk, PROBLEM_MALFORMED,
			      "7z header holds what nobody knows");
	packed_spans(this, sevenzip);
	check_spans(this, SEVENZIP_START);
	check_folders(this, sevenzip);
	files_emit(this, sevenzip);
}

/* Reads headers until one is not encoded. */
static void headers_walk(SevenzipWalk *this, SevenzipStart start)
{
	g_autoptr(GByteArray) held = NULL;

	add_span(this, (guint64)(start.header - this->bytes), start.size);
	for (guint i = 0; i < HEADERS; i++) {
		g_autoptr(Sevenzip) sevenzip = sevenzip_read(
			start.header, start.size, this->size);
		GByteArray *next;

		if (!sevenzip->is_encoded || sevenzip->problem) {
			header_walk(this, sevenzip);
			return;
		}
		next = header_decode(this, sevenzip);
		g_clear_pointer(&held, g_byte_array_unref);
		if (!next)
			return;
		held = next;
		start.header = held->data;
		start.size = held->len;
	}
	this->is_refused = TRUE;
	walk_complain(this->walk, PROBLEM_MALFORMED, "7z header is damaged");
}

gboolean sevenzip_walk(Walk *walk, const guint8 *bytes, gsize size)
{
	SevenzipStart start = sevenzip_start(bytes, size);
	SevenzipWalk this = { .walk = walk, .bytes = bytes, .size = size };

	if (!start.header)
		return FALSE;
	this.spans = g_array_new(FALSE, FALSE, sizeof(Span));
	headers_walk(&this, start);
	g_array_unref(this.spans);
	g_clear_pointer(&this.content, g_byte_array_unref);
	/* What libarchive makes of it counts then. */
	if (!this.is_closed && !this.is_refused)
		g_clear_pointer(&walk->judgement->problem, g_free);
	return this.is_closed || this.is_refused;
}
