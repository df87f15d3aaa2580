#include <cli/get/board.hpp>

#include <fmt/format.h>

#include <weft/http/url.hpp>

namespace weft::cli::get {

namespace {

std::string origin_of(const std::string& url) {
  const auto parsed = http::parse_url(url);
  return parsed ? fmt::format("{}://{}:{}", http::to_string(parsed->scheme), parsed->host, parsed->port) : url;
}

}  // namespace

std::string_view to_string(WaitsFor cause) {
  using enum WaitsFor;
  switch (cause) {
    case turn:
      return "its turn (pool)";
    case connection:
      return "connect";
    case sending:
      return "sending";
    case server:
      return "the server";
    case path:
      return "path";
    case stream_window:
      return "stream window";
    case connection_window:
      return "connection window";
    case limit:
      return "limit";
    case pause:
      return "pause";
  }
  return {};
}

Board::Board(const std::vector<std::string>& urls) {
  for (const std::string& url : urls) entries_.push_back({.url = url, .origin = origin_of(url)});
}

void Board::begun(std::size_t place) {
  const std::lock_guard lock(mutex_);
  entries_[place].begun = true;
}

void Board::over(std::size_t place) {
  const std::lock_guard lock(mutex_);
  entries_[place].over = true;
}

void Board::tell(std::size_t place, const Progress& progress) {
  const std::lock_guard lock(mutex_);
  entries_[place].progress = progress;
}

std::vector<Board::Entry> Board::entries() const {
  const std::lock_guard lock(mutex_);
  return entries_;
}

}  // namespace weft::cli::get
