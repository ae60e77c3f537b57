/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * attempts.h - what Landlock leaves open, wholly or in early versions: modes,
 * times and sizes of files, signals by fcntl(2); and a way to one's own end.
 */
#ifndef TESTS_UNIT_ATTEMPTS_H
#define TESTS_UNIT_ATTEMPTS_H

#include <asm/ioctls.h>
#include <linux/sockios.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/xattr.h>

#include "confined.h"

#define FCHMODAT2 452

#define TRY(name, call)							\
	static inline int name(const Scene *scene)			\
	{								\
		(void)scene;						\
		return result(call);					\
	}								\
	G_STATIC_ASSERT(TRUE)

/* ---- modes, owners, times, names -------------------------------------- */

TRY(close_record, chmod(scene->record, 0));
TRY(close_keeper, chmod(scene->keeper, 0));
TRY(close_own, chmod(scene->own, 0));
TRY(close_by_fd, fchmod(scene->channel, 0));
TRY(close_at, syscall(SYS_fchmodat, AT_FDCWD, scene->record, 0));
TRY(close_at_anew, syscall(FCHMODAT2, AT_FDCWD, scene->record, 0, 0));
TRY(age_record, utimensat(AT_FDCWD, scene->record, NULL, 0));
TRY(own_record, chown(scene->record, 1, 1));
TRY(own_by_fd, fchown(scene->channel, 1, 1));
TRY(own_at, fchownat(AT_FDCWD, scene->record, 1, 1, 0));
TRY(note_record, setxattr(scene->record, "user.x", "x", 1, 0));
TRY(make_device, mknodat(AT_FDCWD, scene->own, S_IFREG, 0));
#ifdef SYS_mknod
TRY(make_device_of_old, syscall(SYS_mknod, scene->own, S_IFREG, 0));
#else
#define make_device_of_old make_device
#endif
TRY(name_handle, syscall(SYS_name_to_handle_at, AT_FDCWD, scene->record,
			 NULL, NULL, 0));
TRY(take_record, rename(scene->record, scene->own));
TRY(remove_record, unlink(scene->record));
TRY(remove_folder, rmdir(scene->other));

static inline int make_beside(const Scene *scene)
{
	g_autofree char *path = g_strconcat(scene->record, "-2", NULL);

	return result(mkdir(path, 0700));
}

/* ---- sizes ------------------------------------------------------------ */

TRY(cut_record, truncate(scene->record, 0));
TRY(cut_while_reading, open(scene->record, O_RDONLY | O_TRUNC | O_CLOEXEC));
TRY(cut_while_writing, open(scene->record, O_WRONLY | O_TRUNC | O_CLOEXEC));
/* Neither read nor written: Landlock is asked for no right. */
TRY(cut_by_neither, open(scene->record, O_ACCMODE | O_TRUNC | O_CLOEXEC));
TRY(open_for_neither, open(scene->record, O_ACCMODE | O_CLOEXEC));
TRY(open_nameless, open(scene->other, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
TRY(open_anew, syscall(SYS_openat2, AT_FDCWD, scene->record, NULL, 0));

/* ---- signals ---------------------------------------------------------- */

TRY(own_signals, fcntl(scene->channel, F_SETOWN, scene->parent));
TRY(choose_signal, fcntl(scene->channel, F_SETSIG, SIGKILL));
TRY(be_signalled, fcntl(scene->channel, F_SETFL, O_ASYNC));
TRY(go_around_caches, fcntl(scene->channel, F_SETFL, O_DIRECT));
TRY(watch_folder, fcntl(scene->channel, F_NOTIFY, 1));
TRY(not_wait, fcntl(scene->channel, F_SETFL, O_NONBLOCK));
TRY(copy_descriptor, fcntl(scene->channel, F_DUPFD_CLOEXEC, 0));
TRY(signals_by_ioctl, ioctl(scene->channel, FIOASYNC, &(int){ 1 }));
TRY(own_by_ioctl, ioctl(scene->channel, FIOSETOWN, &(int){ 1 }));
TRY(group_by_ioctl, ioctl(scene->channel, SIOCSPGRP, &(int){ 1 }));
TRY(type_for_others, ioctl(STDIN_FILENO, TIOCSTI, "x"));
TRY(kill_itself, syscall(SYS_tgkill, getpid(), getpid(), SIGKILL));
TRY(stop_itself, syscall(SYS_tgkill, getpid(), getpid(), SIGSTOP));
TRY(set_clock, syscall(SYS_timer_create, 0, NULL, NULL));
TRY(survive_keeper, prctl(PR_SET_PDEATHSIG, 0, 0, 0, 0));
TRY(be_readable, prctl(PR_SET_DUMPABLE, 1, 0, 0, 0));

static inline int lock_channel(const Scene *scene)
{
	struct flock whole = { .l_type = F_WRLCK };

	return result(fcntl(scene->channel, F_SETLK, &whole));
}

static inline int give_up(const Scene *scene)
{
	(void)scene;
	abort();
}

#endif
