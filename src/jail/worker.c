/* The locked child: files in, records out. */
#include "jail/worker.h"

#include <assert.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/reader.h"
#include "core/wire.h"
#include "jail/message.h"

enum { SLACK_MiB = 40 }; /* of private memory beside the job's arena: libraries, codecs */

/* Of the scratch file's length. Windows are sparse: what counts is what is touched, and that is
 * bounded by the size of the input and the limits of the job. */
static const uint64_t scratch_max = UINT64_C(1) << 42;

struct worker {
	struct job_options options;
	struct job *job;
	struct job_sink wire; /* appends to reply */
	struct buf reply;
	size_t frame; /* where the open frame begins in reply */
	int socket;
	struct span known; /* a mapping: what files are read beside */
	uint8_t file;	   /* index of the one being read */
	uint64_t size;	   /* of the one being read */
	uint8_t request[REQUEST_MAX];
	uint8_t small[SMALL_FILE];
};

/* The reply. */

static void open_frame(struct worker *worker, uint8_t kind)
{
	worker->frame = worker->reply.n;
	buf_byte(&worker->reply, worker->file);
	buf_byte(&worker->reply, kind);
	buf_le(&worker->reply, 0, 4);
}

static void close_frame(struct worker *worker)
{
	size_t n = worker->reply.n - worker->frame - FRAME_HEAD;

	for (unsigned i = 0; i < 4; i++)
		worker->reply.p[worker->frame + 2 + i] = (uint8_t)(n >> (8 * i));
}

static void send_reply(struct worker *worker)
{
	assert(!worker->reply.over);
	if (worker->reply.n > 0 && !message_send(worker->socket, buf_view(&worker->reply), NULL, 0))
		_exit(EXIT_SUCCESS); /* the broker has ended */
	buf_clear(&worker->reply);
}

static void after_record(struct worker *worker)
{
	if (worker->reply.n < REPLY_FLUSH)
		return;
	close_frame(worker);
	send_reply(worker);
	open_frame(worker, 'd');
}

static void on_open(void *context, struct span name, uint64_t size, uint64_t offset)
{
	struct worker *worker = context;

	worker->wire.open(worker->wire.context, name, size, offset);
	after_record(worker);
}

static void on_format(void *context, size_t index)
{
	struct worker *worker = context;

	worker->wire.format(worker->wire.context, index);
	after_record(worker);
}

static void on_fact(void *context, const struct fact *fact)
{
	struct worker *worker = context;

	worker->wire.fact(worker->wire.context, fact);
	after_record(worker);
}

static void on_close(void *context, enum status status, const uint8_t *digest)
{
	struct worker *worker = context;

	worker->wire.close(worker->wire.context, status, digest);
	after_record(worker);
}

static void end_file(struct worker *worker)
{
	close_frame(worker);
	open_frame(worker, 'e');
	buf_le(&worker->reply, worker->size, 8);
	close_frame(worker);
}

/* The job's memory budget is used up: what was learnt goes out, then the process ends, since the
 * parser cannot go on from the middle of an allocation. */
static void over(void *context)
{
	struct worker *worker = context;

	job_abandon(worker->job, "reading it needs more memory than the limit (--memory)");
	end_file(worker);
	send_reply(worker);
	_exit(MEM_EXIT);
}

/* The files. */

enum { UNREAD = -1 }; /* as the size: the system did not let us read */

static void read_small(struct worker *worker, int fd, struct span name)
{
	size_t n = 0;
	ssize_t more;

	while ((more = pread(fd, worker->small + n, SMALL_FILE - n, (off_t)n)) > 0)
		n += (size_t)more;
	worker->size = more < 0 ? (uint64_t)UNREAD : n;
	if (more == 0)
		job_run(worker->job, span_of(worker->small, n), name);
}

static void read_mapped(struct worker *worker, int fd, size_t n, struct span name)
{
	void *p = mmap(NULL, n, PROT_READ, MAP_PRIVATE, fd, 0);

	worker->size = p == MAP_FAILED ? (uint64_t)UNREAD : n;
	if (p == MAP_FAILED)
		return;
	job_run_mapped(worker->job, span_of(p, n), name);
	(void)munmap(p, n); /* a mapping of ours */
}

static void read_file(struct worker *worker, int fd, struct span name)
{
	struct stat st;

	open_frame(worker, 'd');
	if (fstat(fd, &st) != 0)
		worker->size = (uint64_t)UNREAD;
	else if (st.st_size <= SMALL_FILE)
		read_small(worker, fd, name);
	else
		read_mapped(worker, fd, (size_t)st.st_size, name);
	end_file(worker);
	(void)close(fd); /* only read from */
	if (worker->reply.n >= REPLY_FLUSH)
		send_reply(worker);
}

/* The list cannot change any more. */
static bool take_known(struct worker *worker, int fd)
{
	struct stat st;
	void *p = NULL;

	if (worker->known.n)
		(void)munmap((void *)(uintptr_t)worker->known.p, worker->known.n); /* it is ours */
	worker->known = (struct span){ 0 };
	if (fstat(fd, &st) != 0)
		return false;
	if (st.st_size > 0) {
		p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
		if (p == MAP_FAILED)
			return false;
		worker->known = span_of(p, (size_t)st.st_size);
	}
	(void)close(fd); /* only read from */
	job_set_known(worker->job, worker->known);
	return true;
}

static bool serve_batch(struct worker *worker)
{
	int fds[FDS_MAX];
	size_t n_fds;
	size_t n = message_receive(worker->socket, worker->request, REQUEST_MAX, fds, &n_fds);
	struct reader r = reader_of(span_of(worker->request, n));
	uint8_t count = reader_u8(&r);
	bool list = reader_u8(&r) != 0;

	if (n == 0 || (size_t)count + list != n_fds || (list && !take_known(worker, fds[count])))
		return false;
	for (worker->file = 0; worker->file < count; worker->file++)
		read_file(worker, fds[worker->file], reader_take(&r, reader_u8(&r)));
	send_reply(worker);
	return true;
}

struct worker *worker_new(const struct job_options *options)
{
	struct worker *worker = mem_alloc(sizeof(*worker));
	struct job_sink sink = { on_open, on_format, on_fact, on_close, worker };

	worker->options = *options;
	buf_init(&worker->reply, REPLY_MAX);
	worker->wire = wire_sink(&worker->reply);
	worker->job = job_new(&worker->options, &sink, over, worker);
	return worker;
}

/* A file without a name for what outgrows memory; where none can be made, memory itself serves. */
static int scratch_file(void)
{
	const char *folder = getenv("TMPDIR");
	int fd = open(folder ? folder : "/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

	return fd >= 0 ? fd : memfd_create("assay", MFD_CLOEXEC);
}

void worker_serve(struct worker *worker, int socket, const struct lock *lock)
{
	int scratch = scratch_file();
	int keep[] = { socket, scratch };
	uint64_t data = worker->options.limits.memory + MiB(SLACK_MiB);

	worker->socket = socket;
	job_set_scratch(worker->job, scratch);
	(void)signal(SIGXFSZ, SIG_IGN); /* a window past the limit is refused, that is all */
	if (lock && !lock_down(lock, keep, scratch < 0 ? 1 : 2, data, scratch_max))
		_exit(WORKER_LOCK_EXIT);
	while (serve_batch(worker))
		;
	_exit(EXIT_SUCCESS);
}
