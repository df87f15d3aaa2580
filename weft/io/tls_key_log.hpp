// SSLKEYLOGFILE: a user who sets it can read what this process seals, with Wireshark for instance.
#pragma once

struct ssl_ctx_st;

namespace weft::io {

void log_keys_where_wanted(ssl_ctx_st& context);

}  // namespace weft::io
