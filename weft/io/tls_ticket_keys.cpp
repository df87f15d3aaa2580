#include <weft/io/tls_ticket_keys.hpp>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <span>

#include <weft/io/descriptor.hpp>
#include <weft/io/tls_certificate.hpp>

namespace weft::io {

namespace {

constexpr std::size_t name_size = 16;
constexpr std::size_t size_of_aes256 = 80;
constexpr std::size_t size_of_aes128 = 48;
// Anything for others than the owner and its group, and the right to write for the group.
constexpr mode_t too_open = 0027;

using FileOctets = std::array<std::uint8_t, size_of_aes256 + 1>;

// As many octets as there are, up to one more than a key has.
std::size_t read_octets(const std::string& file, FileOctets& octets) {
  const Descriptor opened(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  std::size_t filled = 0;
  ssize_t got = opened.valid() ? 1 : -1;
  while (got > 0 && filled < octets.size()) {
    got = ::read(opened.number(), octets.data() + filled, octets.size() - filled);
    if (got > 0) filled += static_cast<std::size_t>(got);
  }
  if (got >= 0) return filled;
  throw TlsError(fmt::format("{}: cannot be read: {} (expected a key for tickets)", file, std::strerror(errno)));
}

TlsTicketKey read_ticket_key(const std::string& file) {
  FileOctets octets{};
  const std::size_t size = read_octets(file, octets);
  if (size != size_of_aes256 && size != size_of_aes128) {
    const bool longer = size == octets.size();
    throw TlsError(fmt::format("{}: expected a key for tickets of 80 or 48 octets, not {} (openssl rand -out {} 80)",
                               file, longer ? "more than 80" : std::to_string(size), file));
  }
  TlsTicketKey key;
  std::memcpy(key.name.data(), octets.data(), name_size);
  const auto rest = std::span(octets).subspan(name_size, size - name_size);
  const auto first = rest.first(rest.size() / 2);
  const auto second = rest.last(rest.size() / 2);
  // Their order is not the same in both.
  const bool aes_first = size == size_of_aes128;
  key.aes.assign(aes_first ? first.begin() : second.begin(), aes_first ? first.end() : second.end());
  key.hmac.assign(aes_first ? second.begin() : first.begin(), aes_first ? second.end() : first.end());
  return key;
}

}  // namespace

std::vector<TlsTicketKey> read_ticket_keys(const std::vector<std::string>& files) {
  if (files.size() > most_ticket_keys) {
    throw TlsError(
        fmt::format("{}: expected at most {} files of keys for tickets", files[most_ticket_keys], most_ticket_keys));
  }
  std::vector<TlsTicketKey> keys;
  for (const std::string& file : files) keys.push_back(read_ticket_key(file));
  return keys;
}

std::vector<std::string> ticket_key_problems(const std::vector<std::string>& files) {
  std::vector<std::string> problems;
  for (const std::string& file : files) {
    struct stat status = {};
    if (::stat(file.c_str(), &status) != 0 || (status.st_mode & too_open) == 0) continue;
    problems.push_back(
        fmt::format("{}: its mode {:04o} is too open for a key: whoever reads it opens sessions (chmod 600)", file,
                    status.st_mode & 07777));
  }
  return problems;
}

}  // namespace weft::io
