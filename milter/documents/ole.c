/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * ole.c - compound files: which kind they are, and what else is in them.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none.
 * Limits:   presentation metafiles of objects, and Basic modules, are not
 *           searched for markings; the virus scan sees them.
 */
#include "documents/ole.h"

#include <string.h>

#include "documents/bytes.h"
#include "documents/cfb-check.h"
#include "documents/ole-crypt.h"
#include "documents/ole-object.h"
#include "documents/property-set.h"
#include "documents/salvage.h"

#define MAX_STORAGES 512	/* with a document of their own */
#define MAX_METADATA ((gsize)4 << 20)

static const struct {
	gboolean (*read)(Document *document, const Cfb *cfb);
} kinds[] = {
	{ doc_read }, { xls_read }, { ppt_read }, { msg_read },
	{ ichitaro_read },
};

/* Streams that make a storage a document. */
static const char *const mains[] = {
	"WordDocument", "Workbook", "Book", "PowerPoint Document",
	"DocumentText", "EncryptedPackage", "__properties_version1.0",
};

/* What stands beside an object and says nothing that a person reads. */
static const char *const quiet[] = {
	"\001Ole", "\001CompObj", "\003ObjInfo", "\003LinkInfo",
	"\003OCXNAME", "\003ACCESSOBJSITEDATA", "\003EPRINT", "\003PRINT",
	"\003META", "\003PIC", "\002OlePres", "Equation Native",
	"\001Ole10ItemName",
};

typedef struct Ole {
	Document *document;
	const Cfb *cfb;
	gboolean is_mail;	/* its reader hands over attachments */
	gboolean is_known;
	gboolean shows_files;	/* that anybody can take out of it */
	GHashTable *storages;	/* char *, those read; borrows nothing */
} Ole;

static gboolean is_quiet(const char *name)
{
	for (guint i = 0; i < G_N_ELEMENTS(quiet); i++) {
		if (g_str_has_prefix(name, quiet[i]) &&
		    strcmp(name, "\001Ole10Native") != 0)
			return TRUE;
	}
	return FALSE;
}

/*
 * All kinds are asked: a file may be made to be of two. TRUE: it is of one.
 * What is said to be closed counts only where nothing else can be read.
 */
static gboolean read_kinds(Document *document, const Cfb *cfb)
{
	Crypt crypt = ole_crypt_read(document, cfb);
	const char *scheme = crypt.scheme;
	gboolean known = crypt.state == CRYPT_OPENED, is_open = known;
	Protection least = crypt.protection;

	for (guint i = 0; i < G_N_ELEMENTS(kinds); i++) {
		gboolean read;

		document->is_encrypted = FALSE;
		document->protection = PROTECTION_NONE;
		read = kinds[i].read(document, cfb);
		known = known || read;
		is_open = is_open || (read && !document->is_encrypted);
		if (document->is_encrypted)
			least = MIN(least, document->protection);
		if (document->is_encrypted && document->scheme)
			scheme = document->scheme;
	}
	document->is_encrypted = !is_open &&
				 (crypt.state == CRYPT_CLOSED || known);
	document->scheme = document->is_encrypted ||
			   document->opened != OPENED_NOT ? scheme : NULL;
	document->protection = document->is_encrypted ? least
						      : PROTECTION_NONE;
	if (crypt.state == CRYPT_LIE ||
	    (is_open && scheme && document->opened == OPENED_NOT))
		document_problem(document, PROBLEM_MALFORMED,
				 "said to be encrypted, but is not");
	return known || crypt.state == CRYPT_CLOSED;
}

static void read_bounded(Ole *ole, const CfbStream *stream,
			 void (*read)(Document *document, const guint8 *bytes,
				      gsize size, const char *where))
{
	g_autofree char *where =
		g_strndup(stream->path, (gsize)(ole_name(stream->path) -
						stream->path));
	gsize length = strlen(where);
	g_autoptr(GByteArray) bytes = NULL;

	if (!document_may_unpack(ole->document,
				 MIN(stream->size, MAX_METADATA)))
		return;
	if (length > 0)
		where[length - 1] = '\0';
	bytes = cfb_read(stream, MAX_METADATA);
	read(ole->document, bytes->data, bytes->len,
	     length > 0 ? where : NULL);
}

static void read_native(Ole *ole, const CfbStream *stream)
{
	g_autoptr(GByteArray) bytes = NULL;

	if (!document_may_unpack(ole->document, stream->size))
		return;
	bytes = cfb_read(stream, G_MAXINT32);
	if (bytes->len < stream->size)
		document_problem(ole->document, PROBLEM_MALFORMED,
				 "embedded object is damaged");
	ole_native_read(ole->document, bytes->data, bytes->len);
}

GByteArray *ole_stream(Document *document, const CfbStream *stream,
		       const char *what)
{
	GByteArray *bytes;

	if (!document_may_unpack(document, stream->size))
		return NULL;
	bytes = cfb_read(stream, G_MAXINT32);
	if (bytes->len < stream->size)
		document_problem(document, PROBLEM_MALFORMED,
				 "%s: %s is cut", what, stream->path);
	return bytes;
}

static void read_label(Document *document, const guint8 *bytes, gsize size,
		       const char *where)
{
	document_metadata(document, bytes, size, where ? where : "LabelInfo");
}

/* Property sets, labels, objects: the same in every kind of file. */
static void read_stream(Ole *ole, const CfbStream *stream)
{
	const char *name = ole_name(stream->path);

	if (*name == '\005') {
		read_bounded(ole, stream, property_set_read);
	} else if (g_ascii_strncasecmp(name, "LabelInfo", 9) == 0) {
		read_bounded(ole, stream, read_label);
	} else if (ole->is_mail &&
		   g_str_has_prefix(name, "__substg1.0_")) {
		return;
	} else if (strcmp(name, "\001Ole10Native") == 0) {
		read_native(ole, stream);
		ole->is_known = ole->shows_files = TRUE;
	} else if (!is_quiet(name) &&
		   ole_file_read(ole->document, stream)) {
		ole->is_known = ole->shows_files = TRUE;
	}
}

/* The storage of @path, if @path is the main stream of a document and that
 * was not read yet. (transfer full) (nullable) */
static char *new_storage(Ole *ole, const char *path)
{
	const char *name = ole_name(path);
	g_autofree char *storage = NULL;
	guint i = 0;

	while (i < G_N_ELEMENTS(mains) &&
	       g_ascii_strcasecmp(mains[i], name) != 0)
		i++;
	if (i == G_N_ELEMENTS(mains) || name == path ||
	    (ole->is_mail && g_str_has_prefix(name, "__properties")))
		return NULL;
	storage = g_strndup(path, (gsize)(name - path) - 1);
	if (g_hash_table_contains(ole->storages, storage))
		return NULL;
	(void)g_hash_table_add(ole->storages, g_strdup(storage));
	return g_steal_pointer(&storage);
}

/* A storage that is a document. It has no bytes of its own to hand over, and
 * what is known of the file around it stays. */
static void read_storage(Ole *ole, const char *storage)
{
	Document *document = ole->document;
	g_autoptr(Cfb) view = cfb_view(ole->cfb, storage);
	gboolean is_encrypted = document->is_encrypted;
	Protection protection = document->protection;
	const char *scheme = document->scheme, *type = document->type;

	if (read_kinds(document, view)) {
		ole->is_known = TRUE;
		if (!document->is_encrypted)
			ole->shows_files = TRUE;
	}
	if (document->is_encrypted)
		document_problem(document, PROBLEM_UNSUPPORTED,
				 "embedded document is encrypted");
	document->is_encrypted = is_encrypted;
	document->protection = protection;
	document->scheme = scheme;
	document->type = type;
}

static void read_all(Ole *ole)
{
	guint count = cfb_count(ole->cfb);
	guint storages = 0;

	for (guint i = 0; i < count && document_goes_on(ole->document); i++)
		read_stream(ole, cfb_stream(ole->cfb, i));
	for (guint i = 0; i < count && document_goes_on(ole->document); i++) {
		const char *path = cfb_stream(ole->cfb, i)->path;
		g_autofree char *storage = new_storage(ole, path);

		if (!storage)
			continue;
		if (storages++ == MAX_STORAGES) {
			document_limit(ole->document, "parts", "objects");
			return;
		}
		read_storage(ole, storage);
	}
}

/* Nothing but what stands beside an object. */
static gboolean is_all_quiet(const Cfb *cfb)
{
	for (guint i = 0; i < cfb_count(cfb); i++) {
		const char *name = ole_name(cfb_stream(cfb, i)->path);

		if (!is_quiet(name) && *name != '\005')
			return FALSE;
	}
	return TRUE;
}

/* Macros on their own, as packages keep them ([MS-OVBA] 2.2.1). */
static gboolean is_macros(const Cfb *cfb)
{
	return cfb_find(cfb, "VBA/dir") && cfb_find(cfb, "PROJECT");
}

/* Files within an encrypted document that are not encrypted themselves. */
static void say_half_closed(Document *document)
{
	document->is_encrypted = FALSE;
	document->protection = PROTECTION_NONE;
	document_problem(document, PROBLEM_UNSUPPORTED,
			 "encrypted (%s), but not the files in it",
			 document->scheme ? document->scheme : "somehow");
}

static void say_loose_text(Document *document)
{
	document->protection = MIN(document->protection, PROTECTION_UNKNOWN);
	document_problem(document, PROBLEM_MALFORMED,
			 "encrypted, with a text beside what is");
}

static void read_open(Document *document, const Cfb *cfb,
		      const guint8 *bytes, gsize size)
{
	g_autoptr(GHashTable) storages =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	Ole ole = { .document = document, .cfb = cfb, .storages = storages };

	ole.is_known = read_kinds(document, cfb);
	ole.is_mail = g_strcmp0(document->type,
				"application/vnd.ms-outlook") == 0;
	read_all(&ole);
	if (document->is_encrypted && ole.shows_files)
		say_half_closed(document);
	if (document->is_encrypted && cfb_has_loose_text(bytes, size))
		say_loose_text(document);
	if (ole.is_known || is_all_quiet(cfb))
		return;
	if (is_macros(cfb)) {
		document->type = "application/vnd.ms-office.vbaProject";
		salvage_read(document, "macros", bytes, size);
		return;
	}
	document_problem(document, PROBLEM_UNSUPPORTED,
			 "compound file of an unknown kind");
	salvage_read(document, "", bytes, size);
}

void ole_read(Document *document, const guint8 *bytes, gsize size)
{
	const Limits *limits = document->limits;
	gint64 until_us = g_get_monotonic_time() +
			  (gint64)limits->compound_seconds * G_USEC_PER_SEC;
	const char *cut = NULL;
	g_autoptr(Cfb) cfb = cfb_open(bytes, size, (guint)limits->streams,
				      until_us, &cut);

	document->type = "application/x-ole-storage";
	if (cut)
		document_limit(document, cut, "compound file");
	if (cfb)
		read_open(document, cfb, bytes, size);
	if (cfb && !cfb_is_damaged(cfb))
		return;
	if (!cut)
		document_problem(document, PROBLEM_MALFORMED,
				 "compound file is damaged");
	salvage_read(document, "", bytes, size);
}
