/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * type.c - what bytes are, whatever they are called.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none.
 * Limits:   text is judged by its first 64 KiB; Office documents in ZIP by
 *           their first 65536 names.
 */
#include "containers/type.h"

#include <string.h>

#include "containers/archive.h"
#include "containers/cms.h"
#include "containers/pgp.h"
#include "containers/zip.h"

#define TEXT_LOOK ((gsize)64 * 1024)
#define MARKUP_LOOK ((gsize)1024)
#define HEADER_LOOK ((gsize)64 * 1024)
#define NAMES_LOOK 65536

#define BYTES(s) s, sizeof(s) - 1

/* Longer than three bytes: what random bytes hardly ever begin with. */
static const struct {
	const char *magic;
	gsize size;
	const char *type;
} magics[] = {
	{ BYTES("%PDF-"), "application/pdf" },
	{ BYTES("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
	  "application/x-ole-storage" },
	{ BYTES("\x89PNG\r\n\x1a\n"), "image/png" },
	{ BYTES("\xff\xd8\xff"), "image/jpeg" },
	{ BYTES("GIF87a"), "image/gif" },
	{ BYTES("GIF89a"), "image/gif" },
	{ BYTES("II*\0"), "image/tiff" },
	{ BYTES("MM\0*"), "image/tiff" },
	{ BYTES("{\\rtf"), "application/rtf" },
	{ BYTES("\x7f" "ELF"), "application/x-executable" },
	{ BYTES("%!PS"), "application/postscript" },
	{ BYTES("ITSF\x03\0\0\0"), "application/vnd.ms-htmlhelp" },
	{ BYTES("\x78\x9f\x3e\x22"), "application/ms-tnef" },
	{ BYTES("OggS"), "application/ogg" },
	{ BYTES("ID3\x03"), "audio/mpeg" },
	{ BYTES("ID3\x04"), "audio/mpeg" },
	{ BYTES("fLaC"), "audio/flac" },
	{ BYTES("SQLite format 3\0"), "application/vnd.sqlite3" },
};

/* Compared without case at the first character that is no white space. */
static const struct {
	const char *begin;
	const char *type;
} markups[] = {
	{ "<!doctype html", "text/html" },
	{ "<html", "text/html" },
	{ "<head", "text/html" },
	{ "<body", "text/html" },
	{ "<meta ", "text/html" },
	{ "<svg", "image/svg+xml" },
	{ "<?xml", "text/xml" },
};

static const struct {
	const char *prefix;
	const char *type;
} office[] = {
	{ "word/",
	  "application/vnd.openxmlformats-officedocument"
	  ".wordprocessingml.document" },
	{ "xl/",
	  "application/vnd.openxmlformats-officedocument"
	  ".spreadsheetml.sheet" },
	{ "ppt/",
	  "application/vnd.openxmlformats-officedocument"
	  ".presentationml.presentation" },
	{ "visio/", "application/vnd.ms-visio.drawing.main+xml" },
};

/* Any other package of the Open Packaging Conventions (ECMA-376-2). */
#define OPC "application/vnd.openxmlformats-package"

/* Longest first; the last of each kind takes templates, masters and such. */
static const struct {
	const char *begin;
	gboolean whole;
	const char *type;
} mimetypes[] = {
#define ODF "application/vnd.oasis.opendocument"
	{ ODF ".text", TRUE, ODF ".text" },
	{ ODF ".spreadsheet", TRUE, ODF ".spreadsheet" },
	{ ODF ".presentation", TRUE, ODF ".presentation" },
	{ ODF ".graphics", TRUE, ODF ".graphics" },
	{ ODF ".formula", TRUE, ODF ".formula" },
	{ ODF ".", FALSE, ODF },
	{ "application/vnd.sun.xml.", FALSE, "application/vnd.sun.xml" },
	{ "application/epub+zip", TRUE, "application/epub+zip" },
};

static const char *by_magic(const guint8 *bytes, gsize size)
{
	for (guint i = 0; i < G_N_ELEMENTS(magics); i++) {
		if (size >= magics[i].size &&
		    memcmp(bytes, magics[i].magic, magics[i].size) == 0)
			return magics[i].type;
	}
	return NULL;
}

/* "MZ" alone is two letters of text: its pointer must lead to "PE". */
static gboolean is_windows_program(const guint8 *bytes, gsize size)
{
	guint32 at;

	if (size < 64 || memcmp(bytes, "MZ", 2) != 0)
		return FALSE;
	at = bytes[60] | bytes[61] << 8 | bytes[62] << 16 |
	     (guint32)bytes[63] << 24;
	return at <= size - 4 && memcmp(bytes + at, "PE\0\0", 4) == 0;
}

typedef struct ZipLook {
	gboolean is_opc;
	gboolean is_jar;
	gboolean has_manifest;	/* OpenDocument, whatever comes first */
	gboolean has_content;
	const char *document;
} ZipLook;

/* Windows programs find members whatever their case. */
static gboolean is_name(const guint8 *name, gsize size, const char *wanted)
{
	return size == strlen(wanted) &&
	       g_ascii_strncasecmp((const char *)name, wanted, size) == 0;
}

static gboolean zip_look_name(const guint8 *name, gsize size, gpointer data)
{
	ZipLook *look = data;
	static const char opc[] = "[Content_Types].xml";
	static const char jar[] = "META-INF/MANIFEST.MF";

	look->is_opc = look->is_opc || is_name(name, size, opc);
	look->is_jar = look->is_jar || is_name(name, size, jar);
	look->has_manifest = look->has_manifest ||
			     is_name(name, size, "META-INF/manifest.xml");
	look->has_content = look->has_content ||
			    is_name(name, size, "content.xml");
	for (guint i = 0; !look->document && i < G_N_ELEMENTS(office); i++) {
		gsize length = strlen(office[i].prefix);

		if (size > length &&
		    memcmp(name, office[i].prefix, length) == 0)
			look->document = office[i].type;
	}
	return !(look->is_opc && look->document);
}

/* OpenDocument and EPUB: a first member "mimetype", stored. */
static const char *zip_mimetype(const guint8 *bytes, gsize size)
{
	static const char name[] = "mimetype";

	if (size < 38 || memcmp(bytes, "PK\003\004", 4) != 0 ||
	    memcmp(bytes + 30, name, sizeof(name) - 1) != 0)
		return NULL;
	for (guint i = 0; i < G_N_ELEMENTS(mimetypes); i++) {
		gsize length = strlen(mimetypes[i].begin);

		if (size - 38 >= length + 2 &&
		    memcmp(bytes + 38, mimetypes[i].begin, length) == 0 &&
		    (!mimetypes[i].whole ||
		     memcmp(bytes + 38 + length, "PK", 2) == 0))
			return mimetypes[i].type;
	}
	return NULL;
}

static const char *by_zip(const guint8 *bytes, gsize size)
{
	const char *type = zip_mimetype(bytes, size);
	ZipLook look = { 0 };

	if (type)
		return type;
	zip_names(bytes, size, NAMES_LOOK, zip_look_name, &look);
	if (look.is_opc)
		return look.document ? look.document : OPC;
	if (look.has_manifest && look.has_content)
		return ODF;
	return look.is_jar ? "application/java-archive" : "application/zip";
}

static const char *by_structure(const guint8 *bytes, gsize size)
{
	const char *type = archive_type(bytes, size);

	if (g_strcmp0(type, "application/zip") == 0)
		return memcmp(bytes, "PK", 2) == 0 ? by_zip(bytes, size)
						   : type;
	if (type)
		return type;
	if (cms_is(bytes, size))
		return "application/pkcs7-mime";
	return pgp_begins(bytes, size) ? "application/pgp" : NULL;
}

/* Control characters that no text holds. */
static gboolean is_control(guint8 c)
{
	return (c < 0x20 && !(c >= '\t' && c <= '\r') && c != 0x1b) ||
	       c == 0x7f;
}

static gboolean has_control(const guint8 *bytes, gsize size)
{
	for (gsize i = 0; i < size; i++) {
		if (is_control(bytes[i]))
			return TRUE;
	}
	return FALSE;
}

static gboolean is_ascii(const guint8 *bytes, gsize size)
{
	for (gsize i = 0; i < size; i++) {
		if (bytes[i] >= 0x80)
			return FALSE;
	}
	return TRUE;
}

/* UTF-8, but for a character that the look cuts in two. */
static gboolean is_utf8(const guint8 *bytes, gsize size)
{
	const char *end;

	if (g_utf8_validate((const char *)bytes, (gssize)size, &end))
		return TRUE;
	return (gsize)((const guint8 *)end - bytes) + 4 > size;
}

/* Shift_JIS or EUC-JP: nearly every high byte belongs to a pair. */
static gboolean is_double_byte(const guint8 *bytes, gsize size)
{
	gsize odd = 0;

	for (gsize i = 0; i < size; i++) {
		guint8 c = bytes[i];
		gboolean leads = (c >= 0x81 && c <= 0x9f) || c >= 0xa1;

		if (c < 0x80)
			continue;
		if (leads && i + 1 < size && bytes[i + 1] >= 0x40 &&
		    bytes[i + 1] != 0x7f)
			i++;
		else if (c < 0xa1 || c > 0xdf)
			odd++;
	}
	return odd <= size / 100;
}

static gboolean is_utf16(const guint8 *bytes, gsize size)
{
	return size >= 4 && (memcmp(bytes, "\xff\xfe", 2) == 0 ||
			     memcmp(bytes, "\xfe\xff", 2) == 0);
}

static gboolean is_text(const guint8 *bytes, gsize size)
{
	if (size == 0 || is_utf16(bytes, size))
		return size > 0;
	return !has_control(bytes, size) &&
	       (is_ascii(bytes, size) || is_utf8(bytes, size) ||
		is_double_byte(bytes, size));
}

static const char *by_markup(const guint8 *bytes, gsize size)
{
	gsize at = 0;

	if (size >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0)
		at = 3;
	size = MIN(size, MARKUP_LOOK);
	while (at < size && g_ascii_isspace((char)bytes[at]))
		at++;
	for (guint i = 0; i < G_N_ELEMENTS(markups); i++) {
		gsize length = strlen(markups[i].begin);

		if (size - at >= length &&
		    g_ascii_strncasecmp((const char *)bytes + at,
					markups[i].begin, length) == 0)
			return markups[i].type;
	}
	return NULL;
}

const char *type_by_content(const guint8 *bytes, gsize size)
{
	const char *type;

	if (size == 0)
		return "application/octet-stream";
	type = by_magic(bytes, size);
	if (!type && is_windows_program(bytes, size))
		type = "application/vnd.microsoft.portable-executable";
	if (!type)
		type = by_structure(bytes, size);
	if (!type)
		type = by_markup(bytes, size);
	if (!type && type_is_entity(bytes, size))
		type = "message/rfc822";
	if (!type && is_text(bytes, MIN(size, TEXT_LOOK)))
		type = "text/plain";
	return type ? type : "application/octet-stream";
}

/* Fields that a MIME entity or a mail begins with, and texts do not. */
static const char *const telling[] = {
	"MIME-Version", "Content-Type", "Content-Transfer-Encoding",
	"Content-Disposition", "Received", "Return-Path", "Message-ID",
	"DKIM-Signature",
};

static gboolean is_telling(const guint8 *name, gsize size)
{
	for (guint i = 0; i < G_N_ELEMENTS(telling); i++) {
		if (size == strlen(telling[i]) &&
		    g_ascii_strncasecmp((const char *)name, telling[i],
					size) == 0)
			return TRUE;
	}
	return FALSE;
}

/* The length of a field name before its colon; 0 where this is no field. */
static gsize header_name(const guint8 *line, gsize size)
{
	gsize at = 0;

	while (at < size && line[at] > ' ' && line[at] < 0x7f &&
	       line[at] != ':')
		at++;
	return at < size && line[at] == ':' ? at : 0;
}

gboolean type_is_entity(const guint8 *bytes, gsize size)
{
	const guint8 *at = bytes, *end;
	gboolean told = FALSE;

	if (size == 0)
		return FALSE;
	end = bytes + MIN(size, HEADER_LOOK);
	while (at < end) {
		const guint8 *stop = memchr(at, '\n', (gsize)(end - at));
		gsize length = (gsize)((stop ? stop : end) - at);
		gsize name = header_name(at, length);

		if (length > 0 && at[length - 1] == '\r')
			length--;
		if (length == 0)
			return told;
		if (name > 0)
			told = told || is_telling(at, name);
		else if (at == bytes || (*at != ' ' && *at != '\t'))
			return FALSE;
		if (!stop)
			return told;
		at = stop + 1;
	}
	return told;
}

/* A window too small for anything but ASCII to be told from chance. */
#define WINDOW_ASCII ((gsize)16)
#define WINDOW_TEXT ((gsize)256)

static gboolean window_is_text(const guint8 *bytes, gsize size)
{
	if (size < WINDOW_ASCII || has_control(bytes, size))
		return FALSE;
	return size >= WINDOW_TEXT || is_ascii(bytes, size);
}

gboolean type_is_plain(const guint8 *bytes, gsize size)
{
	gsize window = MIN(size, WINDOW_TEXT);
	const char *magic;

	if (size == 0)
		return FALSE;
	magic = by_magic(bytes, size);
	/* Three bytes of JPEG come up by chance; the others do not. */
	if (magic && strcmp(magic, "image/jpeg") != 0)
		return TRUE;
	if (size > 4 && memcmp(bytes, "PK\003\004", 4) == 0)
		return TRUE;
	return window_is_text(bytes, window) ||
	       window_is_text(bytes + (size - window) / 2, window) ||
	       window_is_text(bytes + (size - window), window);
}
