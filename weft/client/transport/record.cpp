#include <weft/client/transport/record.hpp>

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <mutex>
#include <sstream>
#include <stdexcept>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <weft/base/nearest_name.hpp>
#include <weft/base/place_in.hpp>
#include <weft/client/reason.hpp>
#include <weft/client/transport/recorder.hpp>
#include <weft/client/transport/recording.hpp>
#include <weft/config/placed_json.hpp>
#include <weft/io/private_file.hpp>
#include <weft/io/write_whole.hpp>

namespace weft {

namespace client {

Recorder::Recorder(std::string path, RecordOptions options)
    : path_(std::move(path)), options_(options), file_(io::open_private(path_)) {
  if (!file_.valid() || !write("[")) {
    throw std::invalid_argument(
        fmt::format("{}: cannot be written: {}", path_, std::generic_category().message(errno)));
  }
}

bool Recorder::write(const std::string& text) {
  if (::lseek(file_.number(), end_, SEEK_SET) != end_ || !io::write_whole(file_.number(), text + "\n]\n")) return false;
  end_ += static_cast<off_t>(text.size());
  return true;
}

bool Recorder::add(const RecordedExchange& exchange) {
  const std::lock_guard lock(mutex_);
  if (!write((empty_ ? "\n" : ",\n") + to_json(exchange))) return false;
  empty_ = false;
  return true;
}

namespace {

// Answers from a recording. Clients may share it.
class RecordedAnswers {
 public:
  explicit RecordedAnswers(std::vector<RecordedExchange> exchanges) : exchanges_(std::move(exchanges)) {
    used_.resize(exchanges_.size());
  }

  Response answer(const RequestView& request) {
    const std::lock_guard lock(mutex_);
    const std::string url = request.url.text();
    const std::string hash = recorded_hash(request.body);
    for (std::size_t i = 0; i < exchanges_.size(); ++i) {
      const RecordedExchange& each = exchanges_[i];
      const bool is_it = each.method == request.method_text && each.url == url && each.body_sha256 == hash;
      if (is_it && !used_[i]) {
        used_[i] = true;
        return response_of(each);
      }
    }
    throw AnswerRefused(Reason::not_recorded, difference(fmt::format("{} {}", request.method_text, url), hash));
  }

 private:
  static Response response_of(const RecordedExchange& exchange) {
    Response response;
    response.status = exchange.status;
    for (const auto& [name, value] : exchange.fields) response.fields.add(name, value);
    response.body = exchange.body;
    for (const auto& [name, value] : exchange.trailers) response.trailers.add(name, value);
    return response;
  }

  // Why there is no answer to `wanted`: a method and a URL.
  std::string difference(const std::string& wanted, const std::string& hash) const {
    std::vector<std::string> requests;
    std::size_t same = 0;
    bool same_body = false;
    for (const RecordedExchange& each : exchanges_) {
      requests.push_back(fmt::format("{} {}", each.method, each.url));
      if (requests.back() != wanted) continue;
      ++same;
      same_body |= each.body_sha256 == hash;
    }
    if (same > 0 && same_body) return fmt::format("{} was answered as often as it is recorded", wanted);
    if (same > 0) return fmt::format("{} is recorded with another body than that of SHA-256 \"{}\"", wanted, hash);
    const std::vector<std::string_view> names(requests.begin(), requests.end());
    if (names.empty()) return fmt::format("{} is not recorded: nothing is", wanted);
    return fmt::format("{} is not recorded, the nearest is {}", wanted, nearest_name(wanted, names));
  }

  const std::vector<RecordedExchange> exchanges_;
  std::mutex mutex_;
  std::vector<bool> used_;
};

std::vector<RecordedExchange> read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  if (!file) throw std::invalid_argument(fmt::format("{}: cannot be read", path));
  try {
    return read_recording(text.str());
  } catch (const config::JsonError& wrong) {
    throw std::invalid_argument(fmt::format("{}:{}: {}", path, place_in(text.str(), wrong.offset), wrong.what()));
  }
}

}  // namespace
}  // namespace client

std::shared_ptr<client::Recorder> record(const std::string& file, RecordOptions options) {
  return std::make_shared<client::Recorder>(file, options);
}

client::Answer replay(const std::string& file) {
  const auto answers = std::make_shared<client::RecordedAnswers>(client::read_file(file));
  return answer([answers](const RequestView& request) { return answers->answer(request); });
}

}  // namespace weft
