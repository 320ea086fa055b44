/*
 * What crosses the sockets of the jail; SOCK_SEQPACKET, little-endian.
 *
 * A request is one message: u8 n, u8 list, then n files: u8 n, n bytes of name; their descriptors
 * travel beside it in the same order. With `list` another one comes last: the file of what is known
 * from now on (struct job_options.known); an empty one for nothing.
 * A reply is a run of messages, each a run of frames: u8 file (index into the request), u8 kind,
 * u32 n, n bytes: 'd' a piece of the file's stream of records (core/wire.h), 'e' the file's end:
 * u64 size as the worker saw it, UINT64_MAX when the system did not let it read. To the zygote: 'w'
 * with the worker's end of a new socket beside it, answered by i32 pid; 'r' and i32 pid of a worker
 * that has ended, answered by i32 wait status.
 */
#pragma once

#include "base/buf.h"
#include "base/span.h"

enum {
	BATCH_MAX = 32,	       /* files a request */
	SMALL_FILE = 64 << 10, /* up to this a file travels in a batch and is copied, not mapped */
	NAME_SIZE_MAX = 255,
	FDS_MAX = BATCH_MAX + 1,
	REQUEST_MAX = 2 + BATCH_MAX * (1 + NAME_SIZE_MAX),
	REPLY_FLUSH = 48 << 10, /* a message is sent once it is past this */
	REPLY_MAX = 112 << 10,	/* REPLY_FLUSH, the largest record and the headers */
	FRAME_HEAD = 6,
};

/* Sends one message with up to FDS_MAX descriptors; false when the peer is gone. */
bool message_send(int socket, struct span bytes, const int *fds, size_t n_fds);

/* Receives one message into room[0..size), and its descriptors (then owned by the caller) into
 * fds[0..FDS_MAX); with fds NULL it takes none. Gives the length, 0 when the peer is gone or the
 * message did not fit. */
size_t message_receive(int socket, uint8_t *room, size_t size, int *fds, size_t *n_fds);
