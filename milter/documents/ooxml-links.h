/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * ooxml-links.h - which part belongs to which, and what people call it.
 *
 * For places that are shown only: what a link says decides nothing about
 * what is read.
 */
#ifndef DOCUMENTS_OOXML_LINKS_H
#define DOCUMENTS_OOXML_LINKS_H

#include <glib.h>

typedef struct Links Links;

Links *links_new(void);
void links_free(Links *links);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Links, links_free)

/* The part that the relationships in @rels_name belong to: "xl/a.xml" of
 * "xl/_rels/a.xml.rels". (transfer full) */
char *links_source(const char *rels_name);

void links_add(Links *links, const char *source, const char *id,
	       const char *target);

/* Where @id of @source leads. (transfer none) (nullable) */
const char *links_target(const Links *links, const char *source,
			 const char *id);

/* People know the part called @name as @label: "slide 2". */
void links_label(Links *links, const char *name, const char *label);

/* The label of the part, or of the next of its owners that has one.
 * (transfer none) (nullable) */
const char *links_label_of(const Links *links, const char *name);

#endif
