/*
 * How tools write what they should fetch. Each function fills install->entry and ->pinned from one
 * word, and gives false when the word names nothing that can be listed (a path, a flag).
 */
#pragma once

#include "eco/install.h"

typedef bool install_spec(struct install *install, struct span spec, struct arena *arena);

install_spec install_pip;    /* litellm[proxy]==1.82.7, name @ URL, git+URL (PEP 508) */
install_spec install_uvx;    /* the same, and name@1.2 */
install_spec install_npm;    /* @scope/name@^1.2, alias@npm:name@1, owner/repository */
install_spec install_deno;   /* npm:@scope/name@^1.2/path */
install_spec install_conda;  /* channel::name=1.2=build, name>=1.2 */
install_spec install_image;  /* [registry/]namespace/name[:tag][@sha256:...] */
install_spec install_hub;    /* a model of the Hugging Face hub: org/name */
install_spec install_hubset; /* a data set of it */
install_spec install_ollama; /* a model: [host/][namespace/]name[:tag] */
install_spec install_gem;    /* name or name:1.2 */
install_spec install_crate;  /* name or name@1.2 */
install_spec install_gomod;  /* module/path@v1.2.3 */
install_spec install_deb;    /* name[:arch][=version][/release] */
install_spec install_apk;    /* name[=version][@repository] */
install_spec install_rpm;    /* name[-version-release] */
install_spec install_clone;  /* a repository's address, of the hub or of GitHub */
