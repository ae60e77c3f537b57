/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * labelling.c - labels of standards, wherever a mail has them, as findings.
 *
 * Runs in:  worker.
 * Trusts:   the brief.
 * Effects:  findings.
 */
#include "inspect/labelling.h"

#include <string.h>

#define PSPF_NAME "X-Protective-Marking"
#define TITUS_NAME "TitusGUID"
#define BJ_TEXT "bjDocumentSecurityLabel"
#define BJ_XML "bjDocumentLabelXML"

/* Of one property, and of all chunks of one XML. */
#define CHUNKS_MAX 64
#define CHUNKS_MAX_BYTES (256 * 1024)

/* ---- judging -------------------------------------------------------------- */

static void add_restrictions(Inspection *inspection, const Label *label)
{
	GPtrArray *known = inspection->findings->restrictions;
	guint64 limit = inspection->brief->limits.findings;

	for (guint i = 0; i < label->restrictions->len && known->len < limit;
	     i++)
		findings_add_restriction(inspection->findings,
					 label->restrictions->pdata[i]);
}

static void say_defects(Inspection *inspection, const LabelPlace *place,
			const Labels *labels)
{
	for (guint i = 0; i < labels->defects->len; i++) {
		const LabelDefect *defect = labels->defects->pdata[i];

		if (label_is_configured(inspection->brief, defect->standard))
			inspection_problem(inspection, PROBLEM_MALFORMED,
					   place->part,
					   "malformed label (%s%s%s): %s",
					   label_standard_name(
						defect->standard),
					   place->name ? ", " : "",
					   place->name ? place->name : "",
					   defect->what);
	}
}

static void say_unknown(Inspection *inspection, const LabelPlace *place,
			const Label *label)
{
	inspection_problem(inspection, PROBLEM_UNSUPPORTED, place->part,
			   "label (%s%s%s) names no known class: %.100s",
			   label_standard_name(label->standard),
			   place->name ? ", " : "",
			   place->name ? place->name : "", label->shown);
}

/* One run over labels that were found together. */
typedef struct Judging {
	guint known;
	const Level *highest;
	gboolean differ;
} Judging;

static void take_level(Judging *judging, const Level *level)
{
	if (judging->known > 0 && level != judging->highest)
		judging->differ = TRUE;
	if (level && (!judging->highest ||
		      level->rank > judging->highest->rank))
		judging->highest = level;
	judging->known++;
}

static gboolean judge_one(Inspection *inspection, const LabelPlace *place,
			  const Label *label, Judging *judging)
{
	const Level *level;

	if (!label_map(inspection->brief, label, &level))
		return FALSE;
	take_level(judging, level);
	add_restrictions(inspection, label);
	if (level)
		inspection_label(inspection, place->place, place->part,
				 place->name, level, label->shown,
				 place->where);
	return TRUE;
}

const Level *labels_judge(Inspection *inspection, const LabelPlace *place,
			  const Labels *labels, gboolean *ret_differ)
{
	Judging judging = { 0 };
	g_autoptr(GPtrArray) unknown = g_ptr_array_new();

	for (guint i = 0; i < labels->labels->len; i++) {
		Label *label = labels->labels->pdata[i];

		if (label_is_configured(inspection->brief, label->standard) &&
		    !judge_one(inspection, place, label, &judging))
			g_ptr_array_add(unknown, label);
	}
	for (guint i = 0; i < unknown->len; i++) {
		const Label *label = unknown->pdata[i];

		/* A marking of SIO is a mere rendering of the label in it. */
		if (label->standard != STANDARD_SIO || judging.known == 0)
			say_unknown(inspection, place, label);
	}
	say_defects(inspection, place, labels);
	if (ret_differ)
		*ret_differ = judging.differ;
	return judging.highest;
}

/* ---- documents ------------------------------------------------------------ */

/* Labels of one document that stand in several places of it. */
typedef struct LabelledDocument {
	Msip *msip;
	char *bj_text;		/* nullable */
	GPtrArray *bj_chunks;	/* Chunk */
	gsize bj_bytes;
	gboolean bj_overflow;
	char *titus_guid;	/* nullable */
	gboolean titus_known;	/* a property of Titus was mapped or said */
} LabelledDocument;

typedef struct Chunk {
	gint number;		/* -1: the one without a number */
	char *text;
} Chunk;

static void free_chunk(gpointer data)
{
	Chunk *chunk = data;

	g_free(chunk->text);
	g_free(chunk);
}

static void free_document(gpointer data)
{
	LabelledDocument *document = data;

	msip_free(document->msip);
	g_free(document->bj_text);
	g_ptr_array_unref(document->bj_chunks);
	g_free(document->titus_guid);
	g_free(document);
}

void labelling_free(GHashTable *documents)
{
	g_clear_pointer(&documents, g_hash_table_unref);
}

static LabelledDocument *document_of(Inspection *inspection, const char *part)
{
	LabelledDocument *document;

	if (!inspection->label_documents)
		inspection->label_documents = g_hash_table_new_full(
			g_str_hash, g_str_equal, g_free, free_document);
	document = g_hash_table_lookup(inspection->label_documents, part);
	if (document)
		return document;
	document = g_new0(LabelledDocument, 1);
	document->msip = msip_new();
	document->bj_chunks = g_ptr_array_new_with_free_func(free_chunk);
	g_hash_table_insert(inspection->label_documents, g_strdup(part),
			    document);
	return document;
}

static void judge_named(Inspection *inspection, const LabelPlace *place,
			LabelStandard standard, const char *field,
			const char *value)
{
	g_autoptr(Labels) labels = labels_new();
	Label *label = labels_add(labels, standard, value);

	label->field = g_strdup(field);
	label_value(label, "%s", value);
	(void)labels_judge(inspection, place, labels, NULL);
}

/* Whether a section of @standard is about the property @name. */
static gboolean is_named(const Brief *brief, LabelStandard standard,
			 const char *name)
{
	for (guint i = 0; i < brief->label_maps->len; i++) {
		const LabelMap *map = brief->label_maps->pdata[i];

		if (map->standard == standard &&
		    label_field_matches(map->field, name))
			return TRUE;
	}
	return FALSE;
}

static gboolean is_blank(const char *text)
{
	return text[strspn(text, " \t\r\n")] == '\0';
}

/* FALSE where @name is no part of the XML. */
static gboolean add_chunk(LabelledDocument *document, const char *name,
			  const char *value)
{
	const char *number = name + strlen(BJ_XML);
	gsize size = strlen(value);
	Chunk *chunk;

	if (g_ascii_strncasecmp(name, BJ_XML, strlen(BJ_XML)) != 0 ||
	    (*number && (*number != '-' || !g_ascii_isdigit(number[1]) ||
			 strlen(number) > 6)))
		return FALSE;
	if (document->bj_chunks->len == CHUNKS_MAX ||
	    size > CHUNKS_MAX_BYTES - document->bj_bytes) {
		document->bj_overflow = TRUE;
		return TRUE;
	}
	document->bj_bytes += size;
	chunk = g_new0(Chunk, 1);
	chunk->number = *number ?
		(gint)g_ascii_strtoull(number + 1, NULL, 10) : -1;
	chunk->text = g_strdup(value);
	g_ptr_array_add(document->bj_chunks, chunk);
	return TRUE;
}

static void keep_property(LabelledDocument *document, const char *name,
			  const char *value)
{
	if (msip_pair(document->msip, name, value) ||
	    add_chunk(document, name, value))
		return;
	if (g_ascii_strcasecmp(name, BJ_TEXT) == 0 && !document->bj_text)
		document->bj_text = g_strdup(value);
	else if (g_ascii_strcasecmp(name, TITUS_NAME) == 0 &&
		 !document->titus_guid)
		document->titus_guid = g_strdup(value);
}

void labels_property(Inspection *inspection, const char *part,
		     const char *name, const char *value, const char *where)
{
	const Brief *brief = inspection->brief;
	LabelPlace place = { PLACE_PROPERTY, part, name, where };

	if (brief->label_maps->len == 0 || is_blank(value))
		return;
	keep_property(document_of(inspection, part), name, value);
	if (g_ascii_strcasecmp(name, PSPF_NAME) == 0) {
		g_autoptr(Labels) labels = labels_new();

		pspf_read(value, labels);
		(void)labels_judge(inspection, &place, labels, NULL);
	}
	if (is_named(brief, STANDARD_PROPERTY, name))
		judge_named(inspection, &place, STANDARD_PROPERTY, name,
			    value);
	if (is_named(brief, STANDARD_TITUS, name)) {
		document_of(inspection, part)->titus_known = TRUE;
		judge_named(inspection, &place, STANDARD_TITUS, name, value);
	}
}

void labels_metadata(Inspection *inspection, const char *part,
		     const guint8 *bytes, gsize size, const char *where)
{
	g_autoptr(Labels) labels = NULL;
	LabelPlace place = { PLACE_PROPERTY, part, where, where };

	if (inspection->brief->label_maps->len == 0)
		return;
	labels = labels_new();
	label_xml_read(bytes, size, document_of(inspection, part)->msip,
		       labels);
	(void)labels_judge(inspection, &place, labels, NULL);
}

/* ---- at the end of a document --------------------------------------------- */

static void end_msip(Inspection *inspection, const char *part, Msip *msip)
{
	g_autoptr(Labels) labels = labels_new();
	LabelPlace place = { PLACE_PROPERTY, part, "MSIP_Label", NULL };

	msip_end(msip, labels);
	(void)labels_judge(inspection, &place, labels, NULL);
}

static gint by_number(gconstpointer a, gconstpointer b)
{
	const Chunk *left = *(const Chunk *const *)a;
	const Chunk *right = *(const Chunk *const *)b;

	return left->number < right->number ? -1 :
	       left->number > right->number;
}

static void read_chunks(LabelledDocument *document, Labels *labels)
{
	g_autoptr(GString) xml = g_string_new(NULL);

	g_ptr_array_sort(document->bj_chunks, by_number);
	for (guint i = 0; i < document->bj_chunks->len; i++) {
		const Chunk *chunk = document->bj_chunks->pdata[i];

		g_string_append(xml, chunk->text);
	}
	label_xml_read((const guint8 *)xml->str, xml->len, NULL, labels);
	if (labels->labels->len == 0 && labels->defects->len == 0)
		labels_defect(labels, STANDARD_BOLDONJAMES,
			      "no label in the XML");
	if (document->bj_overflow)
		labels_defect(labels, STANDARD_BOLDONJAMES,
			      "XML that is too large");
}

/* Text and XML say the same; so they are one label. */
static void end_boldonjames(Inspection *inspection, const char *part,
			    LabelledDocument *document)
{
	g_autoptr(Labels) labels = labels_new();
	LabelPlace place = { PLACE_PROPERTY, part, BJ_XML, NULL };
	Label *label;

	if (document->bj_chunks->len > 0 || document->bj_overflow)
		read_chunks(document, labels);
	if (document->bj_text) {
		if (labels->labels->len == 0) {
			place.name = BJ_TEXT;
			(void)labels_add(labels, STANDARD_BOLDONJAMES,
					 document->bj_text);
		}
		label = labels->labels->pdata[0];
		label_value(label, "%s", document->bj_text);
	}
	(void)labels_judge(inspection, &place, labels, NULL);
}

/* The GUID tells that Titus labelled it; what with is in a property. */
static void end_titus(Inspection *inspection, const char *part,
		      const LabelledDocument *document)
{
	LabelPlace place = { PLACE_PROPERTY, part, TITUS_NAME, NULL };

	if (document->titus_guid && !document->titus_known)
		judge_named(inspection, &place, STANDARD_TITUS, NULL,
			    document->titus_guid);
}

void labels_document_end(Inspection *inspection, const char *part)
{
	LabelledDocument *document = inspection->label_documents ?
		g_hash_table_lookup(inspection->label_documents, part) : NULL;

	if (!document)
		return;
	end_msip(inspection, part, document->msip);
	end_boldonjames(inspection, part, document);
	end_titus(inspection, part, document);
	g_hash_table_remove(inspection->label_documents, part);
}

/* ---- elsewhere ------------------------------------------------------------ */

void labels_text(Inspection *inspection, Place place, const char *part,
		 const char *name, const char *text, const char *where)
{
	LabelPlace at = { place, part, name, where };
	g_autoptr(Labels) labels = NULL;

	if (!label_is_configured(inspection->brief, STANDARD_TLP))
		return;
	labels = labels_new();
	tlp_read_lines(text, labels);
	(void)labels_judge(inspection, &at, labels, NULL);
}

void labels_signed(Inspection *inspection, const char *part,
		   const Judgement *judgement)
{
	LabelPlace place = { PLACE_LABEL, part, "ESSSecurityLabel", NULL };
	g_autoptr(Labels) labels = NULL;

	if (!label_is_configured(inspection->brief, STANDARD_ESS))
		return;
	labels = labels_new();
	for (guint i = 0; judgement->labels && i < judgement->labels->len;
	     i++) {
		const GByteArray *bytes = judgement->labels->pdata[i];

		ess_read(bytes->data, bytes->len, labels);
	}
	if (judgement->labels_problem)
		labels_defect(labels, STANDARD_ESS, "%s",
			      judgement->labels_problem);
	(void)labels_judge(inspection, &place, labels, NULL);
}
