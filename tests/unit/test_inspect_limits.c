/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * test_inspect_limits.c - whole mails that are too much: a problem each, and
 * never a finding that the milter would not believe.
 */
#include "mail-inspect.h"
#include "tools.h"

#define K3 "【機密性3】"
#define MIXED "Content-Type: multipart/mixed; boundary=b\n\n"

static gboolean has_problem(const Findings *findings, ProblemKind kind,
			    const char *part, const char *what)
{
	for (guint i = 0; i < findings->problems->len; i++) {
		const Problem *problem = findings->problems->pdata[i];

		if (problem->kind == kind && strstr(problem->what, what) &&
		    g_str_equal(problem->part, part))
			return TRUE;
	}
	return FALSE;
}

static void test_many_parts(void)
{
	g_autoptr(GString) mail = g_string_new(MIXED);
	g_autoptr(Findings) findings = NULL;

	for (guint i = 0; i < 5000; i++)
		g_string_append(mail, "--b\n\nx\n");
	g_string_append(mail, "--b--\n");
	findings = inspected(mail->str);
	g_assert_cmpuint(findings->parts->len, ==, 2000);
	g_assert_true(has_problem(findings, PROBLEM_LIMIT, "",
				  "limit-parts"));
	g_assert_cmpuint(findings->problems->len, ==, 1);
}

static void test_nesting(void)
{
	for (guint levels = 5; levels <= 1500; levels += 5 * levels) {
		g_autoptr(GString) mail = g_string_new("Subject: s\n");
		g_autoptr(GString) mails = g_string_new("");
		g_autoptr(Findings) parts = NULL;
		g_autoptr(Findings) messages = NULL;

		for (guint i = 0; i < levels; i++) {
			g_string_append_printf(mail, "Content-Type: multipart"
					       "/mixed; boundary=b%u\n\n--b%u"
					       "\n", i, i);
			g_string_append(mails,
					"Content-Type: message/rfc822\n\n");
		}
		g_string_append(mail, "\n" K3 "\n");
		g_string_append(mails, "\n" K3 "\n");
		parts = inspected(mail->str);
		messages = inspected(mails->str);
		g_assert_cmpint(parts->marks->len, ==, levels < 32);
		g_assert_cmpint(messages->marks->len, ==, levels < 32);
		g_assert_cmpint(parts->problems->len > 0, ==, levels >= 32);
		g_assert_cmpint(messages->problems->len > 0, ==,
				levels >= 32);
	}
}

static void test_long_header(void)
{
	Brief *brief = demo_brief();
	g_autofree char *fill = g_strnfill(5000, 'x');
	g_autofree char *mail = g_strconcat("Subject: " K3 "\nX: ", fill,
					    "\n\n" K3 "\n", NULL);
	g_autoptr(Findings) findings = NULL;

	brief->limits.header_bytes = 4096;
	findings = inspected_with(brief, mail, strlen(mail), PATIENCE_US);
	g_assert_true(has_problem(findings, PROBLEM_LIMIT, "",
				  "limit-header-bytes"));
	g_assert_true(findings->visible_overflow);
	g_assert_nonnull(findings_class(findings));
}

static void test_out_of_time(void)
{
	const char *mail = MIXED "--b\n\n" K3 "\n--b--\n";
	g_autoptr(Findings) findings =
		inspected_with(NULL, mail, strlen(mail), -1000000);

	g_assert_true(has_problem(findings, PROBLEM_LIMIT, "",
				  "out of time"));
}

static void test_decoded(void)
{
	Brief *brief = demo_brief();
	g_autofree char *fill = g_strnfill(40000, 'x');
	g_autofree char *mail = g_strconcat(MIXED "--b\n\n", fill, "\n--b\n\n",
					    fill, "\n--b--\n", NULL);
	g_autoptr(Findings) findings = NULL;

	brief->limits.decoded_bytes = 65536;
	findings = inspected_with(brief, mail, strlen(mail), PATIENCE_US);
	g_assert_cmpuint(findings->parts->len, ==, 1);
	g_assert_true(has_problem(findings, PROBLEM_LIMIT, "",
				  "limit-decoded-bytes"));
}

static void test_nuls(void)
{
	g_autofree char *nuls = g_malloc0(100000);
	char mail[] = "Subject: s\n\n\0\0" K3 "\n";
	g_autoptr(Findings) all = inspected_with(NULL, nuls, 100000,
						 PATIENCE_US);
	g_autoptr(Findings) some = inspected_with(NULL, mail, sizeof mail - 1,
						  PATIENCE_US);

	g_assert_cmpuint(all->parts->len, ==, 1);
	g_assert_null(findings_class(all));
	g_assert_nonnull(findings_class(some));
}

/* The reader of findings takes no text over 8,192 bytes. */
static void test_long_addresses(void)
{
	g_autofree char *fill = g_strnfill(9000, 'x');
	g_autofree char *mail = g_strconcat("From: ", fill, "@x.example\nTo: a@",
					    fill, ", b@", fill, "y, ", fill,
					    "1@z.example, ", fill,
					    "2@z.example\n\nx\n", NULL);
	g_autoptr(Findings) findings = inspected(mail);

	g_assert_cmpuint(visible_of(findings), ==, 4);
	g_assert_cmpuint(findings->visible->len, ==, 2);
	g_assert_cmpuint(findings->to->len, ==, 4);
}

static void test_long_texts(void)
{
	static const char *const forms[] = {
		"Content-Type: text/plain; name=%s\n\nx\n",
		"Content-Type: text/plain; charset=%s\n\nx\n",
		"Content-Type: %s/%s\n\nx\n",
		"Subject: 【機密性3%s】\n\nx\n",
		"Subject: 【機密性3】 %s限り\n\nx\n",
		"Subject: 【機密性3】 複%s製禁止\n\nx\n",
		"X-Classification: %s\n\nx\n",
	};
	static const char *const fills[] = { "x", "課", " ", "\u200b", "\u3099" };

	for (gsize i = 0; i < G_N_ELEMENTS(forms); i++) {
		for (gsize k = 0; k < G_N_ELEMENTS(fills); k++) {
			g_autoptr(GString) fill = g_string_new(NULL);
			g_auto(GStrv) pieces = g_strsplit(forms[i], "%s", -1);
			g_autofree char *mail = NULL;

			for (guint n = 0; n < 9000; n++)
				g_string_append(fill, fills[k]);
			mail = g_strjoinv(fill->str, pieces);
			findings_free(inspected(mail));
		}
	}
}

/* Each written in a way of its own; the highest stands last. */
static void test_many_marks(void)
{
	Brief *brief = demo_brief();
	g_autoptr(GString) mail = g_string_new("Subject: s\n\n");
	g_autoptr(Findings) findings = NULL;

	brief->limits.findings = 200;
	for (guint i = 0; i < 300; i++)
		g_string_append_printf(mail, "【%*s機密性%*s1】\n\nお世話に"
				       "なります%u。\n\n", (int)(i % 18), "",
				       (int)(i / 18), "", i);
	g_string_append(mail, K3 "\n");
	findings = inspected_with(brief, mail->str, mail->len, PATIENCE_US);
	g_assert_cmpuint(findings->marks->len, ==, 201);
	g_assert_cmpuint(findings_class(findings)->rank, ==, 3);
	g_assert_cmpuint(findings->problems->len, ==, 1);
	g_assert_true(has_problem(findings, PROBLEM_LIMIT, "",
				  "limit-findings"));
}

#define KEY "openssl req -x509 -newkey rsa:2048 -nodes -keyout key -out " \
	"cert -subj /CN=test -days 2 && "

static Findings *mailed(const Tools *tools, const char *file,
			const char *type)
{
	g_autoptr(GByteArray) bytes = tools_read(tools, file);
	g_autofree char *base64 = g_base64_encode(bytes->data, bytes->len);
	g_autofree char *mail = g_strdup_printf(
		"Content-Type: application/pkcs7-mime; smime-type=%s;"
		" name=smime.p7m\nContent-Transfer-Encoding: base64\n\n%s\n",
		type, base64);

	return inspected(mail);
}

/* What a signature holds is read; what is wrong with it, the signature's. */
static void test_smime(void)
{
	static const char inner[] = "Content-Type: text/plain\r\n\r\n" K3
		"\r\n";
	static const char broken[] =
		"Content-Type: multipart/mixed\r\n\r\n--b\r\n\r\nx\r\n";
	Tools *tools = tools_new();
	g_autoptr(Findings) sealed = NULL, open = NULL, bad = NULL;

	tools_write(tools, "inner", inner, sizeof inner - 1);
	tools_write(tools, "broken", broken, sizeof broken - 1);
	tools_must(tools, KEY "openssl cms -encrypt -binary -aes256 -in inner "
		   "-outform DER -out sealed cert && for f in inner broken; do "
		   "openssl cms -sign -binary -nodetach -in $f -signer cert "
		   "-inkey key -outform DER -out $f.p7m; done");
	sealed = mailed(tools, "sealed", "enveloped-data");
	g_assert_cmpint(findings_part(sealed, "1")->protection, ==,
			PROTECTION_SECRET);
	g_assert_true(findings_part(sealed, "1")->unscanned);
	open = mailed(tools, "inner.p7m", "signed-data");
	g_assert_cmpint(findings_part(open, "1")->protection, ==,
			PROTECTION_NONE);
	g_assert_nonnull(findings_class(open));
	bad = mailed(tools, "broken.p7m", "signed-data");
	g_assert_true(has_problem(bad, PROBLEM_MALFORMED, "1", "boundary"));
	tools_free(tools);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
#define T(name, test) g_test_add_func("/inspect/limits/" name, test)
	T("parts-over-the-limit-are-one-problem", test_many_parts);
	T("what-is-nested-too-deep-is-a-problem", test_nesting);
	T("a-header-too-long-shows-too-many", test_long_header);
	T("a-deadline-in-the-past-is-a-problem", test_out_of_time);
	T("too-many-decoded-bytes-are-a-problem", test_decoded);
	T("nul-bytes-hide-no-marking", test_nuls);
	T("long-addresses-count-and-are-believed", test_long_addresses);
	T("long-texts-are-believed", test_long_texts);
	T("of-too-many-marks-the-highest-stays", test_many_marks);
	T("smime-is-secret-only-where-it-is-sealed", test_smime);
#undef T
	return g_test_run();
}
