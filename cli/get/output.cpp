#include <cli/get/output.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include <fmt/format.h>
#include <CLI/Error.hpp>

#include <weft/client/file_sink.hpp>
#include <weft/http/url.hpp>
#include <weft/io/descriptor.hpp>

namespace weft::cli::get {

namespace {

constexpr mode_t usual_mode = 0666;

std::string why_not(const std::string& path, int error) {
  return fmt::format("{}: {}", path, std::strerror(error));
}

Destination named_by_url(const std::string& url, bool resumes) {
  const std::string name = remote_name(url);
  if (name.empty()) {
    throw CLI::ValidationError("-O", fmt::format("{} does not end in a name: -o FILE gives one", url));
  }
  if (!resumes && std::filesystem::exists(name)) {
    throw CLI::ValidationError("-O", fmt::format("{} is there already: -o {} writes over it", name, name));
  }
  return {.path = name, .resumes = resumes};
}

void check_alone(const std::vector<Destination>& all) {
  const std::string& path = all.back().path;
  const auto same = [&](const Destination& each) { return &each != &all.back() && each.path == path; };
  if (path.empty() || std::none_of(all.begin(), all.end(), same)) return;
  throw CLI::ValidationError("-o, -O", fmt::format("two URLs would be written to {}", path));
}

std::optional<std::string> write_file(const std::string& path, std::string_view body) {
  const auto written = client::FileSink::open(path).and_then([body](client::FileSink file) {
    return file.write(as_octets(body)).and_then([&file] { return file.finish(); });
  });
  return written ? std::nullopt : std::optional(written.error().detail);
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
  const bool resumes = options.continue_at.has_value();
  std::vector<Destination> all;
  for (std::size_t i = 0; i < options.urls.size(); ++i) {
    const bool is_named = i < options.outputs.size();
    if (is_named && options.outputs[i] != "-") {
      all.push_back({.path = options.outputs[i], .may_replace = true, .resumes = resumes});
    } else if (!is_named && options.remote_name) {
      all.push_back(named_by_url(options.urls[i], resumes));
    } else if (resumes) {
      throw CLI::ValidationError("-C", "expected -o FILE or -O: -r FIRST- writes the rest to standard output");
    } else {
      all.push_back({});
    }
    check_alone(all);
  }
  return all;
}

std::uint64_t octets_of(const Destination& destination, const ClientResult& result) {
  if (!result) return 0;
  if (!result->in_file) return result->body.size();
  std::error_code unknown;
  const auto octets = std::filesystem::file_size(destination.path, unknown);
  return unknown ? 0 : octets;
}

std::optional<std::string> keep_name(const Destination& destination) {
  if (destination.may_replace || destination.resumes || !destination.is_file()) return std::nullopt;
  const std::string& path = destination.path;
  const io::Descriptor place(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, usual_mode));
  return place.valid() ? std::nullopt : std::optional(why_not(path, errno));
}

void free_name(const Destination& destination) {
  if (destination.is_file() && !destination.may_replace && !destination.resumes) ::unlink(destination.path.c_str());
}

std::optional<std::string> write_body(const Destination& destination, std::string_view body) {
  if (!destination.is_file()) return write_standard_output(body);
  if (auto problem = keep_name(destination)) return problem;
  auto problem = write_file(destination.path, body);
  if (problem) free_name(destination);
  return problem;
}

std::optional<std::string> write_standard_output(std::string_view octets) {
  while (!octets.empty()) {
    const ssize_t written = ::write(STDOUT_FILENO, octets.data(), octets.size());
    if (written < 0 && errno == EPIPE) return std::nullopt;
    if (written < 0 && errno != EINTR) return why_not("standard output", errno);
    if (written > 0) octets.remove_prefix(static_cast<std::size_t>(written));
  }
  return std::nullopt;
}

}  // namespace weft::cli::get
