#include <weft/server/compression/compressor.hpp>

namespace weft::server {
namespace {

thread_local unsigned at_work = 0;

}  // namespace

Compressor::Compressor() {
  ++at_work;
}

Compressor::~Compressor() {
  --at_work;
}

std::unique_ptr<Compressor> Compressor::make(FileCoding coding) {
  if (at_work >= most_at_a_time) return nullptr;
  switch (coding) {
    case FileCoding::gzip:
      return gzip_compressor();
    case FileCoding::br:
      return brotli_compressor();
    case FileCoding::zstd:
      return zstd_compressor();
    case FileCoding::identity:
      break;
  }
  return nullptr;
}

}  // namespace weft::server
