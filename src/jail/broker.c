/* Queue, workers, replies, deaths and deadlines. */
#include "jail/broker.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/reader.h"
#include "jail/message.h"
#include "jail/worker.h"
#include "jail/zygote.h"
#include "sys/clock.h"

enum {
	WORKERS_MAX = 256,
	QUEUE_PER_WORKER = 3 * BATCH_MAX,
	BATCH_MIN = 16,		/* small files that do not pay for a second worker */
	STREAM_MAX = 192 << 20, /* of records about one file */
	MS_PER_SECOND = 1000,
};

struct item {
	struct item *next;
	void *ticket;
	uint64_t size;
	int fd;
	bool alone; /* a worker died with it: it now travels alone, and once more only */
	struct span name;
	struct buf stream;
	uint8_t name_bytes[NAME_SIZE_MAX];
};

/* A worker and what it has been given. */
struct slot {
	pid_t pid; /* 0: none */
	int socket;
	struct item *batch[BATCH_MAX]; /* NULL once it has ended */
	size_t n, left;
	int64_t deadline_ms;
	uint64_t knows; /* the number of the list that it was given; 0: none */
};

struct broker {
	struct broker_options options;
	struct lock *lock;
	struct zygote zygote;
	struct slot *slots;
	struct item *head, *tail;
	size_t queued, busy; /* files waiting; workers at work */
	uint64_t deaths;     /* workers that ended with files under way */
	int known;	     /* a file of what is known, which cannot change; its number: */
	uint64_t n_known;    /* 0: there was none yet */
	uint8_t reply[REPLY_MAX];
};

enum err broker_start(struct broker **out, const struct broker_options *options)
{
	struct broker *broker = mem_alloc(sizeof(*broker));
	enum err e = OK;

	assert(options->workers > 0 && options->workers <= WORKERS_MAX);
	*out = NULL;
	broker->options = *options;
	broker->known = -1;
	if (options->sandbox)
		e = lock_prepare(&broker->lock);
	if (e == OK)
		e = zygote_start(&broker->zygote, &broker->options.job, broker->lock);
	if (e != OK) {
		lock_free(broker->lock);
		mem_free(broker);
		return e;
	}
	broker->slots = mem_alloc(options->workers * sizeof(struct slot));
	*out = broker;
	return OK;
}

/* The queue. */

static void free_item(struct item *item)
{
	(void)close(item->fd); /* only read from */
	buf_free(&item->stream);
	mem_free(item);
}

static void push(struct broker *broker, struct item *item)
{
	item->next = NULL;
	if (broker->tail)
		broker->tail->next = item;
	else
		broker->head = item;
	broker->tail = item;
	broker->queued++;
}

static void push_front(struct broker *broker, struct item *item)
{
	item->next = broker->head;
	broker->head = item;
	if (!broker->tail)
		broker->tail = item;
	broker->queued++;
}

static struct item *pop(struct broker *broker)
{
	struct item *item = broker->head;

	broker->head = item->next;
	if (!broker->head)
		broker->tail = NULL;
	broker->queued--;
	return item;
}

void broker_submit(struct broker *broker, void *ticket, int fd, uint64_t size, struct span name)
{
	struct item *item = mem_alloc(sizeof(*item));
	size_t n = name.n < NAME_SIZE_MAX ? name.n : NAME_SIZE_MAX;

	item->ticket = ticket;
	item->fd = fd;
	item->size = size;
	memcpy(item->name_bytes, name.p + (name.n - n), n); /* the last part is at the end */
	item->name = span_of(item->name_bytes, n);
	buf_init(&item->stream, STREAM_MAX);
	push(broker, item);
}

bool broker_full(const struct broker *broker)
{
	return broker->queued >= broker->options.workers * QUEUE_PER_WORKER;
}

bool broker_idle(const struct broker *broker)
{
	return broker->queued == 0 && broker->busy == 0;
}

const char *broker_sandbox(const struct broker *broker)
{
	return broker->lock ? lock_level(broker->lock) : "none";
}

/* Files that have ended. */

static void end_item(struct broker *broker, struct slot *slot, size_t i, enum broker_end end,
		     int signal_number, uint64_t size)
{
	struct item *item = slot->batch[i];
	struct broker_result result = {
		.ticket = item->ticket,
		.end = end,
		.signal = signal_number,
		.stream = buf_view(&item->stream),
		.size = size,
	};

	slot->batch[i] = NULL;
	slot->left--;
	broker->options.done(broker->options.context, &result);
	free_item(item);
}

static void rest(struct broker *broker, struct slot *slot)
{
	if (slot->left > 0 || slot->n == 0)
		return;
	slot->n = 0;
	broker->busy--;
}

/* Workers that have ended. */

static void bury(struct broker *broker, struct slot *slot, int *status)
{
	(void)close(slot->socket); /* nothing is left in it that we would take */
	*status = zygote_reap(&broker->zygote, slot->pid);
	slot->pid = 0;
	slot->knows = 0;
}

/* The files that a dead worker had not ended: from a batch each goes back to travel alone; one that
 * was alone ends here. */
static void settle(struct broker *broker, struct slot *slot, enum broker_end end, int signal_number,
		   bool again)
{
	for (size_t i = slot->n; i > 0; i--) {
		struct item *item = slot->batch[i - 1];

		if (!item)
			continue;
		if (item->alone || (slot->n == 1 && !again)) {
			end_item(broker, slot, i - 1, end, signal_number, 0);
			continue;
		}
		slot->batch[i - 1] = NULL;
		slot->left--;
		item->alone = true;
		buf_clear(&item->stream);
		push_front(broker, item);
	}
	rest(broker, slot);
}

static enum err bury_dead(struct broker *broker, struct slot *slot)
{
	int status;

	broker->deaths += slot->left > 0;
	bury(broker, slot, &status);
	if (WIFEXITED(status) && WEXITSTATUS(status) == WORKER_LOCK_EXIT)
		return err_set(ERR_DENIED, "a worker could not lock itself down (--sandbox=none "
					   "scans without)");
	if (WIFEXITED(status) && WEXITSTATUS(status) == MEM_EXIT)
		settle(broker, slot, BROKER_MEMORY, 0, true);
	else
		settle(broker, slot, BROKER_DIED, WIFSIGNALED(status) ? WTERMSIG(status) : 0, true);
	return OK;
}

static void kill_worker(struct broker *broker, struct slot *slot, enum broker_end end)
{
	int status;

	(void)kill(slot->pid, SIGKILL); /* not reaped yet, so the number is still its own */
	bury(broker, slot, &status);
	settle(broker, slot, end, SIGKILL, false);
}

/* Replies. */

static bool take_frame(struct broker *broker, struct slot *slot, struct reader *r)
{
	uint8_t i = reader_u8(r), kind = reader_u8(r);
	struct span bytes = reader_take(r, reader_u32le(r));

	if (r->bad || i >= slot->n || !slot->batch[i])
		return false;
	if (kind == 'd') {
		buf_span(&slot->batch[i]->stream, bytes);
		return !slot->batch[i]->stream.over;
	}

	struct reader end = reader_of(bytes);
	uint64_t size = reader_u64le(&end);

	if (kind != 'e' || end.bad)
		return false;
	end_item(broker, slot, i, size == UINT64_MAX ? BROKER_UNREAD : BROKER_DONE, 0, size);
	return true;
}

static enum err take_reply(struct broker *broker, struct slot *slot)
{
	size_t n = message_receive(slot->socket, broker->reply, REPLY_MAX, NULL, NULL);
	struct reader r = reader_of(span_of(broker->reply, n));

	if (n == 0)
		return bury_dead(broker, slot);
	while (reader_left(&r) > 0) {
		if (take_frame(broker, slot, &r))
			continue;
		kill_worker(broker, slot, BROKER_GARBLED);
		return OK;
	}
	rest(broker, slot);
	return OK;
}

/* Handing out. */

static size_t batch_size(const struct broker *broker)
{
	size_t idle = broker->options.workers - broker->busy;
	size_t share = broker->queued / idle;

	return share < BATCH_MIN ? BATCH_MIN : share > BATCH_MAX ? BATCH_MAX : share;
}

static bool travels_alone(const struct item *item)
{
	return item->alone || item->size > SMALL_FILE;
}

static void fill(struct broker *broker, struct slot *slot)
{
	size_t most = travels_alone(broker->head) ? 1 : batch_size(broker);

	slot->n = 0;
	do
		slot->batch[slot->n++] = pop(broker);
	while (slot->n < most && broker->head && !travels_alone(broker->head));
	slot->left = slot->n;
	slot->deadline_ms =
		clock_ms() + (int64_t)broker->options.job.limits.seconds * MS_PER_SECOND;
	broker->busy++;
}

static bool send_batch(const struct broker *broker, struct slot *slot)
{
	bool list = slot->knows != broker->n_known;
	int fds[FDS_MAX];
	struct buf request;

	buf_init(&request, REQUEST_MAX);
	buf_byte(&request, (uint8_t)slot->n);
	buf_byte(&request, list);
	for (size_t i = 0; i < slot->n; i++) {
		fds[i] = slot->batch[i]->fd;
		buf_byte(&request, (uint8_t)slot->batch[i]->name.n);
		buf_span(&request, slot->batch[i]->name);
	}
	fds[slot->n] = broker->known;
	slot->knows = broker->n_known;

	bool sent = message_send(slot->socket, buf_view(&request), fds, slot->n + list);

	buf_free(&request);
	return sent;
}

static enum err hand_out(struct broker *broker)
{
	for (size_t i = 0; i < broker->options.workers && broker->head; i++) {
		struct slot *slot = &broker->slots[i];
		enum err e = OK;

		if (slot->n > 0)
			continue;
		if (slot->pid == 0)
			e = zygote_spawn(&broker->zygote, &slot->socket, &slot->pid);
		if (e != OK)
			return e;
		fill(broker, slot);
		if (!send_batch(broker, slot))
			e = bury_dead(broker, slot);
		if (e != OK)
			return e;
	}
	return OK;
}

/* What is known. */

static bool write_all(int fd, struct span bytes)
{
	while (bytes.n) {
		ssize_t n = write(fd, bytes.p, bytes.n);

		if (n < 0)
			return false;
		bytes = span_from(bytes, (uint64_t)n);
	}
	return true;
}

/* No worker can change what another one reads. */
static int sealed_file(struct span bytes)
{
	int fd = memfd_create("assay-known", MFD_CLOEXEC | MFD_ALLOW_SEALING);

	if (fd >= 0 && write_all(fd, bytes) &&
	    fcntl(fd, F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE) == 0)
		return fd;
	if (fd >= 0)
		(void)close(fd); /* it is given up */
	return -1;
}

enum err broker_know(struct broker *broker, struct span list)
{
	int fd = sealed_file(list);

	assert(broker_idle(broker));
	if (fd < 0)
		return err_set(ERR_IO, "the list of what is known: %s", strerror(errno));
	if (broker->known >= 0)
		(void)close(broker->known); /* workers have their own */
	broker->known = fd;
	broker->n_known++;
	return OK;
}

uint64_t broker_deaths(const struct broker *broker)
{
	return broker->deaths;
}

size_t broker_busy(const struct broker *broker, pid_t *pids, size_t max)
{
	size_t n = 0;

	for (size_t i = 0; i < broker->options.workers && n < max; i++)
		if (broker->slots[i].n > 0)
			pids[n++] = broker->slots[i].pid;
	return n;
}

size_t broker_fds(const struct broker *broker, struct pollfd *fds, size_t max)
{
	size_t n = 0;

	for (size_t i = 0; i < broker->options.workers && n < max; i++)
		if (broker->slots[i].n > 0)
			fds[n++] =
				(struct pollfd){ .fd = broker->slots[i].socket, .events = POLLIN };
	return n;
}

/* Until the first deadline, at most timeout_ms. */
static int wait_ms(const struct broker *broker, int timeout_ms)
{
	int64_t now = clock_ms(), least = timeout_ms < 0 ? INT32_MAX : timeout_ms;

	for (size_t i = 0; i < broker->options.workers; i++) {
		const struct slot *slot = &broker->slots[i];

		if (slot->n > 0 && slot->deadline_ms - now < least)
			least = slot->deadline_ms - now;
	}
	return least < 0 ? 0 : (int)least;
}

static struct slot *slot_of(struct broker *broker, int socket)
{
	for (size_t i = 0; i < broker->options.workers; i++)
		if (broker->slots[i].n > 0 && broker->slots[i].socket == socket)
			return &broker->slots[i];
	return NULL;
}

static void end_overdue(struct broker *broker)
{
	int64_t now = clock_ms();

	for (size_t i = 0; i < broker->options.workers; i++)
		if (broker->slots[i].n > 0 && broker->slots[i].deadline_ms <= now)
			kill_worker(broker, &broker->slots[i], BROKER_DEADLINE);
}

enum err broker_step(struct broker *broker, int timeout_ms)
{
	struct pollfd fds[WORKERS_MAX];
	enum err e = hand_out(broker);

	if (e != OK)
		return e;

	size_t n = broker_fds(broker, fds, WORKERS_MAX);

	if (poll(fds, n, wait_ms(broker, timeout_ms)) < 0 && errno != EINTR)
		return err_set(ERR_IO, "poll: %s", strerror(errno));
	for (size_t i = 0; i < n; i++) {
		struct slot *slot = fds[i].revents ? slot_of(broker, fds[i].fd) : NULL;

		if (slot && (e = take_reply(broker, slot)) != OK)
			return e;
	}
	end_overdue(broker);
	return OK;
}

void broker_stop(struct broker *broker)
{
	if (!broker)
		return;
	zygote_stop(&broker->zygote);
	for (size_t i = 0; i < broker->options.workers; i++) {
		struct slot *slot = &broker->slots[i];

		for (size_t j = 0; j < slot->n; j++)
			if (slot->batch[j])
				free_item(slot->batch[j]);
		if (slot->pid != 0)
			(void)close(slot->socket);
	}
	while (broker->head)
		free_item(pop(broker));
	if (broker->known >= 0)
		(void)close(broker->known); /* holds nothing that lasts */
	lock_free(broker->lock);
	mem_free(broker->slots);
	mem_free(broker);
}
