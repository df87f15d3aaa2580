#include <weft/io/tls_key_log.hpp>

#include <fcntl.h>
#include <openssl/ssl.h>

#include <cstdlib>
#include <string>

#include <weft/io/descriptor.hpp>

namespace weft::io {

namespace {

// One write a line: lines of several threads and processes do not mix.
void append_line(const SSL* /*ssl*/, const char* text) {
  const char* file = std::getenv("SSLKEYLOGFILE");
  if (file == nullptr) return;
  const Descriptor log(::open(file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
  if (!log.valid()) return;
  const std::string line = std::string(text) + '\n';
  [[maybe_unused]] const ssize_t written = ::write(log.number(), line.data(), line.size());
}

}  // namespace

void log_keys_where_wanted(ssl_ctx_st& context) {
  const char* file = std::getenv("SSLKEYLOGFILE");
  if (file != nullptr && *file != '\0') SSL_CTX_set_keylog_callback(&context, append_line);
}

}  // namespace weft::io
