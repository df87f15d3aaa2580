#include <weft/io/name_lookups.hpp>

#include <netdb.h>

#include <cerrno>
#include <cstring>
#include <mutex>
#include <unordered_map>
#include <utility>

namespace weft::io {

namespace {

// The errors of getaddrinfo.
class NameErrors final : public std::error_category {
 public:
  const char* name() const noexcept override { return "getaddrinfo"; }
  std::string message(int code) const override { return ::gai_strerror(code); }
};

std::error_code error_of(int code) {
  static const NameErrors errors;
  if (code == EAI_SYSTEM) return {errno, std::system_category()};
  return {code, errors};
}

SocketAddress address_of(const addrinfo& found) {
  SocketAddress address;
  address.size = found.ai_addrlen;
  std::memcpy(&address.storage, found.ai_addr, found.ai_addrlen);
  return address;
}

NameAnswer ask_getaddrinfo(const std::string& name, int flags) {
  addrinfo hints{};
  hints.ai_flags = flags;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (const int code = ::getaddrinfo(name.c_str(), nullptr, &hints, &found); code != 0) return {{}, error_of(code)};
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owner(found, &::freeaddrinfo);
  NameAnswer answer;
  for (; found != nullptr; found = found->ai_next) answer.addresses.push_back(address_of(*found));
  return answer;
}

}  // namespace

struct NameLookups::State {
  // A name that somebody has asked for.
  struct Asked {
    std::vector<Waiter*> waiters = {};
    bool is_looked_up = false;
  };

  explicit State(LookUp its_look_up) : look_up(std::move(its_look_up)) {}

  bool take(const std::string& name);
  void work(const std::string& name);
  void tell(const std::string& name, NameAnswer answer);

  const LookUp look_up;
  std::mutex mutex;
  std::unordered_map<std::string, Asked> asked;
};

// False where nobody waits for the name any more, or another thread has taken it.
bool NameLookups::State::take(const std::string& name) {
  const std::lock_guard lock(mutex);
  const auto place = asked.find(name);
  return place != asked.end() && !std::exchange(place->second.is_looked_up, true);
}

void NameLookups::State::work(const std::string& name) {
  if (!take(name)) return;
  NameAnswer answer = look_up(name);
  const std::lock_guard lock(mutex);
  tell(name, std::move(answer));
}

void NameLookups::State::tell(const std::string& name, NameAnswer answer) {
  const auto found = asked.extract(name);
  if (found.empty()) return;
  const auto shared = std::make_shared<const NameAnswer>(std::move(answer));
  for (Waiter* each : found.mapped().waiters) each->on_answer(shared);
}

NameLookups::NameLookups(LookUp look_up) : state_(std::make_shared<State>(std::move(look_up))) {}

NameLookups::~NameLookups() {
  const std::lock_guard lock(state_->mutex);
  state_->asked.clear();
}

// Never destroyed: a thread that waits for the system, or a loop, may be there longer than main().
NameLookups& NameLookups::of_process() {
  static NameLookups& lookups = *new NameLookups(ask_system);
  return lookups;
}

void NameLookups::ask(const std::string& name, Waiter& waiter) {
  State& s = *state_;
  const std::lock_guard lock(s.mutex);
  const auto [place, first] = s.asked.try_emplace(name);
  place->second.waiters.push_back(&waiter);
  if (!first) return;
  try {
    threads_.add([state = state_, name] { state->work(name); });
  } catch (const std::system_error& failure) {
    s.tell(name, {{}, failure.code()});
  }
}

void NameLookups::forget(const std::string& name, Waiter& waiter) {
  State& s = *state_;
  const std::lock_guard lock(s.mutex);
  const auto place = s.asked.find(name);
  if (place == s.asked.end()) return;
  std::erase(place->second.waiters, &waiter);
  // A name that is being looked up stays: the next who asks for it shares the answer.
  if (place->second.waiters.empty() && !place->second.is_looked_up) s.asked.erase(place);
}

NameAnswer ask_system(const std::string& name) {
  return ask_getaddrinfo(name, 0);
}

NameAnswer read_address(const std::string& text) {
  return ask_getaddrinfo(text, AI_NUMERICHOST);
}

}  // namespace weft::io
