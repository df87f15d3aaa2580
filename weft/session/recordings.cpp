#include <weft/session/recordings.hpp>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <random>
#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <weft/io/address.hpp>
#include <weft/io/private_file.hpp>
#include <weft/io/write_whole.hpp>
#include <weft/trace/recording/wall_time.hpp>

namespace weft::session {

namespace {

trace::HashKey random_key() {
  std::random_device random;
  const auto word = [&random] { return std::uint64_t{random()} << 32 | random(); };
  return {word(), word()};
}

std::string reason_of_system() {
  return std::error_code(errno, std::generic_category()).message();
}

}  // namespace

class Recordings::File {
 public:
  File(std::string path, const Options& options)
      : path_(std::move(path)), tell_(options.tell), written_(options.written), file_(io::open_private(path_)) {
    if (!is_open()) {
      tell_fault();
    } else if (options.opened) {
      options.opened(path_);
    }
  }

  bool is_open() const { return file_.valid(); }

  // After a fault the rest would only be a riddle.
  void write(std::string_view text) {
    if (!is_open()) return;
    if (written_) written_(text.size());
    if (io::write_whole(file_.number(), text)) return;
    tell_fault();
    file_.close();
  }

 private:
  void tell_fault() {
    if (tell_) tell_(fmt::format("{}: the recording cannot be written: {}", path_, reason_of_system()));
  }

  const std::string path_;
  const std::function<void(const std::string&)> tell_;
  const std::function<void(std::size_t)> written_;
  io::Descriptor file_;
};

Recordings::Recordings(http::Role role, Options options)
    : role_(role), options_(std::move(options)), key_(random_key()) {}

std::string Recordings::path_of(const Facts& facts, const std::string& wall_time) {
  if (!options_.file.empty()) {
    const unsigned number = ++count_;
    return number == 1 ? options_.file : fmt::format("{}.{}", options_.file, number);
  }
  std::string digits = wall_time;
  std::erase_if(digits, [](char c) { return c == '-' || c == ':'; });
  return fmt::format("{}/{}-{}.sqlog", options_.folder, digits, facts.id);
}

std::unique_ptr<trace::Reader> Recordings::on_connection(const Facts& facts) {
  const std::string time = trace::wall_time(std::chrono::system_clock::now());
  const auto file = std::make_shared<File>(path_of(facts, time), options_);
  if (!file->is_open()) return nullptr;
  trace::RecordedConnection connection{.role = role_,
                                       .version = facts.version,
                                       .local = io::to_string(*facts.local),
                                       .peer = io::to_string(*facts.peer),
                                       .secure = facts.secure(),
                                       .wall_time = time,
                                       .keeping = {.values = options_.values, .key = key_}};
  return std::make_unique<trace::Recorder>(std::move(connection), [file](std::string_view text) { file->write(text); });
}

}  // namespace weft::session
