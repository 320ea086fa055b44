/* One message over a socket, with descriptors. */
#include "jail/message.h"

#include <assert.h>
#include <errno.h>
#include <sys/socket.h>

union control {
	struct cmsghdr align;
	uint8_t room[CMSG_SPACE(sizeof(int) * FDS_MAX)];
};

bool message_send(int socket, struct span bytes, const int *fds, size_t n_fds)
{
	union control control = { 0 };
	struct iovec iov = { .iov_len = bytes.n };
	struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1 };
	ssize_t n;

	assert(n_fds <= FDS_MAX);
	memcpy(&iov.iov_base, &bytes.p, sizeof(bytes.p)); /* sendmsg only reads it */
	if (n_fds > 0) {
		msg.msg_control = &control;
		msg.msg_controllen = CMSG_SPACE(sizeof(int) * n_fds);

		struct cmsghdr *head = CMSG_FIRSTHDR(&msg);

		head->cmsg_level = SOL_SOCKET;
		head->cmsg_type = SCM_RIGHTS;
		head->cmsg_len = CMSG_LEN(sizeof(int) * n_fds);
		memcpy(CMSG_DATA(head), fds, sizeof(int) * n_fds);
	}
	do
		n = sendmsg(socket, &msg, MSG_NOSIGNAL);
	while (n < 0 && errno == EINTR);
	return n >= 0 && (size_t)n == bytes.n;
}

static void take_fds(struct msghdr *msg, int *fds, size_t *n_fds)
{
	struct cmsghdr *head = CMSG_FIRSTHDR(msg);

	if (!head || head->cmsg_level != SOL_SOCKET || head->cmsg_type != SCM_RIGHTS)
		return;
	*n_fds = (head->cmsg_len - CMSG_LEN(0)) / sizeof(int);
	memcpy(fds, CMSG_DATA(head), *n_fds * sizeof(int));
}

size_t message_receive(int socket, uint8_t *room, size_t size, int *fds, size_t *n_fds)
{
	union control control;
	struct iovec iov = { .iov_base = room, .iov_len = size };
	struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1 };
	ssize_t n;

	if (fds) {
		msg.msg_control = &control;
		msg.msg_controllen = sizeof(control);
		*n_fds = 0;
	}
	do
		n = recvmsg(socket, &msg, MSG_CMSG_CLOEXEC);
	while (n < 0 && errno == EINTR);
	if (n > 0 && fds)
		take_fds(&msg, fds, n_fds);
	return n > 0 && !(msg.msg_flags & MSG_TRUNC) ? (size_t)n : 0;
}
