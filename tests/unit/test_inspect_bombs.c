/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * test_inspect_bombs.c - whole mails with attachments that are made to make
 * us wait, or to fall: each ends, in bounds of memory and of time, it is said
 * of that part, and what stands before the bomb is found.
 *
 * Each is inspected by a process of its own, whose address space is limited
 * and which an alarm ends: a bomb that goes off is a test that failed.
 */
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bomb-build.h"
#include "bomb-records.h"
#include "mail-inspect.h"

#define W "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
#define S "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define ODF "urn:oasis:names:tc:opendocument:xmlns:"
#define PARAGRAPH "<w:p><w:r><w:t>" K3 "</w:t></w:r></w:p>"
#define DOCX "<w:document xmlns:w='" W "'><w:body>" PARAGRAPH
#define DOCX_END "</w:body></w:document>"
#define XLSX "<worksheet xmlns='" S "'><sheetData><row r='1'>" \
	"<c t='inlineStr'><is><t>" K3 "</t></is></c></row>"
#define XLSX_END "</sheetData></worksheet>"
#define ODF_SPACES "xmlns:o='" ODF "office:1.0' xmlns:t='" ODF "text:1.0' " \
	"xmlns:b='" ODF "table:1.0'"
#define LAUGHS "<!DOCTYPE x [<!ENTITY a 'ha ha ha ha ha '>" \
	"<!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;'>" \
	"<!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;'>" \
	"<!ENTITY d '&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;'>" \
	"<!ENTITY e '&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;'>" \
	"<!ENTITY f '&e;&e;&e;&e;&e;&e;&e;&e;&e;&e;'>" \
	"<!ENTITY g '&f;&f;&f;&f;&f;&f;&f;&f;&f;&f;'>" \
	"<!ENTITY h '&g;&g;&g;&g;&g;&g;&g;&g;&g;&g;'>" \
	"<!ENTITY i '&h;&h;&h;&h;&h;&h;&h;&h;&h;&h;'>]>"

/* ---- OOXML and OpenDocument ----------------------------------------------- */

/* A package of @kind with one part, "" the types before it. */
static GByteArray *package(const char *part, const Piece *pieces, guint count)
{
	static const Piece types = { .text = "<Types xmlns='http://schemas."
		"openxmlformats.org/package/2006/content-types'/>" };
	BombZip zip = bomb_zip();

	bomb_zip_add(&zip, "[Content_Types].xml", &types, 1);
	bomb_zip_add(&zip, part, pieces, count);
	return bomb_zip_end(&zip);
}

static GByteArray *docx(const char *begin, const char *repeated, guint times,
			const char *end)
{
	const Piece pieces[] = {
		{ .text = begin }, { .text = repeated, .times = times },
		{ .text = end },
	};

	return package("word/document.xml", pieces, 3);
}

static GByteArray *docx_spaces(Brief *brief)
{
	g_autofree char *spaces = g_strnfill(MEGABYTE, ' ');

	(void)brief;
	return docx(DOCX "<w:p><w:r><w:t>", spaces, 500, "</w:t></w:r></w:p>"
		    DOCX_END);
}

static GByteArray *docx_laughs(Brief *brief)
{
	(void)brief;
	return docx(LAUGHS DOCX "<w:p><w:r><w:t>", "&i;", 1000,
		    "</w:t></w:r></w:p>" DOCX_END);
}

static GByteArray *docx_quadratic(Brief *brief)
{
	g_autofree char *long_one = g_strnfill(100000, 'x');
	g_autofree char *begin = g_strconcat("<!DOCTYPE x [<!ENTITY a '",
		long_one, "'>]>" DOCX "<w:p><w:r><w:t>", NULL);
	g_autofree char *all = bomb_repeat("&a;", 100000);

	(void)brief;
	return docx(begin, all, 1, "</w:t></w:r></w:p>" DOCX_END);
}

static GByteArray *docx_deep(Brief *brief)
{
	g_autofree char *thousand = bomb_repeat("<w:p>", 1000);

	(void)brief;
	return docx(DOCX, thousand, 1000, "");
}

static GByteArray *docx_attributes(Brief *brief)
{
	g_autoptr(GString) all = g_string_new("<w:p");

	(void)brief;
	for (guint i = 0; i < 1000000; i++)
		g_string_append_printf(all, " a%u='1'", i);
	g_string_append(all, "/>");
	return docx(DOCX, all->str, 1, DOCX_END);
}

static GByteArray *docx_in_docx(Brief *brief)
{
	static const Piece text[] = { { .text = DOCX DOCX_END } };
	GByteArray *inner = docx(DOCX, "", 1, DOCX_END);

	for (guint i = 0; i < 60; i++) {
		BombZip zip = bomb_zip();

		bomb_zip_add(&zip, "[Content_Types].xml", text, 1);
		bomb_zip_add(&zip, "word/document.xml", text, 1);
		bomb_zip_store(&zip, "word/embeddings/a.docx", inner->data,
			       inner->len);
		g_byte_array_unref(inner);
		inner = bomb_zip_end(&zip);
	}
	(void)brief;
	return inner;
}

static GByteArray *docx_members(Brief *brief)
{
	static const Piece text[] = { { .text = DOCX DOCX_END } };
	BombZip zip = bomb_zip();

	bomb_zip_add(&zip, "[Content_Types].xml", text, 1);
	bomb_zip_add(&zip, "word/document.xml", text, 1);
	for (guint i = 0; i < 100000; i++) {
		g_autofree char *name = g_strdup_printf("word/%u.xml", i);

		bomb_zip_store(&zip, name, (const guint8 *)"<a/>", 4);
	}
	(void)brief;
	return bomb_zip_end(&zip);
}

static GByteArray *xlsx_cells(Brief *brief)
{
	g_autofree char *cells = bomb_repeat("<c><v>1</v></c>", 1000);
	g_autofree char *row = g_strconcat("<row>", cells, "</row>", NULL);
	const Piece pieces[] = {
		{ .text = XLSX }, { .text = row, .times = 20000 },
		{ .text = XLSX_END },
	};

	(void)brief;
	return package("xl/worksheets/sheet1.xml", pieces, 3);
}

static GByteArray *xlsx_strings(Brief *brief)
{
	g_autofree char *spaces = g_strnfill(MEGABYTE, 'x');
	const Piece strings[] = {
		{ .text = "<sst xmlns='" S "'><si><t>" K3 "</t></si><si><t>" },
		{ .text = spaces, .times = 1024 },
		{ .text = "</t></si></sst>" },
	};
	const Piece sheet[] = { { .text = XLSX XLSX_END } };
	BombZip zip = bomb_zip();

	(void)brief;
	bomb_zip_add(&zip, "[Content_Types].xml", sheet, 1);
	bomb_zip_add(&zip, "xl/sharedStrings.xml", strings, 3);
	bomb_zip_add(&zip, "xl/worksheets/sheet1.xml", sheet, 1);
	return bomb_zip_end(&zip);
}

static GByteArray *odf(const char *kind, const Piece *pieces, guint count)
{
	g_autofree char *type = g_strconcat("application/vnd.oasis."
					    "opendocument.", kind, NULL);
	BombZip zip = bomb_zip();

	bomb_zip_store(&zip, "mimetype", (const guint8 *)type, strlen(type));
	bomb_zip_add(&zip, "content.xml", pieces, count);
	return bomb_zip_end(&zip);
}

#define ODT "<o:document-content " ODF_SPACES "><o:body><o:text>" \
	"<t:p>" K3 "</t:p>"
#define ODT_END "</o:text></o:body></o:document-content>"

static GByteArray *odt_laughs(Brief *brief)
{
	const Piece pieces[] = {
		{ .text = LAUGHS ODT "<t:p>" },
		{ .text = "&i;", .times = 1000 },
		{ .text = "</t:p>" ODT_END },
	};

	(void)brief;
	return odf("text", pieces, 3);
}

static GByteArray *odt_quadratic(Brief *brief)
{
	g_autofree char *long_one = g_strnfill(100000, 'x');
	g_autofree char *all = bomb_repeat("&a;", 100000);
	const Piece pieces[] = {
		{ .text = "<!DOCTYPE x [<!ENTITY a '" }, { .text = long_one },
		{ .text = "'>]>" ODT "<t:p>" }, { .text = all },
		{ .text = "</t:p>" ODT_END },
	};

	(void)brief;
	return odf("text", pieces, 5);
}

static GByteArray *odt_spaces(Brief *brief)
{
	g_autofree char *spaces = bomb_repeat("<t:s t:c='2000000000'/>", 1000);
	const Piece pieces[] = {
		{ .text = ODT "<t:p>" }, { .text = spaces, .times = 100 },
		{ .text = "</t:p>" ODT_END },
	};

	(void)brief;
	return odf("text", pieces, 3);
}

static GByteArray *ods_repeated(Brief *brief)
{
	const Piece pieces[] = {
		{ .text = "<o:document-content " ODF_SPACES "><o:body>"
		  "<o:spreadsheet><b:table><b:table-row><b:table-cell><t:p>"
		  K3 "</t:p></b:table-cell></b:table-row>" },
		{ .text = "<b:table-row b:number-rows-repeated='1048576'>"
		  "<b:table-cell b:number-columns-repeated='16384'><t:p>x"
		  "</t:p></b:table-cell></b:table-row>", .times = 1000 },
		{ .text = "</b:table></o:spreadsheet></o:body>"
		  "</o:document-content>" },
	};

	(void)brief;
	return odf("spreadsheet", pieces, 3);
}

/* ---- PDF ------------------------------------------------------------------ */

/* 機密性3 in Shift_JIS */
#define SAY "BT /F 12 Tf 80 500 Td <8b4096a790ab33> Tj ET\n"
#define FONT "<</Type/Font/Subtype/Type0/BaseFont/A/Encoding/90ms-RKSJ-H" \
	"/DescendantFonts[<</Type/Font/Subtype/CIDFontType0/BaseFont/A" \
	"/CIDSystemInfo<</Registry(Adobe)/Ordering(Japan1)/Supplement 2>>>>]>>"
#define PAGE(contents) "<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 900]" \
	"/Contents " contents "/Resources<</Font<</F 4 0 R>>" \
	"/XObject<</A 7 0 R>>>>>>"

/* Catalog, pages, a page that says the marking, font, what it says. */
static BombPdf pdf_new(const char *pages)
{
	BombPdf pdf = { .bytes = NULL };

	bomb_pdf_add(&pdf, "<</Type/Catalog/Pages 2 0 R>>");
	bomb_pdf_add(&pdf, pages);
	bomb_pdf_add(&pdf, PAGE("5 0 R"));
	bomb_pdf_add(&pdf, FONT);
	bomb_pdf_stream(&pdf, "", (const guint8 *)SAY, strlen(SAY));
	return pdf;
}
#define TWO_PAGES "<</Type/Pages/Kids[3 0 R 6 0 R]/Count 2>>"

static GByteArray *pdf_flate_of(guint times, gboolean twice)
{
	g_autofree char *spaces = g_strnfill(MEGABYTE, ' ');
	const Piece piece = { .text = spaces, .times = times };
	g_autoptr(GByteArray) once = bomb_zlib(&piece, 1);
	const Piece again = { (const char *)once->data, once->len, 1 };
	g_autoptr(GByteArray) chain = bomb_zlib(&again, 1);
	BombPdf pdf = pdf_new(TWO_PAGES);

	bomb_pdf_add(&pdf, PAGE("7 0 R"));
	if (twice)
		bomb_pdf_stream(&pdf, "/Filter[/FlateDecode/FlateDecode]",
				chain->data, chain->len);
	else
		bomb_pdf_stream(&pdf, "/Filter/FlateDecode", once->data,
				once->len);
	return bomb_pdf_end(&pdf);
}

static GByteArray *pdf_flate(Brief *brief)
{
	(void)brief;
	return pdf_flate_of(2048, FALSE);
}

static GByteArray *pdf_chain(Brief *brief)
{
	(void)brief;
	return pdf_flate_of(2048, TRUE);
}

static GByteArray *pdf_loop(Brief *brief)
{
	BombPdf pdf = pdf_new("<</Type/Pages/Kids[3 0 R 2 0 R 6 0 R]"
			      "/Count 100000>>");

	(void)brief;
	bomb_pdf_add(&pdf, "<</Type/Pages/Parent 2 0 R/Kids[2 0 R 6 0 R]"
		     "/Count 100000>>");
	return bomb_pdf_end(&pdf);
}

static GByteArray *pdf_pages(Brief *brief)
{
	g_autofree char *kids = bomb_repeat("3 0 R ", 1000000);
	g_autofree char *pages = g_strdup_printf("<</Type/Pages/Kids[%s]"
						 "/Count 1000000>>", kids);
	BombPdf pdf = pdf_new(pages);

	(void)brief;
	return bomb_pdf_end(&pdf);
}

static GByteArray *pdf_forms(Brief *brief)
{
	static const char draw[] = "/A Do /A Do /A Do /A Do /A Do "
				   "/A Do /A Do /A Do /A Do /A Do";
	BombPdf pdf = pdf_new(TWO_PAGES);

	brief->limits.document_seconds = 2;
	bomb_pdf_add(&pdf, PAGE("7 0 R"));
	for (guint i = 0; i < 11; i++) {
		g_autofree char *keys = g_strdup_printf(
			"/Type/XObject/Subtype/Form/BBox[0 0 600 900]"
			"/Resources<</XObject<</A %u 0 R>>>>", pdf.count + 2);

		bomb_pdf_stream(&pdf, keys, (const guint8 *)draw,
				strlen(draw));
	}
	return bomb_pdf_end(&pdf);
}

/* ---- the table ------------------------------------------------------------ */

enum {
	MARKED = 1 << 0,	/* what stands before the bomb is found */
	ALL_READ = 1 << 1,	/* large, and no more than large */
};

static const struct {
	const char *name;
	const char *file;
	GByteArray *(*make)(Brief *brief);
	guint flags;
} bombs[] = {
	{ "word/500-megabytes-of-spaces", "a.docx", docx_spaces, MARKED },
	{ "word/billion-laughs", "a.docx", docx_laughs,
	  MARKED },
	{ "word/one-long-entity-often", "a.docx", docx_quadratic,
	  MARKED },
	{ "word/a-million-elements-deep", "a.docx", docx_deep,
	  MARKED },
	{ "word/a-million-attributes", "a.docx", docx_attributes, 0 },
	{ "word/in-word-in-word", "a.docx", docx_in_docx, MARKED },
	{ "word/100000-members", "a.docx", docx_members, MARKED },
	{ "excel/20-million-cells", "a.xlsx", xlsx_cells,
	  MARKED },
	{ "excel/a-gigabyte-of-strings", "a.xlsx", xlsx_strings, MARKED },
	{ "odf/billion-laughs", "a.odt", odt_laughs, MARKED },
	{ "odf/one-long-entity-often", "a.odt", odt_quadratic, MARKED },
	{ "odf/spaces-by-number", "a.odt", odt_spaces, MARKED | ALL_READ },
	{ "odf/cells-by-number", "a.ods", ods_repeated, MARKED | ALL_READ },
	{ "pdf/two-gigabytes-in-a-page", "a.pdf", pdf_flate, 0 },
	{ "pdf/two-gigabytes-packed-twice", "a.pdf", pdf_chain, 0 },
	{ "pdf/pages-in-a-circle", "a.pdf", pdf_loop, 0 },
	{ "pdf/a-million-pages", "a.pdf", pdf_pages, 0 },
	{ "pdf/forms-that-draw-forms", "a.pdf", pdf_forms, MARKED },
	{ "ole/sectors-in-a-circle", "a.xls", ole_fat_loop, 0 },
	{ "ole/directory-in-a-circle", "a.xls", ole_directory_loop, 0 },
	{ "xls/all-strings-there-can-be", "a.xls", xls_strings, MARKED },
	{ "ppt/a-million-records-deep", "a.ppt", ppt_nested, MARKED },
	{ "7z/a-hundred-thousand-beginnings", "a.exe", sevenzip_beginnings,
	  ALL_READ },
	{ "rtf/a-million-braces", "a.rtf", rtf_braces, MARKED },
	{ "rtf/half-a-million-markings", "a.rtf", rtf_markings,
	  MARKED | ALL_READ },
	{ "rtf/binary-that-is-not-there", "a.rtf", rtf_bin, MARKED },
	{ "tnef/lengths-of-four-gigabytes", "winmail.dat", tnef_lengths,
	  MARKED },
	{ "csv/a-million-columns", "a.csv", csv_columns, MARKED | ALL_READ },
	{ "csv/a-million-rows", "a.csv", csv_rows, MARKED },
	{ "csv/quotes-without-end", "a.csv", csv_quotes, MARKED | ALL_READ },
	{ "vcard/cards-within-cards", "a.vcf", vcard_rows, MARKED | ALL_READ },
	{ "vcard/a-line-without-end", "a.vcf", vcard_folds, MARKED | ALL_READ },
};

#if defined(__SANITIZE_ADDRESS__)
#define IS_SLOW TRUE
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define IS_SLOW TRUE
#endif
#endif
#ifndef IS_SLOW
#define IS_SLOW FALSE
#endif
#define ROOM ((rlim_t)1 << 30)
#define SECONDS (IS_SLOW ? 60u : 20u)

static char *mail_of(const GByteArray *bytes, const char *name)
{
	g_autofree char *text = g_base64_encode(bytes->data, bytes->len);

	return g_strdup_printf(
		"Content-Type: multipart/mixed; boundary=b\n\n--b\n\nx\n--b\n"
		"Content-Type: application/octet-stream\n"
		"Content-Disposition: attachment; filename=%s\n"
		"Content-Transfer-Encoding: base64\n\n%s\n--b--\n",
		name, text);
}

static gboolean is_of_part(const char *part)
{
	return g_str_equal(part, "2") || g_str_has_prefix(part, "2/");
}

static gboolean is_said(const Findings *findings)
{
	for (guint i = 0; i < findings->problems->len; i++) {
		const Problem *problem = findings->problems->pdata[i];

		if (is_of_part(problem->part) &&
		    (problem->kind == PROBLEM_LIMIT ||
		     problem->kind == PROBLEM_MALFORMED))
			return TRUE;
	}
	return FALSE;
}

static gboolean is_marked(const Findings *findings)
{
	for (guint i = 0; i < findings->marks->len; i++) {
		const Mark *mark = findings->marks->pdata[i];

		if (is_of_part(mark->part) && mark->rank == 3)
			return TRUE;
	}
	return FALSE;
}

/* In a process of its own. Exit: bits of what is wrong. */
static int set_off(guint i)
{
	const struct rlimit room = { ROOM, ROOM };
	Brief *brief = demo_brief();
	g_autoptr(GByteArray) bytes = bombs[i].make(brief);
	g_autofree char *mail = mail_of(bytes, bombs[i].file);
	g_autoptr(Findings) findings = NULL;
	int wrong = 0;

	/* What libraries warn of is no failure of the test. */
	(void)g_log_set_always_fatal(G_LOG_FATAL_MASK);
	if (!IS_SLOW)
		g_assert_cmpint(setrlimit(RLIMIT_AS, &room), ==, 0);
	(void)alarm(SECONDS);
	findings = inspected_with(brief, mail, strlen(mail),
				  PATIENCE_US);
	if (!(bombs[i].flags & ALL_READ) && !is_said(findings))
		wrong |= 1;
	if ((bombs[i].flags & MARKED) && !is_marked(findings))
		wrong |= 2;
	return wrong;
}

static void test_bomb(gconstpointer data)
{
	guint i = GPOINTER_TO_UINT(data);
	struct rusage used;
	pid_t child;
	int status;

	(void)fflush(NULL);
	child = fork();
	g_assert_cmpint(child, >=, 0);
	if (child == 0)
		_exit(set_off(i));
	g_assert_cmpint(wait4(child, &status, 0, &used), ==, child);
	g_test_message("%ld.%02ld s, %ld MB", (long)used.ru_utime.tv_sec,
		       (long)used.ru_utime.tv_usec / 10000,
		       used.ru_maxrss / 1024);
	/* 14: the alarm; 5 and 6: no memory was left, or worse */
	g_assert_cmpint(WIFSIGNALED(status) ? WTERMSIG(status) : 0, ==, 0);
	/* 1: nothing was said; 2: the marking was not found */
	g_assert_cmpint(WEXITSTATUS(status), ==, 0);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (guint i = 0; i < G_N_ELEMENTS(bombs); i++) {
		g_autofree char *path = g_strconcat("/inspect/bombs/",
						    bombs[i].name, NULL);

		g_test_add_data_func(path, GUINT_TO_POINTER(i), test_bomb);
	}
	return g_test_run();
}
