/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * documents.c - what it costs to inspect these files as attachments, or
 * these mails (.eml) as they are.
 *
 * usage: documents ROUNDS FILE...
 *
 * Each file is judged in a process of its own, forked after warm-up as a
 * worker is, without a virus scan. A line a file: its name, bytes of the mail,
 * median CPU milliseconds, peak memory in MB above that of an idle worker,
 * number of marks, number of problems.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../fuzz/demo-brief.h"
#include "inspect/inspect.h"

#define PATIENCE_US (120 * G_USEC_PER_SEC)

static double cpu_ms(void)
{
	struct rusage usage;

	(void)getrusage(RUSAGE_SELF, &usage);
	return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e3 +
	       (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e3;
}

static GByteArray *mail_with(const char *name, const guint8 *bytes, gsize size)
{
	g_autofree char *base = g_path_get_basename(name);
	g_autofree char *head = g_strdup_printf(
		"From: a@police.example.jp\r\nTo: b@example.com\r\n"
		"Subject: x\r\nMIME-Version: 1.0\r\n"
		"Content-Type: application/octet-stream; name=\"%s\"\r\n"
		"Content-Transfer-Encoding: base64\r\n"
		"Content-Disposition: attachment; filename=\"%s\"\r\n\r\n",
		base, base);
	GByteArray *mail = g_byte_array_new();

	if (g_str_has_suffix(name, ".eml")) {
		g_byte_array_append(mail, bytes, (guint)size);
		return mail;
	}

	g_byte_array_append(mail, (const guint8 *)head, (guint)strlen(head));
	for (gsize at = 0; at < size; at += 57) {
		g_autofree char *line = g_base64_encode(bytes + at,
							MIN(57, size - at));

		g_byte_array_append(mail, (const guint8 *)line,
				    (guint)strlen(line));
		g_byte_array_append(mail, (const guint8 *)"\r\n", 2);
	}
	return mail;
}

static int compare(const void *a, const void *b)
{
	double left = *(const double *)a, right = *(const double *)b;

	return (left > right) - (left < right);
}

static int measure(const Inspector *inspector, guint rounds, const char *file,
		   const GByteArray *mail)
{
	g_autofree double *took = g_new0(double, rounds);
	struct rusage usage;
	long before;
	guint marks = 0, problems = 0;

	(void)getrusage(RUSAGE_SELF, &usage);
	before = usage.ru_maxrss;
	for (guint i = 0; i < rounds; i++) {
		double start = cpu_ms();
		g_autoptr(Findings) findings = inspect_mail(
			inspector, mail->data, mail->len,
			g_get_monotonic_time() + PATIENCE_US, FALSE);

		took[i] = cpu_ms() - start;
		marks = findings->marks->len;
		problems = findings->problems->len;
	}
	(void)getrusage(RUSAGE_SELF, &usage);
	qsort(took, rounds, sizeof(double), compare);
	printf("%s %u %.2f %.1f %u %u\n", file, mail->len, took[rounds / 2],
	       (double)(usage.ru_maxrss - before) / 1024, marks, problems);
	(void)fflush(stdout);
	return 0;
}

static gboolean run(const Inspector *inspector, guint rounds,
		    const char *file)
{
	g_autofree char *bytes = NULL;
	g_autoptr(GByteArray) mail = NULL;
	gsize size;
	int status = 1;
	pid_t child;

	if (!g_file_get_contents(file, &bytes, &size, NULL)) {
		fprintf(stderr, "documents: cannot read %s\n", file);
		return FALSE;
	}
	mail = mail_with(file, (const guint8 *)bytes, size);
	g_clear_pointer(&bytes, g_free);
	child = fork();
	if (child == 0)
		_exit(measure(inspector, rounds, file, mail));
	return child > 0 && waitpid(child, &status, 0) == child &&
	       status == 0;
}

int main(int argc, char **argv)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Inspector) inspector = NULL;
	Brief *brief = demo_brief();
	gboolean good = TRUE;
	guint rounds;

	if (argc < 3) {
		fputs("usage: documents ROUNDS FILE...\n", stderr);
		return 2;
	}
	rounds = (guint)g_ascii_strtoull(argv[1], NULL, 10);
	inspector = inspector_new(&brief, &error);
	if (!inspector || rounds == 0)
		return 2;
	for (int i = 2; i < argc; i++)
		good = run(inspector, rounds, argv[i]) && good;
	return good ? 0 : 1;
}
