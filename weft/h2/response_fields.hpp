// RFC 9113 8.3.2: from the decoded field section of a response to its head.
#pragma once

#include <weft/h2/message_rules.hpp>
#include <weft/http/head.hpp>

namespace weft::h2 {

// head.fields holds the whole section. Afterwards :status is a member of the head, and the rest is in place.
std::optional<Reason> read_response(http::ResponseHead& head, const Limits& limits);

}  // namespace weft::h2
