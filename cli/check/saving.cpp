#include <cli/check/saving.hpp>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <stdexcept>
#include <system_error>

#include <fmt/format.h>
#include <weft/io/private_file.hpp>
#include <weft/io/write_whole.hpp>

namespace weft::cli::check {

void write(const std::string& path, const std::string& text) {
  if (path.empty()) return;
  if (path == "-") {
    std::cout << text;
    return;
  }
  std::ofstream file(path);
  file << text;
  file.close();
  if (!file) throw std::runtime_error(fmt::format("{} cannot be written", path));
}

std::string save_recording(const std::string& folder, std::string_view id, const std::string& recording) {
  std::string name(id);
  std::ranges::replace(name, '/', '-');
  const std::string path = (std::filesystem::path(folder) / (name + ".sqlog")).string();
  // Peers have said it, and their credentials are in it.
  const io::Descriptor file = io::open_private(path);
  if (file.valid() && io::write_whole(file.number(), recording)) return path;
  throw std::runtime_error(fmt::format("{} cannot be written: {}", path, std::generic_category().message(errno)));
}

}  // namespace weft::cli::check
