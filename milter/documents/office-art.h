/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * office-art.h - drawings in the binary files of Office ([MS-ODRAW]).
 */
#ifndef DOCUMENTS_OFFICE_ART_H
#define DOCUMENTS_OFFICE_ART_H

#include "documents/bytes.h"
#include "documents/document.h"

/* The head of a record, in drawings and presentations alike. */
typedef struct ArtRecord {
	guint version;		/* ART_CONTAINER: made of records itself */
	guint instance;
	guint type;
	Bytes body;
	gboolean is_cut;	/* it says that it is longer than what is there */
} ArtRecord;

#define ART_CONTAINER 0xfu
#define ART_HEAD ((gsize)8)

/* Of OfficeArtFOPT, and its second and third. */
#define ART_IS_PROPERTIES(type)						\
	((type) == 0xf00b || (type) == 0xf121 || (type) == 0xf122)
#define ART_IS_PICTURE(type) ((type) >= 0xf01a && (type) <= 0xf029)

/* The record at @at; FALSE: there is no head of one. */
gboolean art_record(Bytes bytes, gsize at, ArtRecord *ret);

typedef enum {
	ART_WORD_ART,		/* text drawn as a picture */
	ART_DESCRIPTION,	/* name, alternative text, hint of a shape */
} ArtText;
typedef void (*ArtTextFunc)(ArtText kind, const char *text, gpointer data);

/* One property whose value stands behind the others (complex). */
typedef void (*ArtPropertyFunc)(guint id, Bytes value, gpointer data);
void art_each_property(const ArtRecord *record, ArtPropertyFunc found,
		       gpointer data);

/* The texts among the properties of a shape. */
void art_properties(const ArtRecord *record, ArtTextFunc text, gpointer data);

/* Hands over a picture as a file. */
void art_picture(Document *document, const ArtRecord *record);

/* All of a drawing, whose containers may be of any depth. */
void art_read(Document *document, Bytes bytes, ArtTextFunc text,
	      gpointer data);

#endif
