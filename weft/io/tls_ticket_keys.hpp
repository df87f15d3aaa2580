// Keys from files seal the tickets by which clients resume their sessions: servers that share the files resume each
// other's sessions, and a server resumes those of its last run.
//
// The key of the first file seals, and all of them open: a new key goes in front, and the oldest goes away. A client
// with a ticket of an older key gets a new ticket.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace weft::io {

struct TlsTicketKey {
  // It stands in the ticket, in clear.
  std::array<std::uint8_t, 16> name{};
  // HMAC with SHA-256; AES in CBC, as the recommendation of RFC 5077 4 has it.
  std::vector<std::uint8_t> hmac;
  std::vector<std::uint8_t> aes;
};

inline constexpr std::size_t most_ticket_keys = 3;

// Each file has 80 octets (16 of the name, 32 for HMAC, 32 for AES-256) or 48 (16 of the name, 16 for AES-128, 16 for
// HMAC), which is how nginx reads them. Throws TlsError, which names the file.
std::vector<TlsTicketKey> read_ticket_keys(const std::vector<std::string>& files);

// Says in words which of the files others than their owner may read or change: a key opens all that was sealed by it.
std::vector<std::string> ticket_key_problems(const std::vector<std::string>& files);

}  // namespace weft::io
