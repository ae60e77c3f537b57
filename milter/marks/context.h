/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * context.h - what the neighbours of a line say about it.
 */
#ifndef MARKS_CONTEXT_H
#define MARKS_CONTEXT_H

#include <glib.h>

#include "marks/lines.h"
#include "marks/reading.h"

/* A line, two before it and two after it. */
#define CONTEXT_SIZE 5
#define CONTEXT_HERE 2

typedef struct Context {
	const Vocabulary *vocabulary;
	Line lines[CONTEXT_SIZE];
} Context;

/* The line before was not finished, or the line after goes on. */
gboolean context_is_wrapped(const Context *context, gboolean ornate);

/* The lines before announce an example, or a list of things. */
gboolean context_is_example(const Context *context);
gboolean context_is_listed(const Context *context, gunichar bullet);

/* The next line names a level: these may be rows of a table. */
gboolean context_next_names(const Context *context);

/* A line beside this one starts with another level than @level. */
gboolean context_is_row(const Context *context, const Level *level);

/* Lines beside this one start with a box that is empty, or any box. */
gboolean context_has_boxes(const Context *context, gboolean empty);

/* The next line explains the term that this one is. */
gboolean context_is_defined(const Context *context);
gboolean context_is_followed(const Context *context);

/* A line that starts another message: "-----Original Message-----", "From:" */
gboolean line_divides(const Line *line);

/* A line of nothing but rules and frames. */
gboolean line_is_rule(const Line *line);

/* Beside this line are header fields, as forwarding mailers quote them. */
gboolean context_in_header(const Context *context);

#endif
