#include <weft/client/policy/netrc.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include <weft/base/printable.hpp>
#include <weft/client/policy/credentials.hpp>
#include <weft/http/text.hpp>

namespace weft::client {

class Netrc::Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  std::vector<Entry> entries() {
    std::vector<Entry> all;
    for (std::string word = next(); !word.empty(); word = next()) take(word, all);
    for (const Entry& entry : all) check(entry);
    std::erase_if(all, [](const Entry& entry) { return entry.user.name.empty(); });
    return all;
  }

 private:
  void take(const std::string& word, std::vector<Entry>& all) {
    if (word == "machine") return all.push_back({value_of(word), {}});
    if (word == "default") return void(all.emplace_back());
    if (word == "macdef") return skip_macro();
    if (word == "account") return void(value_of(word));
    const bool is_known = word == "login" || word == "password";
    if (!is_known || all.empty()) {
      const auto* expected =
          all.empty() ? "machine, default or macdef" : "machine, default, login, password or account";
      refuse(fmt::format("expected {}, not \"{}\"", expected, printable(word)));
    }
    (word == "login" ? all.back().user.name : all.back().user.password) = value_of(word);
  }

  void check(const Entry& entry) const {
    try {
      check_credentials(entry.user.name, entry.user.password);
    } catch (const std::invalid_argument& fault) {
      throw std::invalid_argument(fmt::format("{}: {}", entry.host.empty() ? "default" : entry.host, fault.what()));
    }
  }

  [[noreturn]] void refuse(const std::string& what) const {
    throw std::invalid_argument(fmt::format("line {}: {}", line_, what));
  }

  char take_one() {
    const char one = rest_.front();
    rest_.remove_prefix(1);
    line_ += one == '\n' ? 1 : 0;
    return one;
  }
  void skip_line() {
    while (!rest_.empty() && take_one() != '\n') {
    }
  }
  // Up to a line that is empty.
  void skip_macro() {
    skip_line();
    while (!rest_.empty() && rest_.front() != '\n' && rest_.front() != '\r') skip_line();
  }

  static bool is_space(char one) { return one == ' ' || one == '\t' || one == '\r' || one == '\n'; }

  // Empty at the end.
  std::string next() {
    while (!rest_.empty() && (is_space(rest_.front()) || rest_.front() == '#')) {
      rest_.front() == '#' ? skip_line() : void(take_one());
    }
    return word();
  }
  // A value may begin with '#', as passwords do, and be empty between quotes.
  std::string value_of(const std::string& name) {
    while (!rest_.empty() && is_space(rest_.front())) take_one();
    if (rest_.empty()) refuse(fmt::format("expected a value behind {}", name));
    return rest_.front() == '"' ? quoted() : word();
  }
  std::string word() {
    std::string all;
    while (!rest_.empty() && !is_space(rest_.front())) all += take_one();
    return all;
  }
  std::string quoted() {
    std::string all;
    take_one();
    while (!rest_.empty() && rest_.front() != '"' && rest_.front() != '\n') {
      const char one = take_one();
      all += one == '\\' && !rest_.empty() ? unescaped(take_one()) : one;
    }
    if (rest_.empty() || rest_.front() != '"') refuse("expected a quotation mark at the end of the value");
    take_one();
    return all;
  }
  static char unescaped(char one) {
    if (one == 'n') return '\n';
    if (one == 'r') return '\r';
    return one == 't' ? '\t' : one;
  }

  std::string_view rest_;
  unsigned line_ = 1;
};

Netrc::Netrc(std::string_view text) : entries_(Reader(text).entries()) {}

Netrc Netrc::read(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::invalid_argument(fmt::format("{}: the file cannot be read", path));
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  try {
    return Netrc(text);
  } catch (const std::invalid_argument& fault) {
    throw std::invalid_argument(fmt::format("{}: {}", path, fault.what()));
  }
}

const Netrc::User* Netrc::find(std::string_view host) const {
  const auto same = [](char a, char b) { return http::to_lower(a) == http::to_lower(b); };
  const auto place = std::find_if(entries_.begin(), entries_.end(), [&](const Entry& entry) {
    return entry.host.empty() || std::equal(entry.host.begin(), entry.host.end(), host.begin(), host.end(), same);
  });
  return place == entries_.end() ? nullptr : &place->user;
}

}  // namespace weft::client
