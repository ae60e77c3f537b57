/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * log.h - one event, one line: event=... key=value ...
 *
 * Only gateway, worker, ctl and the mains log; everything else returns what
 * it found. Message content is never logged.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <glib.h>

typedef enum {
	LOG_TO_SYSLOG,	/* facility mail */
	LOG_TO_STDERR,
} LogTarget;

/* Call once, before threads. @program is kept, not copied. */
void log_open(const char *program, LogTarget target);

/* Where lines go; for a child process that should do the same. */
LogTarget log_target(void);

/*
 * Writes one line. The arguments after @event are pairs of const char * key
 * and const char * value (NULL is shown as "-"), ended by NULL. Values are
 * escaped here; callers pass them as they are. Safe from any thread.
 */
void log_info(const char *event, ...) G_GNUC_NULL_TERMINATED;
void log_warning(const char *event, ...) G_GNUC_NULL_TERMINATED;
void log_error(const char *event, ...) G_GNUC_NULL_TERMINATED;

#endif
