/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * kind.h - the kinds of settings: how each is read, and written again.
 */
#ifndef CONFIG_KIND_H
#define CONFIG_KIND_H

#include <glib.h>

typedef struct Row Row;

typedef struct Kind {
	const char *shape;	/* for people: "yes or no" */
	gboolean list;
	gboolean ranged;	/* row->least and ->most mean something */
	/*
	 * Sets the field from @texts (one, or any number for a list); paths
	 * are relative to @folder. Returns: (transfer full) (nullable): what
	 * is wrong, and then the field is untouched.
	 */
	char *(*parse)(const Row *row, char *const *texts, const char *folder,
		       gpointer field);
	/* Appends the value as the file would say it; nothing if unset. */
	void (*print)(gconstpointer field, GString *out);
} Kind;

extern const Kind kind_text;	/* char *, "" where empty */
extern const Kind kind_optional;/* char *, NULL where empty */
extern const Kind kind_path;	/* char *, absolute; NULL where empty */
extern const Kind kind_socket;	/* char *, for libmilter */
extern const Kind kind_loopback;/* char *, for loopback.h; NULL where empty */
extern const Kind kind_field;	/* char *, name of a header field */
extern const Kind kind_fields;	/* char **, names of header fields */
extern const Kind kind_texts;	/* char ** */
extern const Kind kind_advice;	/* char *, printable ASCII */
extern const Kind kind_count;	/* guint64 */
extern const Kind kind_size;	/* guint64, bytes; K, M, G */
extern const Kind kind_duration;/* guint64, milliseconds; ms, s, m */
extern const Kind kind_rank;	/* guint */
extern const Kind kind_over;	/* gint64; -1 where not said */
extern const Kind kind_bool;	/* gboolean */
extern const Kind kind_tri;	/* Tri; TRI_ANY where not said */
extern const Kind kind_guard;	/* Guard; GUARD_ANY where not said */
extern const Kind kind_cipher;	/* Cipher */
extern const Kind kind_confinement;	/* Confinement */
extern const Kind kind_reload_mode;	/* ReloadMode */
extern const Kind kind_subject;	/* char *, one line that is not empty */
extern const Kind kind_action;	/* Action */
extern const Kind kind_mode;	/* RuleMode */
extern const Kind kind_problems;/* guint, bits 1 << ProblemKind; 0 where none */
extern const Kind kind_standard;/* LabelStandard */
extern const Kind kind_places;	/* guint64, bits 1 << Place; all where none */

/* What is wrong with a socket as libmilter wants it. (transfer full)
 * (nullable) */
char *kind_socket_defect(const char *text);

/* A number as the kind writes it. Returns: (transfer full). */
char *kind_number(const Kind *kind, guint64 value);

#endif
