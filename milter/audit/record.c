/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * record.c - the file that keeps one JSON line for each mail.
 *
 * Runs in:  milter process.
 * Trusts:   its callers: a line is one line.
 * Effects:  appends to one file, creates it and its folder.
 * Limits:   whoever else appends to the file without flock(2) while a write
 *           of ours fails half-way could lose a line.
 *
 * Lines are written one after the other. Those written while the disk is
 * busy with earlier ones form a batch: whoever of them finds the disk idle
 * syncs for all.
 */
#include "audit/record.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/fd.h"

/* One descriptor; lives as long as a line in it waits for the disk. */
typedef struct File {
	int fd;
	dev_t device;
	ino_t inode;
} File;

/* Lines that share one fdatasync(2). */
typedef struct Batch {
	File *file;	/* reference-counted (g_atomic_rc_box) */
	gboolean taken;	/* somebody syncs it; nothing joins it any more */
	gboolean done;
	int failed;	/* errno of the sync, 0 if it went well */
} Batch;

struct Record {
	char *name;
	gboolean sync;
	GMutex lock;		/* guards everything below */
	GCond finished;		/* a batch is done */
	Batch *open;		/* takes what is written now */
	gboolean syncing;	/* one fdatasync(2) at a time */
};

static void file_clear(gpointer data)
{
	File *file = data;

	fd_close(&file->fd);
}

static void batch_clear(gpointer data)
{
	Batch *batch = data;

	g_atomic_rc_box_release_full(batch->file, file_clear);
}

static void batch_release(Batch *batch)
{
	g_atomic_rc_box_release_full(batch, batch_clear);
}

static Batch *batch_new(File *file)
{
	Batch *batch = g_atomic_rc_box_new0(Batch);

	batch->file = g_atomic_rc_box_acquire(file);
	return batch;
}

/* ---- opening ---------------------------------------------------------- */

/* A new name is on the disk only when its folder is. */
static gboolean sync_folder(const char *name, GError **error)
{
	g_autofree char *folder = g_path_get_dirname(name);
	AUTO_FD fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0 || (fsync(fd) != 0 && errno != EINVAL))
		return fail_errno(error, folder);
	return TRUE;
}

/* Whoever else has the file open waits; closing @fd unlocks, too. */
static gboolean lock_file(int fd, GError **error)
{
	while (flock(fd, LOCK_EX) != 0) {
		if (errno != EINTR)
			return fail_errno(error, "flock");
	}
	return TRUE;
}

/* What a crash left unfinished must not run into the next line. */
static gboolean end_last_line(int fd, GError **error)
{
	struct stat about;
	char last = '\n';
	gboolean ended;

	if (!lock_file(fd, error))
		return FALSE;
	if (fstat(fd, &about) != 0 ||
	    (about.st_size > 0 && pread(fd, &last, 1, about.st_size - 1) != 1))
		return fail_errno(error, "read");
	ended = last == '\n' || fd_write_all(fd, "\n", 1, error);
	(void)flock(fd, LOCK_UN);
	return ended;
}

static int open_fd(const char *name, struct stat *about, GError **error)
{
	/* A FIFO would make us wait for its reader. */
	AUTO_FD fd = open(name, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC |
			  O_NOFOLLOW | O_NONBLOCK, 0640);

	if (fd < 0 || fstat(fd, about) != 0) {
		fail_errno(error, "open");
		return -1;
	}
	if (!S_ISREG(about->st_mode)) {
		fail(error, FAIL_GENERAL, "is not a file");
		return -1;
	}
	if (!end_last_line(fd, error) ||
	    !sync_folder(name, error))
		return -1;
	return fd_steal(&fd);
}

static File *file_open(const char *name, GError **error)
{
	struct stat about;
	int fd = open_fd(name, &about, error);
	File *file;

	if (fd < 0) {
		g_prefix_error(error, "%s: ", name);
		return NULL;
	}
	file = g_atomic_rc_box_new0(File);
	file->fd = fd;
	file->device = about.st_dev;
	file->inode = about.st_ino;
	return file;
}

/* What is written from now on goes to @file. Takes over the reference. */
static void begin_batch(Record *record, File *file)
{
	if (record->open)
		batch_release(record->open);
	record->open = batch_new(file);
	g_atomic_rc_box_release_full(file, file_clear);
}

Record *record_open(const char *name, gboolean sync, GError **error)
{
	g_autofree char *folder = g_path_get_dirname(name);
	Record *record;
	File *file;

	if (g_mkdir_with_parents(folder, 0750) != 0) {
		fail_errno(error, folder);
		return NULL;
	}
	file = file_open(name, error);
	if (!file)
		return NULL;
	record = g_new0(Record, 1);
	record->name = g_strdup(name);
	record->sync = sync;
	g_mutex_init(&record->lock);
	g_cond_init(&record->finished);
	begin_batch(record, file);
	return record;
}

void record_close(Record *record)
{
	if (!record)
		return;
	batch_release(record->open);
	g_cond_clear(&record->finished);
	g_mutex_clear(&record->lock);
	g_free(record->name);
	g_free(record);
}

/* ---- writing ---------------------------------------------------------- */

/* Log rotation moves the file away; lines that wait keep the old one. */
static gboolean follow_rotation(Record *record, GError **error)
{
	const File *file = record->open->file;
	struct stat about;
	File *fresh;

	if (lstat(record->name, &about) == 0 &&
	    about.st_dev == file->device && about.st_ino == file->inode)
		return TRUE;
	fresh = file_open(record->name, error);
	if (!fresh)
		return FALSE;
	begin_batch(record, fresh);
	return TRUE;
}

/* All of @line or nothing. */
static gboolean write_whole(int fd, const char *line, GError **error)
{
	g_autofree char *whole = g_strconcat(line, "\n", NULL);
	struct stat before;

	if (fstat(fd, &before) != 0)
		return fail_errno(error, "fstat");
	if (fd_write_all(fd, whole, strlen(whole), error))
		return TRUE;
	if (ftruncate(fd, before.st_size) != 0)
		g_prefix_error(error, "a broken line stays behind: ");
	return FALSE;
}

/*
 * After a reload two records of the same file live for a while. Neither may
 * append between a failed write of the other and its undoing.
 */
static gboolean write_line(const Record *record, const char *line,
			   GError **error)
{
	int fd = record->open->file->fd;
	gboolean written;

	written = lock_file(fd, error) && write_whole(fd, line, error);
	if (!written)
		g_prefix_error(error, "%s: ", record->name);
	(void)flock(fd, LOCK_UN);
	return written;
}

/* Syncs @batch for everybody in it; the lock is open meanwhile. */
static void sync_batch(Record *record, Batch *batch)
{
	int failed;

	record->syncing = TRUE;
	batch->taken = TRUE;
	if (record->open == batch)
		begin_batch(record, g_atomic_rc_box_acquire(batch->file));
	g_mutex_unlock(&record->lock);
	failed = fdatasync(batch->file->fd) == 0 ? 0 : errno;
	g_mutex_lock(&record->lock);
	batch->failed = failed;
	batch->done = TRUE;
	record->syncing = FALSE;
	g_cond_broadcast(&record->finished);
}

static gboolean wait_for_disk(Record *record, GError **error)
{
	Batch *batch = g_atomic_rc_box_acquire(record->open);
	int failed;

	while (!batch->done) {
		if (batch->taken || record->syncing)
			g_cond_wait(&record->finished, &record->lock);
		else
			sync_batch(record, batch);
	}
	failed = batch->failed;
	batch_release(batch);
	if (failed == 0)
		return TRUE;
	errno = failed;
	return fail_errno(error, record->name);
}

gboolean record_append(Record *record, const char *line, GError **error)
{
	gboolean kept;

	g_mutex_lock(&record->lock);
	kept = follow_rotation(record, error) &&
	       write_line(record, line, error) &&
	       (!record->sync || wait_for_disk(record, error));
	g_mutex_unlock(&record->lock);
	return kept;
}
