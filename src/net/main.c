/*
 * assay-net: the program that talks to servers, so that the one that judges files never does.
 *
 *     assay-net fetch URL MOST public|private
 *
 * Writes what the server sends, at most MOST bytes, to standard output. Only http and https are
 * spoken; a redirect never leads from https to http; nothing is sent but the request. The address
 * that is connected to must be public, unless `private` was asked for. Exits as sys/fetch_exit.h
 * says; why it failed is said on standard error.
 */
#include <curl/curl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "net/address.h"
#include "sys/fetch_exit.h"

enum {
	REDIRECTS_MAX = 5,
	CONNECT_SECONDS = 30,
	SLOW_BYTES = 1024, /* a second, for as long as below: then it is given up */
	SLOW_SECONDS = 60,
};

struct transfer {
	uint64_t left;
	bool allow_private, is_private, is_full;
};

static size_t take(char *bytes, size_t size, size_t n, void *context)
{
	struct transfer *transfer = context;

	n *= size; /* size is 1 */
	if (n > transfer->left) {
		transfer->is_full = true;
		return 0;
	}
	transfer->left -= n;
	return fwrite(bytes, 1, n, stdout);
}

/* Called with each address that is about to be connected to, also after redirects. */
static curl_socket_t open_socket(void *context, curlsocktype purpose, struct curl_sockaddr *address)
{
	struct transfer *transfer = context;

	(void)purpose;
	if (!transfer->allow_private && !address_is_public(&address->addr)) {
		transfer->is_private = true;
		return CURL_SOCKET_BAD;
	}
	return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

static bool set_up(CURL *curl, const char *url, struct transfer *transfer)
{
	bool https = strncasecmp(url, "https:", 6) == 0;

	return curl_easy_setopt(curl, CURLOPT_URL, url) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https") == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_REDIR_PROTOCOLS_STR,
				https ? "https" : "http,https") == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 1L) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_MAXREDIRS, (long)REDIRECTS_MAX) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_FAILONERROR, 1L) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_SECONDS) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, (long)SLOW_BYTES) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, (long)SLOW_SECONDS) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_USERAGENT, "assay/" ASSAY_VERSION) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, open_socket) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, transfer) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_WRITEDATA, transfer) == CURLE_OK;
}

static int complain(const char *url, const char *why)
{
	(void)fprintf(stderr, "assay-net: %s: %s\n", url, why);
	return FETCH_FAILED;
}

static int judge(CURL *curl, const char *url, const struct transfer *transfer, CURLcode code)
{
	long status = 0;

	(void)curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
	if (code == CURLE_HTTP_RETURNED_ERROR && (status == 404 || status == 410))
		return FETCH_MISSING;
	if (transfer->is_private)
		return complain(url, "it leads to a private address, which was not allowed");
	if (transfer->is_full)
		return complain(url, "it is larger than it may be");
	if (code != CURLE_OK)
		return complain(url, curl_easy_strerror(code));
	if (fflush(stdout) != 0)
		return complain(url, "it could not be written");
	return FETCH_DONE;
}

static int fetch(const char *url, struct transfer *transfer)
{
	CURL *curl;
	int result;

	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		return complain(url, "libcurl does not start");
	curl = curl_easy_init();
	if (!curl || !set_up(curl, url, transfer))
		result = complain(url, "libcurl does not take it");
	else
		result = judge(curl, url, transfer, curl_easy_perform(curl));
	curl_easy_cleanup(curl);
	curl_global_cleanup();
	return result;
}

int main(int argc, char **argv)
{
	struct transfer transfer = { 0 };

	if (argc != 5 || strcmp(argv[1], "fetch") != 0) {
		(void)fprintf(stderr, "usage: assay-net fetch URL MOST public|private\n");
		return FETCH_USAGE;
	}
	transfer.left = strtoull(argv[3], NULL, 10);
	transfer.allow_private = strcmp(argv[4], "private") == 0;
	return fetch(argv[2], &transfer);
}
