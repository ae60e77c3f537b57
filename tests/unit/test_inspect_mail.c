/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * test_inspect_mail.c - whole mails: which parts there are, which markings
 * they bear, and what could not be looked into.
 */
#include "mail-inspect.h"

#define K1 "【機密性1】"
#define K2 "【機密性2】"
#define K3 "【機密性3】"
#define MIXED "Content-Type: multipart/mixed; boundary=b\r\n\r\n"
#define ALT "Content-Type: multipart/alternative; boundary=c\r\n\r\n"
#define ATTACHED(name) \
	"Content-Disposition: attachment; filename=" name "\r\n"
/* Base64 of "【機密性3】\n", and of a mail whose subject is that. */
#define K3_BASE64 "44CQ5qmf5a+G5oCnM+OAkQo=\r\n"
#define MAIL_BASE64 "U3ViamVjdDog44CQ5qmf5a+G5oCnM+OAkQoKeAo=\r\n"
/* Of a ZIP of d/a.txt, stored, which is K3. */
#define ZIP_BASE64 \
	"UEsDBBQAAAAAAAAAIQC+Q53hEQAAABEAAAAHAAAAZC9hLnR4dOOAkOapn+WvhuaApzPj" \
	"gJEKUEsBAhQDFAAAAAAAAAAhAL5DneERAAAAEQAAAAcAAAAAAAAAAAAAAIABAAAAAGQv" \
	"YS50eHRQSwUGAAAAAAEAAQA1AAAANgAAAAAA\r\n"

static const struct {
	const char *name;
	const char *mail;
	const char *parts;
	const char *marks;
	const char *problems;
} cases[] = {
	{ "empty", "", "1=body", "", NULL },
	{ "single", "Subject: s\r\n\r\n" K2 "\r\n", "1=body", "body:1:2", "" },
	{ "no-header", "\r\n" K2 "\r\n", "1=body", "body:1:2", "" },
	{ "lf-only", "Subject: " K1 "\n\n" K2 "\n", "1=body",
	  "subject::1 body:1:2", "" },
	{ "lf-only-multipart", "Content-Type: multipart/mixed; boundary=b\n\n"
	  "--b\n\n" K1 "\n--b\n" ATTACHED("a") "\nx\n--b--\n",
	  "1=body 2=attachment:a", "body:1:1", "" },
	{ "mixed", MIXED "--b\r\n\r\n" K1 "\r\n--b\r\n" ATTACHED("a.txt")
	  "\r\n" K2 "\r\n--b--\r\n", "1=body 2=attachment:a.txt",
	  "body:1:1 doc-text:2:2", "" },
	{ "alternative-in-mixed", MIXED "--b\r\n" ALT
	  "--c\r\n\r\nx\r\n--c\r\nContent-Type: text/html\r\n\r\n<p>" K3
	  "</p>\r\n--c--\r\n--b\r\nContent-Type: application/pdf\r\n\r\nx"
	  "\r\n--b--\r\n", "1.1=body 1.2=body 2=attachment", "body:1.2:3",
	  "" },
	{ "message", MIXED "--b\r\n\r\nx\r\n--b\r\n"
	  "Content-Type: message/rfc822\r\n\r\nSubject: " K3 "\r\n\r\n"
	  K1 "\r\n--b--\r\n", "1=body 2=structure 2.1=body",
	  "subject:2:3 body:2.1:1", "" },
	{ "message-with-parts", MIXED "--b\r\nContent-Type: message/rfc822\r\n"
	  "\r\n" ALT "--c\r\n\r\n" K1 "\r\n--c\r\n\r\nx\r\n--c--\r\n--b--"
	  "\r\n", "1=structure 1.1=body 1.2=body", "body:1.1:1", "" },
	{ "message-in-base64", MIXED "--b\r\nContent-Type: message/rfc822\r\n"
	  "Content-Transfer-Encoding: base64\r\n\r\n" MAIL_BASE64 "--b--\r\n",
	  "1=structure 1.1=body", "subject:1:3", "" },
	{ "eml", MIXED "--b\r\nContent-Type: application/octet-stream\r\n"
	  ATTACHED("A.EML") "Content-Transfer-Encoding: base64\r\n\r\n"
	  MAIL_BASE64 "--b--\r\n", "1=structure:A.EML 1.1=body",
	  "subject:1:3", "" },
	{ "base64", "Content-Transfer-Encoding: base64\r\n"
	  "Content-Type: text/plain; charset=utf-8\r\n\r\n" K3_BASE64,
	  "1=body", "body:1:3", "" },
	{ "quoted-printable", "Content-Transfer-Encoding: quoted-printable\r\n"
	  "\r\n=E3=80=90=E6=A9=9F=\r\n=E5=AF=86=E6=80=A7" "2=E3=80=91\r\n",
	  "1=body", "body:1:2", "" },
	{ "uuencode", "Content-Transfer-Encoding: x-uuencode\r\n\r\n"
	  "begin 644 a\r\n1XX\"0YJF?Y:^&YH\"G,^.`D0H`\r\n`\r\nend\r\n",
	  "1=body", "body:1:3", "" },
	{ "binary", "Content-Transfer-Encoding: binary\r\n\r\n" K2 "\n",
	  "1=body", "body:1:2", "" },
	{ "zip", MIXED "--b\r\nContent-Type: application/zip; name=a.zip\r\n"
	  "Content-Transfer-Encoding: base64\r\n\r\n" ZIP_BASE64 "--b--\r\n",
	  "1=attachment:a.zip 1/d/a.txt=member:d/a.txt",
	  "doc-text:1/d/a.txt:3", "" },
	{ "file-name", MIXED "--b\r\nContent-Type: image/png; name*=utf-8''"
	  "%E3%80%90%E6%A9%9F%E5%AF%86%E6%80%A73%E3%80%91.png\r\n\r\nx\r\n"
	  "--b--\r\n", "1=attachment:" K3 ".png", "filename:1:3", "" },
	{ "two-types", "Content-Type: text/plain\r\n"
	  "Content-Type: multipart/mixed; boundary=b\r\n\r\n"
	  "--b\r\n\r\nx\r\n--b--\r\n", NULL, "", "malformed" },
	{ "no-boundary", "Content-Type: multipart/mixed\r\n\r\n--b\r\n\r\n"
	  K3 "\r\n--b--\r\n", NULL, NULL, "malformed" },
	{ "no-end", MIXED "--b\r\n\r\n" K1 "\r\n--b\r\n\r\n" K2 "\r\n",
	  "1=body 2=body", "body:1:1 body:2:2", "" },
	{ "preamble", MIXED K3 "\r\n--b\r\n\r\nx\r\n--b--\r\n",
	  "preamble=body 1=body", "body:preamble:3", "" },
	{ "epilogue", MIXED "--b\r\n\r\nx\r\n--b--\r\n" K3 "\r\n",
	  "1=body epilogue=body", "body:epilogue:3", "" },
	{ "usual-preamble", MIXED "This is a message in MIME format.\r\n"
	  "--b\r\n\r\nx\r\n--b--\r\n", "1=body", "", "" },
	{ "seven-bit-preamble", MIXED "\033$B!Z5!L)@-#3![\033(B\r\n"
	  "--b\r\n\r\nx\r\n--b--\r\n", "preamble=body 1=body",
	  "body:preamble:3", "" },
	{ "partial", "Content-Type: message/partial; id=1; number=1; total=2"
	  "\r\n\r\nSubject: s\r\n\r\nx\r\n", "1=attachment", "",
	  "failed" },
	{ "every-subject", "Subject: s\r\nSubject: " K3 "\r\nSUBJECT: " K1
	  "\r\n\r\nx\r\n", "1=body", "subject::3 subject::1", "" },
	{ "folded-subject", "Subject: =?utf-8?B?44CQ5qmf5a+G?=\r\n"
	  " =?utf-8?B?5oCnM+OAkQ==?=\r\n\r\nx\r\n", "1=body", "subject::3",
	  "" },
	{ "label", "X-Classification: 機密性2\r\nSubject: " K1 "\r\n\r\nx\r\n",
	  "1=body", "header::2 subject::1", "" },
	{ "unknown-label", "x-classification: 極秘\r\n\r\nx\r\n", "1=body",
	  "", "malformed" },
	{ "empty-label", "X-Classification: \r\n\r\nx\r\n", "1=body", "", "" },
	{ "bare-cr-in-header", "Subject: s\r\r\n\r\r\n" K3 "\r\n\r\nx\r\n",
	  NULL, NULL, "malformed" },
	{ "bare-cr-in-body", "Subject: s\r\n\r\nx\ry\r\n", "1=body", "", "" },
	{ "signed", "Content-Type: multipart/signed; boundary=b;\r\n"
	  " protocol=\"application/pgp-signature\"\r\n\r\n--b\r\n\r\n" K2
	  "\r\n--b\r\nContent-Type: application/pgp-signature\r\n\r\n"
	  "-----BEGIN PGP SIGNATURE-----\r\n\r\nwsBcBAABCgAGBQJh\r\n"
	  "-----END PGP SIGNATURE-----\r\n--b--\r\n", NULL, "body:1:2",
	  NULL },
};

static void test_case(gconstpointer data)
{
	gsize i = GPOINTER_TO_SIZE(data);
	g_autoptr(Findings) findings = inspected(cases[i].mail);
	g_autofree char *parts = parts_of(findings);
	g_autofree char *marks = marks_of(findings);
	g_autofree char *problems = problems_of(findings);

	if (cases[i].parts)
		g_assert_cmpstr(parts, ==, cases[i].parts);
	if (cases[i].marks)
		g_assert_cmpstr(marks, ==, cases[i].marks);
	if (cases[i].problems)
		g_assert_cmpstr(problems, ==, cases[i].problems);
}

/* '%' stands for a NUL. */
static void test_nul(void)
{
	static const struct {
		const char *mail;
		const char *problems;
	} mails[] = {
		{ MIXED "x%\r\n" K3 "\r\n--b\r\n\r\nx\r\n--b--\r\n",
		  "malformed" },
		{ MIXED "--b\r\n\r\nx\r\n--b--\r\nx%" K3 "\r\n",
		  "malformed" },
		{ "Content-Type: message/rfc822\r\n\r\n" MIXED "%" K3
		  "\r\n--b\r\n\r\nx\r\n--b--\r\n", "malformed" },
		{ "Subject: s\r\n\r\nx%y\r\n", "" },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(mails); i++) {
		g_autofree char *mail = g_strdup(mails[i].mail);
		gsize size = strlen(mail);
		g_autoptr(Findings) findings = NULL;
		g_autofree char *problems = NULL;

		for (gsize k = 0; k < size; k++)
			mail[k] = mail[k] == '%' ? '\0' : mail[k];
		findings = inspected_with(NULL, mail, size, PATIENCE_US);
		problems = problems_of(findings);
		g_assert_cmpstr(problems, ==, mails[i].problems);
	}
}

static void test_declared(void)
{
	static const struct {
		const char *mail;
		const char *declared;
	} mails[] = {
		{ "Subject: s\n\n" K3 "\n", NULL },
		{ "Subject: " K2 "\n\nx\n", "機密性2" },
		{ "Subject: " K2 "\nX-Classification: 機密性1\n\nx\n",
		  "機密性1" },
		{ "X-Classification: 機密性1\nX-Classification: 機密性3\n\nx\n",
		  "機密性3" },
		{ "X-Classification: ?\nSubject: " K2 "\n\nx\n", "機密性2" },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(mails); i++) {
		g_autoptr(Findings) findings = inspected(mails[i].mail);

		g_assert_cmpstr(findings->declared, ==, mails[i].declared);
	}
}

static void test_visible(void)
{
	g_autoptr(Findings) f = inspected(
		"From: f@x.example\nTo: a@x.example, A@X.example,\n b@y.example"
		"\nTo: c@y.example\ncc: a@x.example\nResent-To: d@[192.0.2.1]\n"
		"Bcc: e@x.example\nReply-To: g@x.example\n\nTo: h@x.example\n");
	g_autoptr(Findings) none = inspected("Subject: s\n\nx\n");

	g_assert_cmpuint(visible_of(f), ==, 4);
	g_assert_cmpuint(f->visible->len, ==, 3);
	g_assert_false(f->visible_overflow);
	g_assert_cmpuint(f->fields[FIELD_TO], ==, 2);
	g_assert_cmpuint(f->fields[FIELD_CC], ==, 1);
	g_assert_cmpuint(f->fields[FIELD_RESENT_TO], ==, 1);
	g_assert_cmpuint(f->fields[FIELD_RESENT_CC], ==, 0);
	g_assert_cmpuint(f->from->len, ==, 1);
	g_assert_cmpuint(f->to->len, ==, 5);
	g_assert_cmpuint(visible_of(none), ==, 0);
}

/* The cover note of the text and of its HTML twin is one note. */
static void test_twins(void)
{
	static const struct {
		const char *mail;
		guint64 chars;
	} notes[] = {
		{ ALT "--c\r\n\r\nabc\r\n--c\r\nContent-Type: text/html"
		  "\r\n\r\n<p>abc</p>\r\n--c--\r\n", 3 },
		{ ALT "--c\r\n\r\nabcdef\r\n--c\r\nContent-Type: text/html"
		  "\r\n\r\n<p>abc</p>\r\n--c--\r\n", 6 },
		{ ALT "--c\r\n\r\na\r\n--c\r\n\r\nab\r\n--c\r\n\r\nabc"
		  "\r\n--c--\r\n", 6 },
		{ MIXED "--b\r\n\r\nabc\r\n--b\r\n\r\nde\r\n--b--\r\n", 5 },
	};

	for (guint i = 0; i < G_N_ELEMENTS(notes); i++) {
		g_autoptr(Findings) findings = inspected(notes[i].mail);
		guint64 chars = 0;

		for (guint n = 0; n < findings->parts->len; n++)
			chars += ((const Part *)
				  findings->parts->pdata[n])->text_chars;
		g_assert_cmpuint(chars, ==, notes[i].chars);
	}
}

static void test_share(void)
{
	static const struct {
		const char *value;
		gboolean shares;
	} values[] = {
		{ "yes", TRUE }, { " YES ", TRUE }, { "no", FALSE },
		{ "", FALSE }, { "yes please", FALSE }, { "1", FALSE },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(values); i++) {
		g_autofree char *mail = g_strdup_printf(
			"x-share-recipients:%s\n\nx\n", values[i].value);
		g_autoptr(Findings) f = inspected(mail);

		g_assert_cmpint(f->share_recipients, ==, values[i].shares);
		g_assert_cmpuint(f->fields[FIELD_SHARE_RECIPIENTS], ==, 1);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *path = g_strconcat("/inspect/mail/",
						    cases[i].name, NULL);

		g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_case);
	}
#define T(name, test) g_test_add_func("/inspect/mail/" name, test)
	T("a-nul-hides-nothing-between-parts", test_nul);
	T("a-label-header-outranks-the-subject", test_declared);
	T("a-text-and-its-html-twin-are-one-note", test_twins);
	T("each-address-is-visible-once", test_visible);
	T("only-yes-shares-the-recipients", test_share);
#undef T
	return g_test_run();
}
