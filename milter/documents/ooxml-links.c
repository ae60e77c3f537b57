/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * ooxml-links.c - relationships of a package (ECMA-376 part 2, 9.3).
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none.
 * Limits:   keeps the first 20,000 links; they only name places.
 */
#include "documents/ooxml-links.h"

#include <string.h>

#include "documents/ooxml.h"

#define LINKS_MOST 20000u
#define NAME_MOST ((gsize)1024)

/* A chart of a drawing of a sheet is as far as it goes. */
#define OWNERS_MOST 4u

struct Links {
	GHashTable *targets;	/* "source\nid" -> target */
	GHashTable *owners;	/* target -> source */
	GHashTable *labels;	/* part -> label */
};

Links *links_new(void)
{
	Links *links = g_new0(Links, 1);

	links->targets = g_hash_table_new_full(g_str_hash, g_str_equal,
					       g_free, g_free);
	links->owners = g_hash_table_new_full(g_str_hash, g_str_equal,
					      g_free, g_free);
	links->labels = g_hash_table_new_full(g_str_hash, g_str_equal,
					      g_free, g_free);
	return links;
}

void links_free(Links *links)
{
	if (!links)
		return;
	g_hash_table_unref(links->targets);
	g_hash_table_unref(links->owners);
	g_hash_table_unref(links->labels);
	g_free(links);
}

char *links_source(const char *rels_name)
{
	const char *folder = g_strrstr(rels_name, "_rels/");
	gsize size;

	if (!folder)
		return g_strdup("");
	size = strlen(folder + 6);
	if (g_str_has_suffix(folder, ".rels"))
		size -= 5;
	return g_strdup_printf("%.*s%.*s", (int)(folder - rels_name),
			       rels_name, (int)size, folder + 6);
}

/* @target as a name in the package, seen from the part @source. */
static char *name_resolve(const char *source, const char *target)
{
	const char *slash = strrchr(source, '/');
	g_autofree char *whole = NULL;
	g_auto(GStrv) steps = NULL;
	GString *name = g_string_new(NULL);

	if (*target == '/' || !slash)
		whole = g_strdup(target);
	else
		whole = g_strdup_printf("%.*s/%s", (int)(slash - source),
					source, target);
	steps = g_strsplit(whole, "/", -1);
	for (char **step = steps; *step; step++) {
		const char *last = strrchr(name->str, '/');

		if (strcmp(*step, "..") == 0)
			g_string_truncate(name, last ? (gsize)(last -
							name->str) : 0);
		else if (**step && strcmp(*step, ".") != 0)
			g_string_append_printf(name, "%s%s",
					       name->len ? "/" : "", *step);
	}
	return g_string_free(name, FALSE);
}

void links_add(Links *links, const char *source, const char *id,
	       const char *target)
{
	char *name;

	if (g_hash_table_size(links->targets) >= LINKS_MOST ||
	    strlen(target) > NAME_MOST || strlen(id) > NAME_MOST)
		return;
	name = name_resolve(source, target);
	if (!g_hash_table_contains(links->owners, name))
		g_hash_table_insert(links->owners, g_strdup(name),
				    g_strdup(source));
	g_hash_table_insert(links->targets,
			    g_strdup_printf("%s\n%s", source, id), name);
}

const char *links_target(const Links *links, const char *source,
			 const char *id)
{
	g_autofree char *key = g_strdup_printf("%s\n%s", source, id);

	return g_hash_table_lookup(links->targets, key);
}

void links_label(Links *links, const char *name, const char *label)
{
	if (g_hash_table_size(links->labels) < LINKS_MOST &&
	    strlen(label) <= NAME_MOST)
		g_hash_table_insert(links->labels, g_strdup(name),
				    g_strdup(label));
}

const char *links_label_of(const Links *links, const char *name)
{
	for (guint i = 0; name && i < OWNERS_MOST; i++) {
		const char *label = g_hash_table_lookup(links->labels, name);

		if (label)
			return label;
		name = g_hash_table_lookup(links->owners, name);
	}
	return NULL;
}

/* ---- the part itself ---- */
typedef struct LinksPart {
	Links *links;
	char *source;
} LinksPart;

static gpointer part_begin(Ooxml *ooxml, const PartKind *kind,
			   const char *name)
{
	LinksPart *part = g_new0(LinksPart, 1);

	(void)kind;
	part->links = ooxml->links;
	part->source = links_source(name);
	return part;
}

static void part_open(const char *name, const char *space,
		      const XmlAttributes *attributes, gpointer data)
{
	LinksPart *part = data;
	g_autofree char *id = NULL, *target = NULL, *mode = NULL;

	(void)space;
	if (strcmp(name, "Relationship") != 0)
		return;
	id = xml_attribute(attributes, "Id");
	target = xml_attribute(attributes, "Target");
	mode = xml_attribute(attributes, "TargetMode");
	if (id && target && g_strcmp0(mode, "External") != 0)
		links_add(part->links, part->source, id, target);
}

static void part_end(gpointer data)
{
	LinksPart *part = data;

	g_free(part->source);
	g_free(part);
}

const PartReader ooxml_links_reader = {
	.begin = part_begin,
	.handler = { .open = part_open },
	.end = part_end,
};
