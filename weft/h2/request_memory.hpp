// RequestMemory keeps the latest request for a next one that differs in nothing but its path: nothing else is decoded
// or checked again. Programs and proxies send such requests, and so do browsers that fetch the parts of one page, if
// the server's table keeps up.
//
//   if (memory.recall(block, decoder, limits, head)) …   // as decode() and read_request() would have left the head
//   memory.note(block, decoder, outcome, head);          // after these two, if the request is in order
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <weft/base/bytes.hpp>
#include <weft/base/patience.hpp>
#include <weft/h2/options.hpp>
#include <weft/hpack/decoder.hpp>
#include <weft/http/head.hpp>

namespace weft::h2 {

class RequestMemory {
 public:
  // False: nothing was recalled, and the caller has to clear the head.
  bool recall(Octets block, const hpack::Decoder& decoder, const Limits& limits, http::RequestHead& head);
  void note(Octets block, const hpack::Decoder& decoder, const hpack::DecodeOutcome& outcome,
            const http::RequestHead& head);

  // Octets of memory held, for a budget.
  std::size_t capacity() const;

 private:
  // The state of a decoder: the same references mean the same fields in the same state only.
  struct Epoch {
    explicit Epoch(const hpack::Decoder& decoder)
        : inserted(decoder.table().inserted()), count(decoder.table().count()), size(decoder.table().max_size()) {}
    bool operator==(const Epoch&) const = default;

    std::uint32_t inserted;
    std::uint32_t count;
    std::size_t size;
  };

  bool is_memorable(Octets block, const hpack::DecodeOutcome& outcome, const http::RequestHead& head) const;
  std::string_view keep(std::string_view text);
  std::optional<std::string_view> path_between(Octets block, const Limits& limits, Arena& arena) const;

  // The state behind the latest block, and behind the remembered one.
  std::optional<Epoch> latest_;
  std::optional<Epoch> epoch_;
  // The block's octets in front of the path, and behind it; or all octets, and none.
  std::vector<std::uint8_t> before_;
  std::vector<std::uint8_t> behind_;
  // The path of the remembered request, where the next one must have the same.
  std::optional<std::string_view> path_;
  http::Method method_ = http::Method::get;
  std::string_view method_text_;
  std::string_view scheme_;
  std::string_view authority_;
  std::optional<std::uint64_t> content_length_;
  std::vector<Field> fields_;
  // The text that all views above point to.
  std::string text_;
  // Counted as DecodeLimits count, without the path.
  std::size_t counted_octets_ = 0;
  Patience patience_;
};

}  // namespace weft::h2
