// Reads the options whose text has a form of its own. The result is empty for a text that is not of that form.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <weft/base/time.hpp>

namespace weft::cli::get {

// -F: "name=text", "name=@file" or "name=@file;type=text/plain".
struct FormPart {
  std::string name;
  std::string text = {};
  // Empty where the part is a text.
  std::string path = {};
  // Empty: that of the file's name.
  std::string media_type = {};

  friend bool operator==(const FormPart&, const FormPart&) = default;
};
std::optional<FormPart> parse_form_part(std::string_view text);

// --limit-rate: "500", "100k", "1.5M", "2G"; the units are steps of 1024, as curl has them. At least one octet.
std::optional<std::uint64_t> parse_rate(std::string_view text);

// --pause-after: "64k" or "64k:2s".
struct PauseAfter {
  std::uint64_t octets = 0;
  // None: for the rest of the request.
  std::optional<Duration> duration = {};

  friend bool operator==(const PauseAfter&, const PauseAfter&) = default;
};
std::optional<PauseAfter> parse_pause(std::string_view text);

// RFC 9110 14.1.2: "0-499", "500-", "-500", or some of them with commas between.
bool is_range(std::string_view text);

// RFC 9218 4: "u=0" to "u=7", "i", or both. What a server would ignore is wrong here.
bool is_priority(std::string_view text);

}  // namespace weft::cli::get
