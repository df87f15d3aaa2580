// For tests: contents out of their codings, by the libraries of others.
#pragma once

#include <brotli/decode.h>
#include <zlib.h>
#include <zstd.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include <weft/base/bytes.hpp>
#include <weft/server/handlers/file_coding.hpp>

namespace weft::server {

inline constexpr std::size_t most_decoded = 32 * 1024 * 1024;

// All that can be read of the beginning of a content: what a client has at that moment.
inline std::string gunzipped(std::string_view coded) {
  std::string out(most_decoded, '\0');
  z_stream stream{};
  inflateInit2(&stream, 15 + 16);
  stream.next_in = const_cast<Bytef*>(as_octets(coded).data());
  stream.avail_in = static_cast<uInt>(coded.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  inflate(&stream, Z_SYNC_FLUSH);
  out.resize(stream.total_out);
  inflateEnd(&stream);
  return out;
}

inline std::string unbrotlied(std::string_view coded) {
  std::string out(most_decoded, '\0');
  const std::unique_ptr<BrotliDecoderState, decltype(&BrotliDecoderDestroyInstance)> state(
      BrotliDecoderCreateInstance(nullptr, nullptr, nullptr), &BrotliDecoderDestroyInstance);
  std::size_t left = coded.size();
  std::size_t room = out.size();
  const std::uint8_t* in = as_octets(coded).data();
  auto* next = reinterpret_cast<std::uint8_t*>(out.data());
  BrotliDecoderDecompressStream(state.get(), &left, &in, &room, &next, nullptr);
  out.resize(out.size() - room);
  return out;
}

inline std::string unzstded(std::string_view coded) {
  std::string out(most_decoded, '\0');
  const std::unique_ptr<ZSTD_DCtx, decltype(&ZSTD_freeDCtx)> context(ZSTD_createDCtx(), &ZSTD_freeDCtx);
  ZSTD_inBuffer in{coded.data(), coded.size(), 0};
  ZSTD_outBuffer to{out.data(), out.size(), 0};
  while (in.pos < in.size && ZSTD_isError(ZSTD_decompressStream(context.get(), &to, &in)) == 0) {
  }
  out.resize(to.pos);
  return out;
}

inline std::string decoded(std::string_view coded, FileCoding coding) {
  switch (coding) {
    case FileCoding::gzip:
      return gunzipped(coded);
    case FileCoding::br:
      return unbrotlied(coded);
    case FileCoding::zstd:
      return unzstded(coded);
    case FileCoding::identity:
      break;
  }
  return std::string(coded);
}

// Text that compresses as text does, and is nowhere the same.
inline std::string test_text(std::size_t size) {
  std::string out;
  for (std::uint32_t word = 1; out.size() < size; word = word * 1664525 + 1013904223) {
    out += "word" + std::to_string(word >> 20) + (word % 7 == 0 ? "\n" : " ");
  }
  out.resize(size);
  return out;
}

}  // namespace weft::server
