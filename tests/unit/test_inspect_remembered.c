/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * test_inspect_remembered.c - of a mail is told what stayed closed in it, and
 * of a later one whether a word of it opens that.
 */
#include "mail-inspect.h"

#include "findings/earlier.h"
#include "locks/lock.h"
#include "tools.h"

#define WORD "Kx7-harbour-2026"
#define HEAD "From: a@example.com\r\nMIME-Version: 1.0\r\n"
#define TEXT(text) HEAD "Content-Type: text/plain\r\n\r\n" text "\r\n"
#define SAID "Password: " WORD

static Tools *tools;

static Brief *brief_that(gboolean remembers)
{
	Brief *brief = demo_brief();

	brief->remember_locks = remembers;
	return brief;
}

/* A mail of @text and @count times the file "a.zip". */
static Findings *carrying(const char *text, guint count, gboolean remembers)
{
	g_autofree char *path = g_build_filename(tools->folder, "a.zip", NULL);
	g_autoptr(GString) mail = g_string_new(HEAD "Content-Type: multipart/"
					       "mixed; boundary=b\r\n\r\n");
	g_autofree char *bytes = NULL;
	g_autofree char *base64 = NULL;
	gsize size;

	g_assert_true(g_file_get_contents(path, &bytes, &size, NULL));
	base64 = g_base64_encode((const guint8 *)bytes, size);
	g_string_append_printf(mail, "--b\r\n\r\n%s\r\n", text);
	for (guint i = 0; i < count; i++)
		g_string_append_printf(mail, "--b\r\nContent-Type: "
			"application/zip; name=a.zip\r\nContent-Transfer-"
			"Encoding: base64\r\n\r\n%s\r\n", base64);
	g_string_append(mail, "--b--\r\n");
	return inspected_with(brief_that(remembers), mail->str, mail->len,
			      PATIENCE_US);
}

static Findings *after(const char *mail, const GPtrArray *earlier,
		       guint64 tries)
{
	Brief *brief = demo_brief();
	g_autoptr(Inspector) inspector = NULL;

	brief->limits.password_tries = tries;
	inspector = inspector_new(&brief, NULL);
	g_assert_nonnull(inspector);
	return inspect_mail_after(inspector, (const guint8 *)mail,
				  strlen(mail), g_get_monotonic_time() +
				  PATIENCE_US, 0, earlier);
}

/* What the milter would send with a later mail. */
static GPtrArray *sent_along(const char *incident)
{
	g_autoptr(Findings) first = carrying("Hello.", 1, TRUE);
	GPtrArray *all = earlier_new();

	for (guint i = 0; i < first->locks->len; i++) {
		const FoundLock *lock = first->locks->pdata[i];

		earlier_add(all, incident, lock->kind, lock->data);
	}
	g_assert_cmpuint(all->len, ==, 1);
	return all;
}

static void test_told(void)
{
	g_autoptr(Findings) findings = carrying("Hello.", 1, TRUE);
	const FoundLock *lock;

	g_assert_cmpuint(findings->locks->len, ==, 1);
	lock = findings->locks->pdata[0];
	g_assert_cmpstr(lock->part, ==, "2");
	g_assert_cmpstr(lock->kind, ==, "zip");
	g_assert_cmpuint(lock->data->len, >, 0);
}

static void test_not_asked(void)
{
	g_autoptr(Findings) findings = carrying("Hello.", 1, FALSE);

	g_assert_cmpuint(findings->locks->len, ==, 0);
}

static void test_opened(void)
{
	g_autoptr(Findings) findings = carrying(SAID, 2, TRUE);
	const Part *part = findings_part(findings, "2");

	g_assert_cmpint((int)part->protection, ==, (int)PROTECTION_NONE);
	g_assert_cmpuint(findings->locks->len, ==, 0);
}

static void test_many(void)
{
	g_autoptr(Findings) findings = carrying("Hello.", 12, TRUE);

	g_assert_cmpuint(findings->locks->len, ==, FOUND_LOCKS_MAX);
}

static void test_follows(void)
{
	g_autoptr(GPtrArray) earlier = sent_along("I1");
	g_autoptr(Findings) right = after(TEXT(SAID), earlier, 200);
	g_autoptr(Findings) wrong = after(TEXT("Password: Kx7-harbour-2027"),
					  earlier, 200);
	g_autoptr(Findings) alone = after(TEXT(SAID), NULL, 200);
	g_autoptr(json_t) json = findings_to_json(right);
	char *text = json_dumps(json, JSON_COMPACT);

	g_assert_cmpuint(right->password_follows->len, ==, 1);
	g_assert_cmpstr(right->password_follows->pdata[0], ==, "I1");
	g_assert_cmpuint(wrong->password_follows->len, ==, 0);
	g_assert_cmpuint(alone->password_follows->len, ==, 0);
	g_assert_null(strstr(text, WORD));
	free(text);
}

/* One mail with two locks is named once. */
static void test_once(void)
{
	g_autoptr(GPtrArray) earlier = sent_along("I1");
	const Earlier *first = earlier->pdata[0];
	g_autoptr(Findings) findings = NULL;

	earlier_add(earlier, "I1", first->kind, first->data);
	earlier_add(earlier, "I2", first->kind, first->data);
	findings = after(TEXT(SAID), earlier, 200);
	g_assert_cmpuint(findings->password_follows->len, ==, 2);
	g_assert_cmpstr(findings->password_follows->pdata[1], ==, "I2");
}

static void test_budget(void)
{
	g_autoptr(GPtrArray) earlier = sent_along("I1");
	g_autoptr(Findings) findings = after(TEXT(SAID), earlier, 0);
	g_autofree char *problems = problems_of(findings);

	g_assert_cmpuint(findings->password_follows->len, ==, 0);
	g_assert_cmpstr(problems, ==, "limit");
}

/* A worker in a stranger's hands may have made them. */
static void test_junk(void)
{
	g_autoptr(GPtrArray) earlier = earlier_new();
	g_autoptr(Findings) findings = NULL;

	for (guint i = 0; i < 50 * LOCK_KINDS; i++) {
		g_autoptr(GByteArray) data = g_byte_array_new();

		g_byte_array_set_size(data, (guint)g_test_rand_int_range(
			0, i % 3 ? 100 : FOUND_LOCK_MAX_BYTES));
		for (guint k = 0; k < data->len; k++)
			data->data[k] = (guint8)g_test_rand_int();
		earlier_add(earlier, "I1",
			    lock_kind_name((LockKind)(i % LOCK_KINDS)), data);
		earlier_add(earlier, "I1", "nothing", data);
	}
	findings = after(TEXT(SAID), earlier, 100000);
	g_assert_cmpuint(findings->password_follows->len, ==, 0);
}

int main(int argc, char **argv)
{
	int result;

	g_test_init(&argc, &argv, NULL);
	tools = tools_new();
	tools_must(tools, "echo 'a plan' > a.txt && zip -q -P '" WORD
		   "' a.zip a.txt");
	g_test_add_func("/inspect/remembered/what-stays-closed-is-told",
			test_told);
	g_test_add_func("/inspect/remembered/nothing-is-told-unasked",
			test_not_asked);
	g_test_add_func("/inspect/remembered/what-a-word-opened-is-not-told",
			test_opened);
	g_test_add_func("/inspect/remembered/no-more-than-eight-are-told",
			test_many);
	g_test_add_func("/inspect/remembered/the-right-word-follows",
			test_follows);
	g_test_add_func("/inspect/remembered/a-mail-is-named-once", test_once);
	g_test_add_func("/inspect/remembered/what-was-not-tried-is-said",
			test_budget);
	g_test_add_func("/inspect/remembered/junk-opens-to-no-word",
			test_junk);
	result = g_test_run();
	tools_free(tools);
	return result;
}
