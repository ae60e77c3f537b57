/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * label-fields.c - labels of standards in the header of one mail.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  findings.
 */
#include "inspect/label-fields.h"

#include <string.h>

#include "inspect/labelling.h"
#include "text/words.h"

#define PSPF_NAME "X-Protective-Marking"

void label_fields_init(LabelFields *fields, Inspection *inspection,
		       const char *part)
{
	*fields = (LabelFields){
		.inspection = inspection, .part = part, .msip = msip_new(),
	};
}

void label_fields_clear(LabelFields *fields)
{
	msip_free(fields->msip);
	g_free(fields->pspf_field);
	g_free(fields->pspf_subject);
}

static void raise_level(const Level **level, const Level *other)
{
	if (other && (!*level || other->rank > (*level)->rank))
		*level = other;
}

static void judge(LabelFields *fields, const char *name, Labels *labels,
		  LabelStandard differing)
{
	LabelPlace place = { PLACE_HEADER, fields->part, name, NULL };
	gboolean is_subject = g_ascii_strcasecmp(name, "Subject") == 0;
	gboolean differ;
	const Level *level;

	if (is_subject)
		place.place = PLACE_SUBJECT;
	level = labels_judge(fields->inspection, &place, labels, &differ);
	raise_level(is_subject ? &fields->in_subject : &fields->in_field,
		    level);
	if (differ && label_is_configured(fields->inspection->brief,
					  differing))
		inspection_problem(fields->inspection, PROBLEM_MALFORMED,
				   fields->part, "labels of %s contradict "
				   "one another", name);
}

/* What more than one reading says counts; what is wrong with a value is
 * what is wrong with the likeliest one. */
static void read_texts(LabelFields *fields, const char *name, const char *raw,
		       void (*read)(const char *text, Labels *out),
		       LabelStandard standard)
{
	g_autoptr(Readings) readings = NULL;

	if (!label_is_configured(fields->inspection->brief, standard))
		return;
	readings = words_read(raw, strlen(raw));
	for (guint i = 0; i < readings->texts->len; i++) {
		g_autoptr(Labels) labels = labels_new();

		read(readings->texts->pdata[i], labels);
		if (i > 0 && labels->defects->len > 0)
			continue;
		judge(fields, name, labels, standard);
	}
}

static void say_twice(LabelFields *fields, const char *name, guint count,
		      LabelStandard standard)
{
	if (count == 2 && label_is_configured(fields->inspection->brief,
					      standard))
		inspection_problem(fields->inspection, PROBLEM_MALFORMED,
				   fields->part, "more than one %s", name);
}

/* ---- the standards -------------------------------------------------------- */

/* Keeps the first class; several in one place are a problem by themselves. */
static void keep_class(const char *text, void (*read)(const char *, Labels *),
		       char **class)
{
	g_autoptr(Labels) labels = labels_new();
	const Label *label;

	read(text, labels);
	label = labels->labels->len > 0 ? labels->labels->pdata[0] : NULL;
	if (label && label->values->len > 0 && !*class)
		*class = label_fold(label->values->pdata[0]);
}

static void read_pspf(LabelFields *fields, const char *name, const char *raw)
{
	g_autoptr(Readings) readings = words_read(raw, strlen(raw));

	say_twice(fields, PSPF_NAME, ++fields->pspf_count, STANDARD_PSPF);
	read_texts(fields, name, raw, pspf_read, STANDARD_PSPF);
	keep_class(readings->texts->pdata[0], pspf_read, &fields->pspf_field);
}

static void read_subject(LabelFields *fields, const char *name,
			 const char *raw)
{
	g_autoptr(Readings) readings = words_read(raw, strlen(raw));

	read_texts(fields, name, raw, pspf_read_subject, STANDARD_PSPF);
	read_texts(fields, name, raw, tlp_read_subject, STANDARD_TLP);
	keep_class(readings->texts->pdata[0], pspf_read_subject,
		   &fields->pspf_subject);
}

static void read_sio(LabelFields *fields, const char *name, const char *raw)
{
	g_autoptr(Labels) labels = labels_new();

	say_twice(fields, "SIO-Label", ++fields->sio_count, STANDARD_SIO);
	sio_read(raw, labels);
	judge(fields, name, labels, STANDARD_SIO);
}

static void read_msip(LabelFields *fields, const char *name, const char *raw)
{
	g_autoptr(Readings) readings = words_read(raw, strlen(raw));

	(void)name;
	msip_read(fields->msip, readings->texts->pdata[0]);
}

static void read_sensitivity(LabelFields *fields, const char *name,
			     const char *raw)
{
	read_texts(fields, name, raw, sensitivity_read, STANDARD_SENSITIVITY);
}

static void read_tlp(LabelFields *fields, const char *name, const char *raw)
{
	read_texts(fields, name, raw, tlp_read, STANDARD_TLP);
}

static const struct {
	const char *name;
	void (*read)(LabelFields *fields, const char *name, const char *raw);
} known[] = {
	{ PSPF_NAME, read_pspf },
	{ "Subject", read_subject },
	{ "SIO-Label", read_sio },
	{ "msip_labels", read_msip },
	{ "Sensitivity", read_sensitivity },
	{ "TLP", read_tlp },
	{ "X-TLP", read_tlp },
};

/* ---- configured names ----------------------------------------------------- */

static gboolean is_configured(const Brief *brief, const char *name)
{
	for (guint i = 0; i < brief->label_maps->len; i++) {
		const LabelMap *map = brief->label_maps->pdata[i];

		if (map->standard == STANDARD_HEADER &&
		    label_field_matches(map->field, name))
			return TRUE;
	}
	return FALSE;
}

/* All readings are one label: any may be the one that is meant. */
static void read_configured(LabelFields *fields, const char *name,
			    const char *raw)
{
	g_autoptr(Readings) readings = words_read(raw, strlen(raw));
	g_autoptr(Labels) labels = labels_new();
	Label *label = labels_add(labels, STANDARD_HEADER,
				  readings->texts->pdata[0]);

	label->field = g_strdup(name);
	for (guint i = 0; i < readings->texts->len; i++)
		label_value(label, "%s",
			    (const char *)readings->texts->pdata[i]);
	if (label->values->len > 0)
		judge(fields, name, labels, STANDARD_HEADER);
}

/* Older programs write one field for each pair of MSIP. */
static void read_msip_pair(LabelFields *fields, const char *name,
			   const char *raw)
{
	g_autoptr(Readings) readings = NULL;

	if (g_ascii_strncasecmp(name, "msip_label_", 11) != 0)
		return;
	readings = words_read(raw, strlen(raw));
	(void)msip_pair(fields->msip, name, readings->texts->pdata[0]);
}

void label_fields_read(LabelFields *fields, const char *name, const char *raw)
{
	const Brief *brief = fields->inspection->brief;

	if (brief->label_maps->len == 0)
		return;
	for (guint i = 0; i < G_N_ELEMENTS(known); i++) {
		if (g_ascii_strcasecmp(known[i].name, name) == 0)
			known[i].read(fields, known[i].name, raw);
	}
	read_msip_pair(fields, name, raw);
	if (is_configured(brief, name))
		read_configured(fields, name, raw);
}

void label_fields_end(LabelFields *fields)
{
	const Brief *brief = fields->inspection->brief;
	g_autoptr(Labels) labels = labels_new();

	msip_end(fields->msip, labels);
	/* Labels of several organisations may differ. */
	judge(fields, "msip_labels", labels, STANDARD_COUNT);
	if (fields->pspf_field && fields->pspf_subject &&
	    !g_str_equal(fields->pspf_field, fields->pspf_subject) &&
	    label_is_configured(brief, STANDARD_PSPF))
		inspection_problem(fields->inspection, PROBLEM_MALFORMED,
				   fields->part, PSPF_NAME
				   " and the subject contradict one another");
}
