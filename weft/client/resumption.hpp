// The part of a file that an earlier try has left, and how a server answers the wish for the rest (RFC 9110 14).
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <weft/base/result.hpp>
#include <weft/client/fault.hpp>
#include <weft/client/response.hpp>

namespace weft::client {

struct Resumption {
  // Octets that are there already, in PATH.part, or else in PATH.
  std::uint64_t offset = 0;
  // Tells the version that they are from, as If-Range takes it; empty where the server has given none.
  std::string validator = {};
};

// `offset` takes the place of the number of octets that are there; a file that is shorter is a fault.
Result<Resumption, Fault> find_resumption(const std::string& path, std::optional<std::uint64_t> offset);
// The file that keeps the validator beside PATH.part.
std::string validator_path(const std::string& path);

// RFC 9110 13.1.5: what If-Range may have. Empty where the fields have nothing of the kind.
std::string strong_validator(const http::Fields& fields);

enum class Rest : std::uint8_t {
  follows,       // what comes belongs behind the octets that are there
  nothing,       // the octets that are there are all of it
  not_sent,      // what comes is something else
  not_answered,  // the status says why
};
Rest rest_of(const Response& response, const Resumption& earlier);

}  // namespace weft::client
