/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * document.h - what a reader of a document format hands over, as it goes.
 *
 * Readers know formats; they know nothing of classes, markings or mails.
 * What they cannot read they say, and go on with what is left: a damaged
 * document is searched as far as it can be read.
 */
#ifndef DOCUMENTS_DOCUMENT_H
#define DOCUMENTS_DOCUMENT_H

#include <glib.h>

#include "documents/flow.h"
#include "findings/brief.h"
#include "findings/findings.h"
#include "locks/keyring.h"

/* Calls of the inspection; all texts are borrowed, and valid UTF-8. */
typedef struct DocumentSink {
	/* A text that is complete. */
	void (*text)(const Flow *flow, gpointer data);

	/*
	 * One sheet of cells. @row and @column count from 0. Cells come in any
	 * order, by rows as a rule; @text NULL: there is something that is
	 * no text. @name "" where the sheet has none.
	 */
	void (*sheet)(const char *name, gpointer data);
	void (*cell)(guint row, guint column, const char *text,
		     gpointer data);
	void (*sheet_end)(gpointer data);

	/*
	 * A property of the document, by the name it has in the file: "Title",
	 * "MSIP_Label_..._Name". @value as a person would see it. @where says
	 * what it belongs to; nullable.
	 */
	void (*property)(const char *name, const char *value,
			 const char *where, gpointer data);

	/*
	 * XML beside the text, as it stands in the file: LabelInfo.xml, XMP,
	 * custom XML parts. @where: name of the part.
	 */
	void (*metadata)(const guint8 *bytes, gsize size, const char *where,
			 gpointer data);

	/* A file within: object, package, attachment, image. @name nullable. */
	void (*embedded)(const char *name, const char *declared_type,
			 const guint8 *bytes, gsize size, gpointer data);

	void (*problem)(ProblemKind kind, const char *what, gpointer data);
} DocumentSink;

/* One document being read. Made by the inspection, passed to the reader. */
typedef struct Document {
	const DocumentSink *sink;
	gpointer data;
	const Limits *limits;	/* as configured, for what is not counted here */
	gint64 deadline_us;	/* g_get_monotonic_time(); of this document */
	guint64 bytes_left;	/* that decoding and unpacking may produce */
	guint64 text_left;	/* bytes of text that will be searched */
	guint64 cells_left;
	guint64 members_left;	/* files within, and parts of a package */
	guint64 pages_left;
	Keyring *keyring;	/* tried on what is closed; NULL: nothing is */
	Protection protection;	/* by the reader: none (0) where anything of
				 * its content can be read without a secret,
				 * words of the keyring included */
	Opened opened;		/* by the reader: what opened it */
	Lock *lock;		/* by the reader, of what stayed closed; owned
				 * by whoever made the document; nullable */
	const char *gave_up;	/* not all that should be was tried; static */
	gboolean is_encrypted;	/* by the reader: nothing could be read */
	const char *scheme;	/* "pdf-aes256"; static, nullable */
	gboolean is_cut;	/* a limit was said already */
	const char *type;	/* by the reader, where it knows better than
				 * the magic number; static, nullable */
} Document;

/* Each hands over through the sink, within the limits of the document. */
void document_text(Document *document, const Flow *flow);
/* The same for a text without lines of its own: a comment, a field. */
void document_note(Document *document, Place place, const char *where,
		   const char *text);
void document_sheet(Document *document, const char *name);
/* FALSE: no more cells are taken. */
gboolean document_cell(Document *document, guint row, guint column,
		       const char *text);
void document_sheet_end(Document *document);
void document_property(Document *document, const char *name,
		       const char *value, const char *where);
void document_metadata(Document *document, const guint8 *bytes, gsize size,
		       const char *where);
void document_embedded(Document *document, const char *name,
		       const char *declared_type, const guint8 *bytes,
		       gsize size);
void document_problem(Document *document, ProblemKind kind,
		      const char *format, ...) G_GNUC_PRINTF(3, 4);

/* A flow whose size is bounded by what text the document may still have. */
Flow *document_flow(const Document *document, Place place, const char *unit);

/*
 * The word of the keyring that opens @lock, which the document takes over
 * where none does. Sets .opened. Says why not all was tried. Returns:
 * (transfer none) (nullable).
 */
const char *document_open(Document *document, Lock **lock,
			  const char *const *known);

/*
 * The reader found everything of content closed behind @scheme (static), and
 * no word opens it; call it after document_open() where there is a lock. If
 * not everything was tried that programs try by themselves, it is unknown.
 */
void document_close(Document *document, const char *scheme);

/* Whether there is time left; a problem, once, if not. */
gboolean document_goes_on(Document *document);

/* Whether @size more bytes may be unpacked; a problem, once, if not. */
gboolean document_may_unpack(Document *document, guint64 size);

/* Whether one more may come; a problem, once, if not. */
gboolean document_may_page(Document *document);
gboolean document_may_member(Document *document);

/* Said once: a limit called "limit-@name" ended the reading of @what. */
void document_limit(Document *document, const char *name, const char *what);

#endif
