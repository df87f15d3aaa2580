// RFC 9110 8.4 and 12.5.3: a file may stand in content codings beside itself, a.js.br beside a.js, and the client's
// Accept-Encoding decides which of them is sent.
//
//   FileCodings there;
//   there.add(FileCoding::br);
//   if (const auto chosen = choose_coding(request.fields, there)) …      // nothing: the client accepts none of them
#pragma once

#include <sys/stat.h>

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include <weft/http/fields.hpp>

namespace weft::server {

enum class FileCoding : std::uint8_t { identity, gzip, zstd, br };

// Those that a file may have, the smallest first: of two that a client likes as much, that is the one to send.
inline constexpr std::array file_codings{FileCoding::br, FileCoding::zstd, FileCoding::gzip};

// RFC 9110 8.4.1: its name, as in Content-Encoding.
std::string_view to_string(FileCoding coding);
// The end of such a file's name: ".br". Empty for identity.
std::string_view suffix_of(FileCoding coding);

class FileCodings {
 public:
  void add(FileCoding coding) { bits_ |= bit(coding); }
  void remove(FileCoding coding) { bits_ &= static_cast<std::uint8_t>(~bit(coding)); }
  bool has(FileCoding coding) const { return (bits_ & bit(coding)) != 0; }
  bool empty() const { return bits_ == 0; }

 private:
  static constexpr std::uint8_t bit(FileCoding coding) {
    return static_cast<std::uint8_t>(1u << static_cast<unsigned>(coding));
  }

  std::uint8_t bits_ = 0;
};

// The coding that the client prefers among identity and `there`; nothing where it accepts none.
std::optional<FileCoding> choose_coding(const http::Fields& request, FileCodings there);

// Whether `coded` was made before `original` was changed, so that it is of an older version. A time in whole seconds
// is what tools leave that copy the time of the original, such as brotli.
bool is_older(const struct stat& coded, const struct stat& original);

}  // namespace weft::server
