// RFC 9110 8.4: undoes the content codings of a response while it comes.
//
//   auto decoder = ContentDecoder::of(fields);       // nullopt: there is none that is known
//   do {
//     given = decoder->decode(octets, room);         // takes octets from the front of `octets`
//     …
//   } while (given == room.size());                  // then all octets are taken
//   if (!decoder->whole()) …                         // at the end: something is missing
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include <weft/client/policy/coding.hpp>
#include <weft/http/fields.hpp>
#include <weft/http/head.hpp>

namespace weft::client {

class ContentDecoder {
 public:
  // RFC 9110 12.5.3
  static constexpr std::string_view accept_encoding = "gzip, br, zstd";

  // --- what a response may cost --------------------------------------------------------------------------------------
  static constexpr std::size_t most_codings = 5;
  // Beyond `free_octets` contents are at most so many times as long as what came.
  static constexpr std::uint64_t most_ratio = 100;
  static constexpr std::uint64_t free_octets = 1024 * 1024;

  // The response has content, and all of it. RFC 9110 15.3.7: a part is one of what is coded.
  static bool may_decode(http::Method method, http::Status status);
  // A list with a coding that is not known is left to the caller of the client.
  static Result<std::optional<ContentDecoder>, Reason> of(const http::Fields& fields);

  // Octets that were given; less than the room only where `in` has been taken.
  Result<std::size_t, Reason> decode(Octets& in, MutableOctets out);
  // The room was full: further octets may be there without input.
  bool has_more() const;
  // The content may end here.
  bool whole() const;

 private:
  // One coding. Octets from the one before it wait here.
  struct Stage {
    std::unique_ptr<Coding> coding = {};
    std::unique_ptr<std::array<std::uint8_t, 16 * 1024>> memory = {};
    Octets waiting = {};
    std::uint64_t given = 0;
    bool has_more = false;
  };

  Result<std::size_t, Reason> pull(std::size_t index, MutableOctets out);
  Result<std::size_t, Reason> refill(std::size_t index);

  // In the order in which they are undone.
  std::vector<Stage> stages_;
  std::uint64_t taken_ = 0;
};

}  // namespace weft::client
