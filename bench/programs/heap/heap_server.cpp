// A server that knows how much of the heap is in use: by us, and by OpenSSL.
//
//   heap_server        // says where it listens, `https://… http://…`; then for each line of input `ours openssl`, in
//   octets
//
// bench/count asks before and after it has opened connections with bench_hold.
#include <malloc.h>
#include <openssl/crypto.h>

#include <atomic>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <string>

#include <weft/server/server.hpp>
#include <weft/testkit/allocations.hpp>

namespace {

std::atomic<std::uint64_t> openssl_octets = 0;

void* counted(void* memory) {
  openssl_octets += ::malloc_usable_size(memory);
  return memory;
}

void* allocate(std::size_t size, const char* /*file*/, int /*line*/) {
  return size == 0 ? nullptr : counted(std::malloc(size));
}

void release(void* memory, const char* /*file*/, int /*line*/) {
  openssl_octets -= ::malloc_usable_size(memory);
  std::free(memory);
}

void* reallocate(void* memory, std::size_t size, const char* /*file*/, int /*line*/) {
  openssl_octets -= ::malloc_usable_size(memory);
  return counted(std::realloc(memory, size));
}

}  // namespace

int main() {
  if (CRYPTO_set_mem_functions(allocate, reallocate, release) != 1) return 1;
  weft::ServerOptions options;
  options.threads = 1;
  weft::Server server(options);
  server.get("/6", [](weft::Context& c) { c.text("hello\n"); });
  server.listen("https://127.0.0.1:0", weft::Certificate::self_signed("localhost"));
  server.listen("http://127.0.0.1:0");
  server.start();
  for (const weft::Endpoint& endpoint : server.endpoints()) std::cout << endpoint.url << ' ';
  std::cout << std::endl;
  for (std::string line; std::getline(std::cin, line);) {
    std::cout << weft::testkit::live_octets() << ' ' << openssl_octets << std::endl;
  }
}
