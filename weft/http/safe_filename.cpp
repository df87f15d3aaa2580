#include <weft/http/safe_filename.hpp>

#include <weft/base/utf8.hpp>

namespace weft::http {

namespace {

constexpr std::size_t longest = 200;

// Of ASCII and of Latin-1.
bool is_control(std::uint32_t code) {
  return code < 0x20 || (code >= 0x7f && code < 0xa0);
}

}  // namespace

std::string safe_filename(std::string_view filename) {
  const std::size_t slash = filename.find_last_of("/\\");
  if (slash != filename.npos) filename.remove_prefix(slash + 1);
  std::string name;
  while (!filename.empty()) {
    const auto character = first_utf8_character(filename);
    const std::size_t size = character.size == 0 ? 1 : character.size;
    if (name.size() + size > longest) break;
    const bool leads = name.empty() && (filename[0] == '.' || filename[0] == ' ');
    if (character.size != 0 && !is_control(character.code) && !leads) name += filename.substr(0, size);
    filename.remove_prefix(size);
  }
  while (name.ends_with('.') || name.ends_with(' ')) name.pop_back();
  return name.empty() ? "file" : name;
}

}  // namespace weft::http
