/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * pdf-warm.c - has poppler load its tables before the first mail comes.
 *
 * Runs in:  keeper, once.
 * Trusts:   nothing.
 * Effects:  keeps one document open for good; a handler for the log messages
 *           of poppler, which speak of mails and belong in no log.
 *
 * poppler forgets its tables with the last document. The one kept here needs
 * those of old Japanese files, whose text is in Shift_JIS, and of UTF-16.
 * glibc forgets a charset's code soon after nobody converts from it, and a
 * confined worker cannot load it again: names of attachments were lost.
 */
#include "documents/formats.h"

#include <string.h>

#include <poppler.h>

/* Without a table of objects: poppler looks for them. */
static const char sample[] =
	"%PDF-1.4\n"
	"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
	"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
	"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R"
	"/Resources<</Font<</A 5 0 R/B 6 0 R>>>>>>endobj\n"
	"4 0 obj<</Length 65>>stream\n"
	"BT /A 9 Tf 9 9 Td <8b40> Tj /B 9 Tf 9 9 Td <6a5f0041> Tj ET      \n"
	"endstream endobj\n"
	"5 0 obj<</Type/Font/Subtype/Type0/BaseFont/A/Encoding/90ms-RKSJ-H"
	"/DescendantFonts[7 0 R]>>endobj\n"
	"6 0 obj<</Type/Font/Subtype/Type0/BaseFont/B/Encoding/UniJIS-UTF16-H"
	"/DescendantFonts[7 0 R]>>endobj\n"
	"7 0 obj<</Type/Font/Subtype/CIDFontType0/BaseFont/A/CIDSystemInfo"
	"<</Registry(Adobe)/Ordering(Japan1)/Supplement 2>>>>endobj\n"
	"8 0 obj<</Title<feff6a5f>>>endobj\n"
	"trailer<</Root 1 0 R/Info 8 0 R>>\n";

/* What strings of a PDF outside of its pages are in. */
static const char *const charsets[] = {
	"UTF-16", "UTF-16BE", "UTF-16LE", "ISO-8859-1",
};

static void swallow(const gchar *domain, GLogLevelFlags level,
		    const gchar *message, gpointer data)
{
	(void)domain;
	(void)level;
	(void)message;
	(void)data;
}

static void read_sample(PopplerDocument *document)
{
	PopplerPage *page = poppler_document_get_page(document, 0);

	/* Only what this loads is wanted. */
	g_free(poppler_document_get_title(document));
	if (page)
		g_free(poppler_page_get_text(page));
	g_clear_object(&page);
}

static void keep_charsets(void)
{
	static GIConv kept[G_N_ELEMENTS(charsets)];

	for (guint i = 0; i < G_N_ELEMENTS(charsets); i++) {
		if (!kept[i])
			kept[i] = g_iconv_open("UTF-8", charsets[i]);
	}
}

void pdf_warm_up(void)
{
	static PopplerDocument *kept;
	g_autoptr(GBytes) bytes = NULL;

	if (kept)
		return;
	(void)g_log_set_handler("Poppler", (GLogLevelFlags)
				(G_LOG_LEVEL_MASK | G_LOG_FLAG_FATAL |
				 G_LOG_FLAG_RECURSION), swallow, NULL);
	keep_charsets();
	bytes = g_bytes_new_static(sample, strlen(sample));
	kept = poppler_document_new_from_bytes(bytes, NULL, NULL);
	if (kept)
		read_sample(kept);
}
