/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * labels.h - labels of classification, by the standards they are written in.
 *
 * A reader turns a raw value into labels, or says what is wrong with it; of
 * a label with a defect it still gives what can be made out. What a label
 * means is not known here: label_map() asks the configuration.
 */
#ifndef LABELS_LABELS_H
#define LABELS_LABELS_H

#include <glib.h>

#include "findings/brief.h"

/* What one label says. Everything is valid UTF-8. */
typedef struct Label {
	LabelStandard standard;
	char *field;		/* as LabelMap's; NULL: the standard has none */
	char *shown;		/* for people */
	GPtrArray *values;	/* char *: all it can be called by */
	gboolean first_counts;	/* @values go from exact to general; else the
				 * highest level of any of them counts */
	GPtrArray *restrictions;/* char *, "CAVEAT=SH:CABINET" */
} Label;

typedef struct LabelDefect {
	LabelStandard standard;
	char *what;
} LabelDefect;

typedef struct Labels {
	GPtrArray *labels;	/* Label */
	GPtrArray *defects;	/* LabelDefect: malformed, contradictory */
	Label *spare;		/* given out when there are too many */
} Labels;

Labels *labels_new(void);
void labels_free(Labels *labels);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Labels, labels_free)

/* Adds one without values. Returns: (transfer none). */
Label *labels_add(Labels *labels, LabelStandard standard, const char *shown);
void labels_defect(Labels *labels, LabelStandard standard,
		   const char *format, ...) G_GNUC_PRINTF(3, 4);

/* Each at most a few hundred times; what is empty or more is left out. */
void label_value(Label *label, const char *format, ...) G_GNUC_PRINTF(2, 3);
void label_restrict(Label *label, const char *format, ...)
	G_GNUC_PRINTF(2, 3);

/* @text without white space, in one width and case: two texts that fold to
 * the same are one value. Returns: (transfer full). */
char *label_fold(const char *text);

/* Whether @name is @pattern, in whatever case; a "*" ends the pattern. */
gboolean label_field_matches(const char *pattern, const char *name);

/* ---- what labels mean ----------------------------------------------------- */

/* Whether any section is about @standard. */
gboolean label_is_configured(const Brief *brief, LabelStandard standard);

/*
 * What @label means. FALSE: no section has its value. *ret_level is NULL
 * where one has, and it means no class.
 */
gboolean label_map(const Brief *brief, const Label *label,
		   const Level **ret_level);

/* ---- readers -------------------------------------------------------------- */

/*
 * The Australian Email Protective Marking Standard: the value of
 * X-Protective-Marking, as header field or document property. Keys come in
 * the order VER NS SEC CAVEAT EXPIRES DOWNTO ACCESS NOTE ORIGIN. Which
 * classes and caveats there are differs by edition and is not checked.
 */
void pspf_read(const char *text, Labels *out);

/* The same marking as "[SEC=...]" anywhere in a subject, any number. */
void pspf_read_subject(const char *subject, Labels *out);

/* The raw value of a SIO-Label field (RFC 7444), and what is in it. */
void sio_read(const char *raw, Labels *out);

/* A BER ESSSecurityLabel (RFC 2634 3): "OID:INTEGER", "OID". */
void ess_read(const guint8 *bytes, gsize size, Labels *out);

/* MSIP_Label_<GUID>_<key> pairs, collected until all are there. */
typedef struct Msip Msip;

Msip *msip_new(void);
void msip_free(Msip *msip);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Msip, msip_free)

/* FALSE where @name is no key of MSIP. */
gboolean msip_pair(Msip *msip, const char *name, const char *value);

/* The unfolded value of a field msip_labels: pairs between semicolons. */
void msip_read(Msip *msip, const char *text);

/* The labels that are enabled. Empties @msip. */
void msip_end(Msip *msip, Labels *out);

/*
 * Labels in any XML: STANAG 4774 (also bound by 4778), LabelInfo.xml, sisl
 * of Boldon James, MSIP pairs of XMP (they go to @msip). Other XML has none;
 * XML that is broken is a defect where it names one of these.
 */
void label_xml_read(const guint8 *bytes, gsize size, Msip *msip, Labels *out);

/* RFC 2156: Personal, Private, Company-Confidential. */
void sensitivity_read(const char *text, Labels *out);

/*
 * The Traffic Light Protocol: the value of a header field of its own; at
 * either end of a subject, or in brackets there; alone on a line of a text.
 */
void tlp_read(const char *text, Labels *out);
void tlp_read_subject(const char *subject, Labels *out);
void tlp_read_lines(const char *text, Labels *out);

#endif
