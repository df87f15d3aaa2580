// Domains below which anybody may register a name, such as "com" and "co.uk": the list of https://publicsuffix.org/, as
// the system has it.
#pragma once

#include <string_view>

namespace weft::client {

// An address of IPv4 or IPv6: no part of it is a domain.
bool is_address(std::string_view host);

// A name in lower case, and no address.
bool is_public_suffix(std::string_view domain);

// The domain that somebody has registered: a public suffix and one name more. The host itself where it is an address or
// has no such domain.
std::string_view registered_domain(std::string_view host);

}  // namespace weft::client
