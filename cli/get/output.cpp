#include <cli/get/output.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

#include <fmt/format.h>
#include <CLI/Error.hpp>

#include <weft/http/url.hpp>
#include <weft/io/descriptor.hpp>

namespace weft::cli::get {

namespace {

constexpr mode_t usual_mode = 0666;

std::string why_not(const std::string& path, int error) {
  return fmt::format("{}: {}", path, std::strerror(error));
}

bool write_all(int descriptor, std::string_view octets) {
  while (!octets.empty()) {
    const ssize_t written = ::write(descriptor, octets.data(), octets.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    octets.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

Destination named_by_url(const std::string& url) {
  const std::string name = remote_name(url);
  if (name.empty()) {
    throw CLI::ValidationError("-O", fmt::format("{} does not end in a name: -o FILE gives one", url));
  }
  if (std::filesystem::exists(name)) {
    throw CLI::ValidationError("-O", fmt::format("{} is there already: -o {} writes over it", name, name));
  }
  return {.path = name};
}

void check_alone(const std::vector<Destination>& all) {
  const std::string& path = all.back().path;
  const auto same = [&](const Destination& each) { return &each != &all.back() && each.path == path; };
  if (path.empty() || std::none_of(all.begin(), all.end(), same)) return;
  throw CLI::ValidationError("-o, -O", fmt::format("two URLs would be written to {}", path));
}

std::optional<std::string> write_part(const std::string& path, std::string_view body) {
  const io::Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, usual_mode));
  if (!file.valid() || !write_all(file.number(), body)) return why_not(path, errno);
  return std::nullopt;
}

}  // namespace

std::string remote_name(std::string_view url) {
  const auto parsed = http::parse_url(url);
  if (!parsed) return {};
  const std::string_view path = std::string_view(parsed->target).substr(0, parsed->target.find('?'));
  const std::string name(path.substr(path.rfind('/') + 1));
  return name == "." || name == ".." ? std::string() : name;
}

std::vector<Destination> destinations(const GetOptions& options) {
  if (options.outputs.size() > options.urls.size()) {
    throw CLI::ValidationError("-o", "there are more files than URLs");
  }
  std::vector<Destination> all;
  for (std::size_t i = 0; i < options.urls.size(); ++i) {
    const bool is_named = i < options.outputs.size();
    if (is_named && options.outputs[i] != "-") {
      all.push_back({.path = options.outputs[i], .may_replace = true});
    } else if (!is_named && options.remote_name) {
      all.push_back(named_by_url(options.urls[i]));
    } else {
      all.push_back({});
    }
    check_alone(all);
  }
  return all;
}

std::optional<std::string> keep_name(const Destination& destination) {
  if (destination.may_replace || !destination.is_file()) return std::nullopt;
  const std::string& path = destination.path;
  const io::Descriptor place(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, usual_mode));
  return place.valid() ? std::nullopt : std::optional(why_not(path, errno));
}

void free_name(const Destination& destination) {
  if (destination.is_file() && !destination.may_replace) ::unlink(destination.path.c_str());
}

std::optional<std::string> write_body(const Destination& destination, std::string_view body) {
  const std::string& path = destination.path;
  if (!destination.is_file()) return write_standard_output(body);
  if (auto problem = keep_name(destination)) return problem;
  const std::string part = path + ".part";
  auto problem = write_part(part, body);
  if (!problem && ::rename(part.c_str(), path.c_str()) != 0) problem = why_not(path, errno);
  if (problem) free_name(destination);
  return problem;
}

std::optional<std::string> write_standard_output(std::string_view octets) {
  if (write_all(STDOUT_FILENO, octets) || errno == EPIPE) return std::nullopt;
  return why_not("standard output", errno);
}

}  // namespace weft::cli::get
