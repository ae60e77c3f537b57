/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * archive.c - archives, member by member.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none. libarchive reads from memory; formats and filters are
 *           enabled one by one, because some run programs (lrzip, grzip,
 *           lzop) and one opens files (mtree).
 * Limits:   encryption other than ZIP's is taken at the archive's word and
 *           so is unknown.
 */
#include "containers/archive.h"

#include <locale.h>
#include <string.h>

#include <archive.h>
#include <archive_entry.h>

#include "containers/filter.h"
#include "containers/rar.h"
#include "containers/sevenzip.h"
#include "containers/walk.h"
#include "containers/zip.h"

#define ISO_MAGIC ((gsize)32769)

#define BYTES(s) s, sizeof(s) - 1

/* What a format is read with: one layer of compression, or libarchive. */
typedef struct Format {
	gsize at;
	const char *magic;
	gsize magic_size;
	const char *type;
	int (*enable)(struct archive *);	/* NULL: a filter */
	Filter filter;
	const char *scheme;	/* of members it says are encrypted */
	/* Reads archives with something closed itself; FALSE: this one has
	 * nothing closed. Nullable. */
	gboolean (*own)(Walk *walk, const guint8 *bytes, gsize size);
} Format;

static const Format formats[] = {
	{ 0, BYTES("7z\xbc\xaf\x27\x1c"), "application/x-7z-compressed",
	  archive_read_support_format_7zip, 0, "7z-aes256",
	  sevenzip_walk },
	{ 0, BYTES("Rar!\x1a\x07\x00"), "application/vnd.rar",
	  archive_read_support_format_rar, 0, "rar-aes128", rar_walk },
	{ 0, BYTES("Rar!\x1a\x07\x01\x00"), "application/vnd.rar",
	  archive_read_support_format_rar5, 0, "rar-aes256", rar_walk },
	{ 257, BYTES("ustar"), "application/x-tar",
	  archive_read_support_format_tar, 0, NULL, NULL },
	{ 0, BYTES("MSCF\0\0\0\0"), "application/vnd.ms-cab-compressed",
	  archive_read_support_format_cab, 0, NULL, NULL },
	{ 0, BYTES("070701"), "application/x-cpio",
	  archive_read_support_format_cpio, 0, NULL, NULL },
	{ 0, BYTES("070702"), "application/x-cpio",
	  archive_read_support_format_cpio, 0, NULL, NULL },
	{ 0, BYTES("070707"), "application/x-cpio",
	  archive_read_support_format_cpio, 0, NULL, NULL },
	{ 0, BYTES("!<arch>\n"), "application/x-archive",
	  archive_read_support_format_ar, 0, NULL, NULL },
	{ ISO_MAGIC, BYTES("CD001"), "application/x-iso9660-image",
	  archive_read_support_format_iso9660, 0, NULL, NULL },
	{ 0, BYTES("\x1f\x8b\x08"), "application/gzip", NULL,
	  FILTER_GZIP, NULL, NULL },
	{ 0, BYTES("BZh"), "application/x-bzip2", NULL, FILTER_BZIP2, NULL, NULL },
	{ 0, BYTES("\x1f\x9d"), "application/x-compress", NULL,
	  FILTER_COMPRESS, NULL, NULL },
	{ 0, BYTES("\xfd" "7zXZ\0"), "application/x-xz", NULL,
	  FILTER_XZ, NULL, NULL },
	{ 0, BYTES("LZIP\x01"), "application/x-lzip", NULL,
	  FILTER_LZIP, NULL, NULL },
	{ 0, BYTES("\x04\x22\x4d\x18"), "application/x-lz4", NULL,
	  FILTER_LZ4, NULL, NULL },
	{ 0, BYTES("\x28\xb5\x2f\xfd"), "application/zstd", NULL,
	  FILTER_ZSTD, NULL, NULL },
	{ 0, BYTES("\x5d\0\0"), "application/x-lzma", NULL,
	  FILTER_LZMA, NULL, NULL },
};

static const Format lha = { 2, "", 0, "application/x-lzh-compressed",
			    archive_read_support_format_lha, 0, NULL, NULL };
static const Format old_tar = { 0, "", 0, "application/x-tar",
				archive_read_support_format_tar, 0, NULL, NULL };

/* "-lh5-", "-lzs-" and the like, behind two bytes of size and checksum. */
static gboolean is_lha(const guint8 *bytes, gsize size)
{
	return size >= 21 && bytes[2] == '-' && bytes[3] == 'l' &&
	       (bytes[4] == 'h' || bytes[4] == 'z') && bytes[6] == '-';
}

/* Magics of three bytes need a second look: text may begin with them. */
static gboolean is_believable(const Format *format, const guint8 *bytes,
			      gsize size)
{
	if (format->filter == FILTER_BZIP2)
		return size >= 10 && bytes[3] >= '1' && bytes[3] <= '9' &&
		       (memcmp(bytes + 4, "\x31\x41\x59\x26\x53\x59", 6) == 0 ||
			memcmp(bytes + 4, "\x17\x72\x45\x38\x50\x90", 6) == 0);
	if (format->filter == FILTER_COMPRESS)
		return size >= 3 && (bytes[2] & 0x1f) >= 9 &&
		       (bytes[2] & 0x1f) <= 16 && !(bytes[2] & 0x60);
	if (format->filter == FILTER_LZMA)
		/* Unknown size, or one below 4 GiB. */
		return size >= 13 &&
		       (memcmp(bytes + 5, "\xff\xff\xff\xff\xff\xff\xff\xff",
			       8) == 0 ||
			memcmp(bytes + 9, "\0\0\0\0", 4) == 0);
	return TRUE;
}

/* Tar before ustar has no magic: its checksum tells (no name, no tar). */
static gboolean is_old_tar(const guint8 *bytes, gsize size)
{
	guint sum = 0, said = 0;

	if (size < 512 || bytes[0] == '\0')
		return FALSE;
	for (guint i = 0; i < 512; i++)
		sum += i >= 148 && i < 156 ? ' ' : bytes[i];
	for (guint i = 148; i < 156; i++) {
		if (bytes[i] >= '0' && bytes[i] <= '7')
			said = said << 3 | (guint)(bytes[i] - '0');
		else if (bytes[i] != ' ' && bytes[i] != '\0')
			return FALSE;
	}
	return sum == said;
}

static const Format *format_of(const guint8 *bytes, gsize size)
{
	for (guint i = 0; i < G_N_ELEMENTS(formats); i++) {
		const Format *format = &formats[i];

		if (size >= format->at &&
		    size - format->at >= format->magic_size &&
		    memcmp(bytes + format->at, format->magic,
			   format->magic_size) == 0 &&
		    (format->enable || is_believable(format, bytes, size)))
			return format;
	}
	if (is_lha(bytes, size))
		return &lha;
	return is_old_tar(bytes, size) ? &old_tar : NULL;
}

/* A program that unpacks itself: how far behind its beginning an archive is
 * looked for, and how many times what looks like one is looked into. */
#define PROGRAM_LOOK ((gsize)4 << 20)
#define PROGRAM_TRIES 64

static gboolean is_program(const guint8 *bytes, gsize size)
{
	return size > 64 && (memcmp(bytes, "MZ", 2) == 0 ||
			     memcmp(bytes, "\x7f" "ELF", 4) == 0);
}

static gboolean is_magic(const guint8 *at)
{
	return (at[0] == '7' && at[1] == 'z' && at[2] == 0xbc) ||
	       (at[0] == 'R' && at[1] == 'a' && at[2] == 'r');
}

/* The code of such a program holds the magic too: a header must follow. */
static gboolean has_header(const guint8 *bytes, gsize size)
{
	SevenzipStart start;
	RarReader reader;
	RarBlock block;
	gboolean has;

	if (size >= SEVENZIP_START &&
	    memcmp(bytes, "7z\xbc\xaf\x27\x1c", 6) == 0) {
		start = sevenzip_start(bytes, size);
		return start.header || start.is_empty;
	}
	if (!rar_begin(&reader, bytes, size))
		return FALSE;
	has = rar_next(&reader, &block);
	rar_end(&reader);
	return has;
}

/* The size of the program before an archive; 0: there is none. */
static gsize program_size(const guint8 *bytes, gsize size)
{
	gsize end = MIN(size, PROGRAM_LOOK);
	guint tries = 0;

	if (!is_program(bytes, size))
		return 0;
	for (gsize at = 64; at + 32 < end && tries < PROGRAM_TRIES; at++) {
		if (!is_magic(bytes + at))
			continue;
		if (has_header(bytes + at, size - at))
			return at;
		tries++;
	}
	return 0;
}

/* What an archive is, and where it begins. */
typedef struct Found {
	const char *type;	/* NULL: it is none */
	const Format *format;	/* NULL for ZIP, which zip.c reads whole */
	gsize program;		/* bytes before it */
} Found;

static Found find(const guint8 *bytes, gsize size)
{
	static const char zip[] = "application/zip";
	Found found = { NULL, NULL, 0 };

	if (size < 4)
		return found;
	if (memcmp(bytes, "PK", 2) == 0 && zip_is(bytes, size))
		return (Found){ zip, NULL, 0 };
	found.format = format_of(bytes, size);
	if (!found.format) {
		found.program = program_size(bytes, size);
		if (found.program > 0)
			found.format = format_of(bytes + found.program,
						 size - found.program);
	}
	if (found.format)
		found.type = found.format->type;
	else if (zip_is(bytes, size))
		found.type = zip;
	return found;
}

const char *archive_type(const guint8 *bytes, gsize size)
{
	return find(bytes, size).type;
}

/* Set once by archive_warm_up(): C.UTF-8 is built into the C library. */
static locale_t utf8_locale;

void archive_warm_up(void)
{
	g_autoptr(GByteArray) out = g_byte_array_new();

	if (!utf8_locale)
		utf8_locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
	for (guint i = 0; i < FILTER_COUNT; i++) {
		(void)filter_unpack((Filter)i, (const guint8 *)"", 0, 0, 0,
				    out);
		g_byte_array_set_size(out, 0);
	}
}

/* A compressed single file: one member. */
static void filter_walk(Walk *walk, const Format *format, const guint8 *bytes,
			gsize size)
{
	g_autoptr(GByteArray) out = g_byte_array_new();
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	Member member = { .names = names };
	char name[] = "content";
	UnpackEnd end;

	g_ptr_array_add(names, name);
	if (!walk_may_go_on(walk))
		return;
	end = filter_unpack(format->filter, bytes, size,
			    (gsize)MIN(walk->bytes_left, (guint64)G_MAXINT32),
			    walk->limits->deadline_us, out);
	walk_unpacked(walk, &member, end, out);
	(void)walk_emit(walk, &member, member.size > 0 || member.problem);
}

static GPtrArray *entry_names(struct archive_entry *entry)
{
	GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
	const char *name = archive_entry_pathname_utf8(entry);

	if (name)
		walk_add_names(names, (const guint8 *)name, strlen(name),
			       "UTF-8");
	name = archive_entry_pathname(entry);
	if (name)
		walk_add_names(names, (const guint8 *)name, strlen(name),
			       NULL);
	if (names->len == 0)
		g_ptr_array_add(names, g_strdup("content"));
	return names;
}

/* The archive says that the member is encrypted; nobody here can tell. */
static gboolean encrypted_emit(Walk *walk, const Format *format,
			       struct archive_entry *entry, Member *member)
{
	member->protection = PROTECTION_UNKNOWN;
	member->scheme = format->scheme;
	member->size = (gsize)MAX(archive_entry_size(entry), 0);
	if (!walk->judgement->scheme)
		walk->judgement->scheme = g_strdup(format->scheme);
	return walk_emit(walk, member, !member->is_folder);
}

static gboolean entry_emit(Walk *walk, const Format *format,
			   struct archive *archive,
			   struct archive_entry *entry)
{
	g_autoptr(GPtrArray) names = entry_names(entry);
	g_autoptr(GByteArray) out = g_byte_array_new();
	Member member = { .names = names };
	UnpackEnd end;

	member.is_folder = archive_entry_filetype(entry) == AE_IFDIR;
	if (archive_entry_is_encrypted(entry))
		return encrypted_emit(walk, format, entry, &member);
	end = filter_read(archive,
			  (gsize)MIN(walk->bytes_left, (guint64)G_MAXINT32),
			  walk->limits->deadline_us, out);
	walk_unpacked(walk, &member, end, out);
	/* libarchive 3.6 does not say so where RAR 5 is encrypted. */
	if (end == UNPACK_BROKEN && format->scheme) {
		member.bytes = NULL;
		member.protection = PROTECTION_UNKNOWN;
	}
	return walk_emit(walk, &member, member.size > 0 || member.problem);
}

/* The end of the walk: an error may just mean that even names are hidden. */
static void archive_finish(Walk *walk, const Format *format,
			   struct archive *archive, int state)
{
	if (archive_read_has_encrypted_entries(archive) > 0) {
		walk->with_content[PROTECTION_UNKNOWN]++;
		if (!walk->judgement->scheme)
			walk->judgement->scheme = g_strdup(format->scheme);
		return;
	}
	if (state != ARCHIVE_EOF && !walk->stopped)
		walk_complain(walk, PROBLEM_MALFORMED,
			      "archive is damaged, or of a kind that cannot "
			      "be read here");
}

static void libarchive_walk(Walk *walk, const Format *format,
			    const guint8 *bytes, gsize size)
{
	struct archive *archive = archive_read_new();
	struct archive_entry *entry;
	int state = ARCHIVE_OK;

	if (format->enable(archive) < ARCHIVE_WARN ||
	    archive_read_open_memory(archive, bytes, size) != ARCHIVE_OK) {
		/* Asked for anything else now, libarchive 3.6 crashes. */
		walk_complain(walk, PROBLEM_MALFORMED, "archive is damaged");
		(void)archive_read_free(archive);
		return;
	}
	while (state >= ARCHIVE_WARN && state != ARCHIVE_EOF &&
	       walk_may_go_on(walk)) {
		state = archive_read_next_header(archive, &entry);
		if (state == ARCHIVE_OK || state == ARCHIVE_WARN)
			(void)entry_emit(walk, format, archive, entry);
	}
	archive_finish(walk, format, archive, state);
	(void)archive_read_free(archive);
}

/* Formats that know what is closed come first, then libarchive. */
static void format_walk(Walk *walk, const Format *format,
			const guint8 *bytes, gsize size)
{
	if (format->own && format->own(walk, bytes, size))
		return;
	if (format->enable)
		libarchive_walk(walk, format, bytes, size);
	else
		filter_walk(walk, format, bytes, size);
}

Judgement *archive_walk(const guint8 *bytes, gsize size,
			const ArchiveLimits *limits, MemberFunc member,
			gpointer data)
{
	Found found = find(bytes, size);
	Judgement *judgement;
	locale_t before;
	Walk walk;

	g_assert(found.type);
	if (!found.format)
		return zip_walk(bytes, size, limits, member, data);
	walk_init(&walk, limits, member, data);
	before = utf8_locale ? uselocale(utf8_locale) : (locale_t)0;
	format_walk(&walk, found.format, bytes + found.program,
		    size - found.program);
	if (before)
		(void)uselocale(before);
	judgement = walk_conclude(&walk);
	judgement->type = g_strdup(found.type);
	if (found.program > 0 && !judgement->note)
		judgement->note = g_strdup("self-extracting");
	return judgement;
}
