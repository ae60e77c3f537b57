/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * log.c - one event, one line: event=... key=value ...
 *
 * Runs in:  every process.
 * Trusts:   nothing; every value is escaped.
 * Effects:  syslog or standard error. The target is the one mutable state
 *           here, set once before threads exist.
 */
#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <syslog.h>
#include <unistd.h>

#include "base/escape.h"

#define VALUE_MAX_BYTES 512

static LogTarget chosen_target = LOG_TO_STDERR;
static const char *chosen_program = "sekimori";

void log_open(const char *program, LogTarget target)
{
	chosen_program = program;
	chosen_target = target;
	if (target == LOG_TO_SYSLOG)
		openlog(program, LOG_PID | LOG_NDELAY, LOG_MAIL);
}

LogTarget log_target(void)
{
	return chosen_target;
}

static void write_line(int priority, const char *event, va_list args)
{
	g_autoptr(GString) line = g_string_new("event=");
	const char *key;

	g_string_append(line, event);
	while ((key = va_arg(args, const char *)) != NULL) {
		g_autofree char *value = escape_log(va_arg(args, const char *),
						    VALUE_MAX_BYTES);

		g_string_append_printf(line, " %s=%s", key, value);
	}
	if (chosen_target == LOG_TO_SYSLOG) {
		syslog(priority, "%s", line->str);
		return;
	}
	g_string_prepend(line, ": ");
	g_string_prepend(line, chosen_program);
	g_string_append_c(line, '\n');
	/* One write(2), so that lines of several threads do not mix. */
	if (write(STDERR_FILENO, line->str, line->len) < 0)
		return;	/* nowhere left to say so */
}

#define DEFINE_LEVEL(function, priority)				\
	void function(const char *event, ...)				\
	{								\
		va_list args;						\
									\
		va_start(args, event);					\
		write_line(priority, event, args);			\
		va_end(args);						\
	}								\
	G_STATIC_ASSERT(TRUE)

DEFINE_LEVEL(log_info, LOG_INFO);
DEFINE_LEVEL(log_warning, LOG_WARNING);
DEFINE_LEVEL(log_error, LOG_ERR);
