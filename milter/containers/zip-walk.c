/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * zip-walk.c - the members of a ZIP: judged, and read where they can be.
 *
 * What a member is by its directory entry and what it is by its own header
 * are both looked at. Encrypted is only what both call so and what cannot be
 * read all the same.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none.
 * Limits:   Deflate64, PPMd and the old methods are not unpacked. Archives
 *           with an encrypted directory are unknown.
 */
#include "containers/zip-walk.h"

#include <string.h>

#include <zlib.h>

#include "containers/filter.h"
#include "containers/type.h"
#include "containers/zip-strong.h"

/* A comment longer than a program's advertisement is a text of its own. */
#define COMMENT_TEXT ((gsize)256)

/* From here on a whole deflate stream is no accident. */
#define DEFLATE_SURE ((gsize)64)

/* Weakest first. */
static const struct {
	const char *name;
	gsize overhead;		/* salt, verifier, authentication code */
} schemes[] = {
	{ "zip-crypto", 12 },
	{ "zip-strong", 0 },
	{ "zip-aes", 20 },	/* a strength that does not exist */
	{ "zip-aes128", 20 },
	{ "zip-aes192", 24 },
	{ "zip-aes256", 28 },
};

enum { SCHEME_CRYPTO, SCHEME_STRONG, SCHEME_AES };

static guint scheme_of(const ZipHeader *header)
{
	if (header->is_aes)
		return SCHEME_AES + (header->aes_strength <= 3
					? header->aes_strength : 0);
	return header->flags & ZIP_STRONG ? SCHEME_STRONG : SCHEME_CRYPTO;
}

gsize zip_packed_size(const ZipEntry *entry, const ZipHeader *header)
{
	guint64 size = header->packed_size;

	/* Written as a stream: only the directory, or nobody, knows. */
	if (header == &entry->local && size == 0 &&
	    (header->flags & ZIP_DESCRIPTOR))
		size = entry->central.is_there ? entry->central.packed_size
					       : entry->room;
	return (gsize)MIN(size, entry->room);
}

/* LZMA in ZIP: version, size of properties, properties, data (4.4.4). */
static UnpackEnd lzma_unpack(const guint8 *bytes, gsize size, gsize max,
			     gint64 deadline_us, GByteArray *out)
{
	g_autoptr(GByteArray) alone = g_byte_array_new();
	static const guint8 no_size[] = { 255, 255, 255, 255,
					  255, 255, 255, 255 };

	if (size < 9 || bytes[2] != 5 || bytes[3] != 0)
		return UNPACK_BROKEN;
	g_byte_array_append(alone, bytes + 4, 5);
	g_byte_array_append(alone, no_size, sizeof(no_size));
	g_byte_array_append(alone, bytes + 9,
			    (guint)MIN(size - 9, (gsize)G_MAXINT32 - 64));
	return filter_unpack(FILTER_LZMA, alone->data, alone->len, max,
			     deadline_us, out);
}

static UnpackEnd stored_unpack(const guint8 *bytes, gsize size, gsize max,
			       GByteArray *out)
{
	g_byte_array_append(out, bytes, (guint)MIN(size, max));
	return size > max ? UNPACK_LIMIT : UNPACK_WHOLE;
}

static gboolean is_method_known(guint method)
{
	return method == ZIP_STORED || method == ZIP_DEFLATED ||
	       method == ZIP_BZIP2 || method == ZIP_LZMA ||
	       method == ZIP_ZSTD || method == ZIP_XZ;
}

static UnpackEnd method_unpack(const Walk *walk, guint method,
			       const guint8 *bytes, gsize size,
			       GByteArray *out, gsize *ret_used)
{
	gint64 deadline = walk->limits->deadline_us;
	gsize max = (gsize)MIN(walk->bytes_left, (guint64)G_MAXINT32);

	*ret_used = size;
	switch (method) {
	case ZIP_STORED:
		return stored_unpack(bytes, size, max, out);
	case ZIP_DEFLATED:
		return unpack_inflate(bytes, size, UNPACK_RAW, max, deadline,
				      out, ret_used);
	case ZIP_LZMA:
		return lzma_unpack(bytes, size, max, deadline, out);
	case ZIP_BZIP2:
		return filter_unpack(FILTER_BZIP2, bytes, size, max, deadline,
				     out);
	case ZIP_ZSTD:
		return filter_unpack(FILTER_ZSTD, bytes, size, max, deadline,
				     out);
	default:
		return filter_unpack(FILTER_XZ, bytes, size, max, deadline,
				     out);
	}
}

static guint32 crc_of(const guint8 *bytes, gsize size)
{
	return (guint32)crc32_z(crc32_z(0, NULL, 0), bytes, size);
}

/* Text where the ciphertext should be, behind what precedes that. */
static gboolean is_text_behind(const guint8 *data, gsize size, gsize overhead)
{
	return size > overhead &&
	       type_is_plain(data + overhead, size - overhead);
}

static gboolean inflates(const Walk *walk, const ZipHeader *header,
			 const guint8 *data, gsize size)
{
	g_autoptr(GByteArray) out = g_byte_array_new();
	gsize max = (gsize)MIN(walk->bytes_left, (guint64)G_MAXINT32), used;
	UnpackEnd end = unpack_inflate(data, size, UNPACK_RAW, max,
				       walk->limits->deadline_us, out, &used);

	if (end == UNPACK_LIMIT || end == UNPACK_TIMEOUT)
		return TRUE;
	if (end != UNPACK_WHOLE || out->len == 0)
		return FALSE;
	return (out->len == header->size &&
		crc_of(out->data, out->len) == header->crc) ||
	       (used == size && size >= DEFLATE_SURE);
}

/* The same for the other methods, whose data begins with marks of its own. */
static gboolean unpacks(const Walk *walk, const ZipHeader *header,
			const guint8 *data, gsize size)
{
	g_autoptr(GByteArray) out = g_byte_array_new();
	gsize used;

	if (!is_method_known(header->method) ||
	    header->method == ZIP_STORED || header->method == ZIP_DEFLATED)
		return FALSE;
	(void)method_unpack(walk, header->method, data, size, out, &used);
	return out->len > 0;
}

/*
 * Whether data that both headers call encrypted can be read as it is. To
 * clear a flag takes no secret.
 */
static gboolean is_lie(const Walk *walk, const ZipHeader *header,
		       const guint8 *data, gsize size)
{
	gsize overhead = schemes[scheme_of(header)].overhead;

	if (size == 0)
		return FALSE;
	if (size == header->size && crc_of(data, size) == header->crc)
		return TRUE;
	return type_is_plain(data, size) ||
	       is_text_behind(data, size, overhead) ||
	       inflates(walk, header, data, size) ||
	       unpacks(walk, header, data, size);
}

/* Encryption adds what it adds, and to stored data nothing else. */
static gboolean is_size_possible(const ZipHeader *header, gsize size)
{
	guint scheme = scheme_of(header);
	gsize overhead = schemes[scheme].overhead;

	if (scheme == SCHEME_STRONG)
		return TRUE;
	if (scheme >= SCHEME_AES && header->method != ZIP_STORED)
		return header->size == 0 || size > overhead;
	if (header->method == ZIP_STORED)
		return size >= overhead && size - overhead == header->size;
	return header->size == 0 || size > overhead;
}

static void name_add(GPtrArray *names, const ZipHeader *header)
{
	const char *declared = header->flags & ZIP_UTF8 ? "UTF-8" : NULL;

	if (!header->is_there)
		return;
	if (header->unicode_name)
		walk_add_names(names, header->unicode_name,
			       header->unicode_name_size, "UTF-8");
	walk_add_names(names, header->name, header->name_size, declared);
}

GPtrArray *zip_entry_names(Walk *walk, const ZipEntry *entry)
{
	GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
	const ZipHeader *central = &entry->central, *local = &entry->local;

	name_add(names, central);
	name_add(names, local);
	if (names->len == 0)
		g_ptr_array_add(names, g_strdup(""));
	if (central->is_there && local->is_there &&
	    !(local->flags & ZIP_MASKED) &&
	    (central->name_size != local->name_size ||
	     memcmp(central->name, local->name, local->name_size) != 0))
		walk_complain(walk, PROBLEM_MALFORMED,
			      "ZIP member goes by two names");
	return names;
}

static gboolean is_folder(const ZipHeader *header)
{
	return header->name_size > 0 && header->size == 0 &&
	       (header->name[header->name_size - 1] == '/' ||
		header->name[header->name_size - 1] == '\\');
}

const char *zip_content_problem(const ZipHeader *header, guint64 size,
				guint32 crc, gboolean is_all)
{
	if (header->crc == 0 && header->size == 0 && is_all)
		return NULL;
	if (size != header->size || !is_all)
		return "ZIP member has another size than it says";
	return header->is_aes || crc == header->crc
		? NULL : "ZIP member has another checksum";
}

static void check_content(Member *member, const ZipHeader *header,
			  gboolean is_all)
{
	if (member->problem)
		return;
	member->problem = zip_content_problem(header, member->size,
		crc_of(member->bytes, member->size), is_all);
	member->problem_kind = PROBLEM_MALFORMED;
}

/* Reads the member by one header's view of it and hands it out. */
static gboolean view_emit(Walk *walk, const ZipEntry *entry,
			  const ZipHeader *header, Member *member)
{
	g_autoptr(GByteArray) out = g_byte_array_new();
	gsize size = zip_packed_size(entry, header), used = 0;

	member->protection = PROTECTION_NONE;
	member->is_folder = is_folder(header) && size == 0;
	if (!is_method_known(header->method)) {
		member->size = (gsize)MIN(header->size, G_MAXSIZE);
		member->problem = "ZIP method that cannot be read here";
		member->problem_kind = PROBLEM_FAILED;
		return walk_emit(walk, member, size > 0);
	}
	if (size > 0 || header->size > 0) {
		walk_unpacked(walk, member,
			      method_unpack(walk, header->method, entry->data,
					    size, out, &used), out);
		check_content(member, header, used >= size);
	} else {
		member->bytes = (const guint8 *)"";
	}
	/* Nothing may be packed into something; but then that is all. */
	return walk_emit(walk, member, member->size > 0 || member->problem ||
			 used < size);
}

gboolean zip_views_differ(const ZipEntry *entry)
{
	const ZipHeader *central = &entry->central, *local = &entry->local;

	if (!central->is_there || !local->is_there)
		return FALSE;
	if (central->method != local->method)
		return TRUE;
	/* A stream's local header may hold zeros. */
	if ((local->flags & ZIP_DESCRIPTOR) && local->packed_size == 0)
		return FALSE;
	return central->packed_size != local->packed_size ||
	       central->size != local->size || central->crc != local->crc;
}

static gboolean open_emit(Walk *walk, const ZipEntry *entry, Member *member)
{
	const ZipHeader *first = entry->central.is_there ? &entry->central
							 : &entry->local;
	Member second = *member;

	if (!zip_views_differ(entry))
		return view_emit(walk, entry, first, member);
	walk_complain(walk, PROBLEM_MALFORMED,
		      "ZIP directory and member disagree");
	return view_emit(walk, entry, first, member) &&
	       walk_may_go_on(walk) &&
	       view_emit(walk, entry, &entry->local, &second);
}

static void scheme_note(Walk *walk, guint scheme)
{
	guint now = 0;
	const char *name = walk->judgement->scheme;

	while (name && strcmp(schemes[now].name, name) != 0)
		now++;
	if (name && now <= scheme)
		return;
	g_free(walk->judgement->scheme);
	walk->judgement->scheme = g_strdup(schemes[scheme].name);
}

/*
 * A member that a word opens, by the word's own account or by its checksum;
 * FALSE where that is another one. Decrypted bytes count as unpacked ones.
 */
static gboolean opened_read(Walk *walk, const ZipHeader *header,
			    const GByteArray *packed, Member *member,
			    GByteArray *out)
{
	UnpackEnd end;
	gsize used;

	if (!is_method_known(header->method)) {
		member->bytes = NULL;
		member->size = (gsize)MIN(header->size, G_MAXSIZE);
		member->problem = "ZIP method that cannot be read here";
		member->problem_kind = PROBLEM_FAILED;
		return TRUE;
	}
	end = method_unpack(walk, header->method, packed->data, packed->len,
			    out, &used);
	if (!header->is_aes && (end == UNPACK_BROKEN ||
	    (end == UNPACK_WHOLE &&
	     zip_content_problem(header, out->len, crc_of(out->data, out->len),
				 used >= packed->len))))
		return FALSE;
	walk_unpacked(walk, member, end, out);
	check_content(member, header, used >= packed->len);
	return TRUE;
}

/* FALSE where no word opens it; *ret_goes_on where one does. */
static gboolean opened_emit(Walk *walk, const ZipOpener *opener,
			    const ZipEntry *entry, const Member *closed,
			    gboolean *ret_goes_on)
{
	const ZipHeader *header = entry->central.is_there ? &entry->central
							  : &entry->local;
	ZipClosed lock;
	guint at = 0;

	if (!zip_is_closed(entry, &lock))
		return FALSE;
	for (;;) {
		g_autoptr(GByteArray) out = g_byte_array_new();
		g_autoptr(GByteArray) packed = NULL;
		Member member = *closed;

		packed = zip_opener_next(opener, &lock, &at, &member.opened);
		if (!packed)
			return FALSE;
		if (header->method != ZIP_STORED)
			walk->bytes_left -= MIN(walk->bytes_left,
						(guint64)packed->len);
		if (!opened_read(walk, header, packed, &member, out))
			continue;
		walk->judgement->opened = MAX(walk->judgement->opened,
					      member.opened);
		*ret_goes_on = walk_emit(walk, &member, TRUE);
		return TRUE;
	}
}

static gboolean closed_emit(Walk *walk, ZipOpener *opener,
			    const ZipEntry *entry, guint scheme,
			    Member *member)
{
	const ZipHeader *header = entry->central.is_there ? &entry->central
							  : &entry->local;
	gboolean goes_on;
	ZipClosed lock;

	member->scheme = schemes[scheme].name;
	scheme_note(walk, scheme);
	if (opened_emit(walk, opener, entry, member, &goes_on))
		return goes_on;
	if (zip_is_closed(entry, &lock))
		zip_opener_stays(opener, &lock);
	member->protection = scheme == SCHEME_AES ||
			     walk->judgement->gave_up ||
			     (scheme == SCHEME_STRONG &&
			      !zip_strong_is_sound(entry->data,
				zip_packed_size(entry, header)))
		? PROTECTION_UNKNOWN : PROTECTION_SECRET;
	return walk_emit(walk, member, TRUE);
}

static gboolean secret_emit(Walk *walk, ZipOpener *opener,
			    const ZipEntry *entry, Member *member)
{
	const ZipHeader *first = entry->central.is_there ? &entry->central
							 : &entry->local;
	const ZipHeader *last = entry->local.is_there ? &entry->local
						      : &entry->central;
	guint scheme = MIN(scheme_of(first), scheme_of(last));
	gsize size = zip_packed_size(entry, first);

	if (is_lie(walk, first, entry->data, size) ||
	    (last->method != first->method &&
	     is_lie(walk, last, entry->data, size))) {
		walk_complain(walk, PROBLEM_MALFORMED,
			      "ZIP member is not encrypted as it says");
		return open_emit(walk, entry, member);
	}
	if (scheme_of(first) != scheme_of(last))
		walk_complain(walk, PROBLEM_MALFORMED,
			      "ZIP directory and member disagree");
	if (!is_size_possible(first, size))
		walk_complain(walk, PROBLEM_MALFORMED,
			      "encrypted ZIP member of an impossible size");
	member->is_folder = is_folder(first);
	member->size = (gsize)MIN(first->size, G_MAXSIZE);
	if (member->size == 0 && size <= schemes[scheme].overhead) {
		member->bytes = (const guint8 *)"";
		return walk_emit(walk, member, FALSE);
	}
	return closed_emit(walk, opener, entry, scheme, member);
}

static gboolean absent_emit(Walk *walk, const ZipEntry *entry, Member *member)
{
	member->protection = PROTECTION_UNKNOWN;
	member->size = (gsize)MIN(entry->central.size, G_MAXSIZE);
	member->problem = "ZIP member is not there";
	member->problem_kind = PROBLEM_MALFORMED;
	return walk_emit(walk, member, TRUE);
}

gboolean zip_is_open(const ZipEntry *entry)
{
	return entry->data && !(entry->central.flags & ZIP_ENCRYPTED) &&
	       !(entry->local.flags & ZIP_ENCRYPTED);
}

gboolean zip_says_encrypted(const ZipEntry *entry)
{
	return (!entry->central.is_there ||
		(entry->central.flags & ZIP_ENCRYPTED)) &&
	       (entry->local.flags & ZIP_ENCRYPTED);
}

gboolean zip_entry_emit(Walk *walk, ZipOpener *opener, const ZipEntry *entry,
			GPtrArray *names)
{
	Member member = { .names = names };
	gboolean central = (entry->central.flags & ZIP_ENCRYPTED) != 0;
	gboolean local = (entry->local.flags & ZIP_ENCRYPTED) != 0;

	if (!entry->data)
		return absent_emit(walk, entry, &member);
	if (zip_says_encrypted(entry))
		return secret_emit(walk, opener, entry, &member);
	if (central != local && entry->central.is_there)
		walk_complain(walk, PROBLEM_MALFORMED, "ZIP directory and "
			      "member disagree on encryption");
	return open_emit(walk, entry, &member);
}

/* Anyone can read them, those of the members too. */
static guint64 comments_size(const Zip *zip)
{
	guint64 size = zip->comment_size;

	for (guint i = 0; i < zip->entries->len; i++)
		size += g_array_index(zip->entries, ZipEntry,
				      i).central.comment_size;
	return size;
}

Judgement *zip_conclude(Walk *walk, const Zip *zip, const ZipOpener *opener)
{
	Judgement *judgement = walk_conclude(walk);

	judgement->type = g_strdup("application/zip");
	judgement->lock = zip_opener_lock(opener);
	if (zip->has_program)
		judgement->note = g_strdup("self-extracting");
	if (comments_size(zip) > COMMENT_TEXT) {
		judgement->protection = PROTECTION_NONE;
		judgement->shows_text = TRUE;
		g_free(judgement->note);
		judgement->note = g_strdup("long readable comment");
	}
	return judgement;
}

Judgement *zip_walk(const guint8 *bytes, gsize size,
		    const ArchiveLimits *limits, MemberFunc member,
		    gpointer data)
{
	g_autoptr(Zip) zip = zip_read(bytes, size, limits->members);
	g_autoptr(ZipOpener) opener = NULL;
	Walk walk;

	walk_init(&walk, limits, member, data);
	if (zip->problem)
		walk_complain(&walk, zip->problem_kind, zip->problem);
	opener = zip_opener_new(&walk, zip);
	for (guint i = 0; i < zip->entries->len && walk_may_go_on(&walk); i++) {
		const ZipEntry *entry = &g_array_index(zip->entries, ZipEntry,
						       i);
		g_autoptr(GPtrArray) names = zip_entry_names(&walk, entry);

		if (!zip_entry_emit(&walk, opener, entry, names))
			break;
	}
	return zip_conclude(&walk, zip, opener);
}
