#include <weft/io/name_lookups.hpp>

#include <netdb.h>

#include <cerrno>
#include <cstring>
#include <deque>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <utility>

#include <weft/io/signals_blocked.hpp>

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
  explicit State(LookUp its_look_up) : look_up(std::move(its_look_up)) {}

  void work();
  void tell(const std::string& name, NameAnswer answer);

  const LookUp look_up;
  std::mutex mutex;
  std::unordered_map<std::string, std::vector<Waiter*>> waiting;
  // Names that no thread has taken yet; the others of `waiting` are being looked up.
  std::deque<std::string> queue;
  int threads = 0;
};

void NameLookups::State::work() {
  std::unique_lock lock(mutex);
  while (!queue.empty()) {
    const std::string name = std::move(queue.front());
    queue.pop_front();
    lock.unlock();
    NameAnswer answer = look_up(name);
    lock.lock();
    tell(name, std::move(answer));
  }
  --threads;
}

void NameLookups::State::tell(const std::string& name, NameAnswer answer) {
  const auto waiters = waiting.extract(name);
  if (waiters.empty()) return;
  const auto shared = std::make_shared<const NameAnswer>(std::move(answer));
  for (Waiter* each : waiters.mapped()) each->on_answer(shared);
}

NameLookups::NameLookups(LookUp look_up) : state_(std::make_shared<State>(std::move(look_up))) {}

NameLookups::~NameLookups() {
  const std::lock_guard lock(state_->mutex);
  state_->queue.clear();
  state_->waiting.clear();
}

// Never destroyed: a thread that waits for the system, or a loop, may be there longer than main().
NameLookups& NameLookups::of_process() {
  static NameLookups& lookups = *new NameLookups(ask_system);
  return lookups;
}

void NameLookups::ask(const std::string& name, Waiter& waiter) {
  State& s = *state_;
  const std::lock_guard lock(s.mutex);
  const auto [place, first] = s.waiting.try_emplace(name);
  place->second.push_back(&waiter);
  if (!first) return;
  s.queue.push_back(name);
  if (s.threads == most_threads) return;
  const SignalsBlocked blocked;
  try {
    std::thread([state = state_] { state->work(); }).detach();
    ++s.threads;
  } catch (const std::system_error& failure) {
    // The threads that are there will come to this name.
    if (s.threads > 0) return;
    s.queue.pop_back();
    s.tell(name, {{}, failure.code()});
  }
}

void NameLookups::forget(const std::string& name, Waiter& waiter) {
  State& s = *state_;
  const std::lock_guard lock(s.mutex);
  const auto place = s.waiting.find(name);
  if (place == s.waiting.end()) return;
  std::erase(place->second, &waiter);
  // A name that is being looked up stays: the next who asks for it shares the answer.
  if (place->second.empty() && std::erase(s.queue, name) > 0) s.waiting.erase(place);
}

NameAnswer ask_system(const std::string& name) {
  return ask_getaddrinfo(name, 0);
}

NameAnswer read_address(const std::string& text) {
  return ask_getaddrinfo(text, AI_NUMERICHOST);
}

}  // namespace weft::io
