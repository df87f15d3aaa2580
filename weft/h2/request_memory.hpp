// RequestMemory keeps the latest request for a next one that differs in nothing but its path: nothing else is decoded
// or checked again. Programs and proxies send such requests, and so do browsers that fetch the parts of one page, if
// the server's table keeps up.
//
//   if (memory.recall(block, decoder.epoch(), limits, head)) …     // as decode() and read_request() would have left it
//   memory.note({block, before, decoder.epoch()}, outcome, head);  // after these two, if the request is in order
//
// hpack recognises the block; a request is kept here.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <weft/base/bytes.hpp>
#include <weft/h2/options.hpp>
#include <weft/hpack/decoder.hpp>
#include <weft/hpack/known_block.hpp>
#include <weft/http/head.hpp>

namespace weft::h2 {

// A block that was decoded, and the epochs of the decoder before it and behind it.
struct DecodedBlock {
  Octets octets;
  std::uint32_t before;
  std::uint32_t behind;
};

class RequestMemory {
 public:
  // False: nothing was recalled, and the caller has to clear the head.
  bool recall(Octets block, std::uint32_t epoch, const Limits& limits, http::RequestHead& head);
  void note(const DecodedBlock& block, const hpack::DecodeOutcome& outcome, const http::RequestHead& head);

  // Octets of memory held, for a budget.
  std::size_t capacity() const { return known_.key().capacity() + known_.meaning().capacity(); }

 private:
  // Whether the path of the remembered request is that of the next one, too.
  enum class OwnPath : bool { no, yes };

  class Request {
   public:
    void assign(const http::RequestHead& head, const hpack::DecodeOutcome& outcome, OwnPath own_path);
    void write(http::RequestHead& head, OwnPath own_path) const;
    // Whether a request with this path instead keeps all rules.
    bool fits(std::string_view path, const Limits& limits) const;
    std::size_t capacity() const { return text_.capacity() + fields_.capacity() * sizeof(Field); }

   private:
    std::string_view keep(std::string_view text);

    http::Method method_ = http::Method::get;
    std::string_view method_text_;
    std::string_view scheme_;
    std::string_view authority_;
    std::string_view path_;
    std::optional<std::uint64_t> content_length_;
    std::vector<Field> fields_;
    // The text that all views above point to.
    std::string text_;
    // Counted as DecodeLimits count, without a path that may be another one.
    std::size_t counted_octets_ = 0;
  };

  static bool is_memorable(Octets block, const hpack::DecodeOutcome& outcome, const http::RequestHead& head);

  hpack::Known<hpack::BlockButPath, Request> known_;
};

}  // namespace weft::h2
