#include <weft/server/request_body.hpp>

#include <algorithm>
#include <stdexcept>
#include <system_error>
#include <utility>

#include <weft/http/parameters.hpp>
#include <weft/io/cancelled.hpp>
#include <weft/server/used_late.hpp>

namespace weft::server {
namespace {

[[noreturn]] void throw_too_large() {
  throw std::system_error(std::make_error_code(std::errc::message_size), "the body of the request is too large");
}

}  // namespace

io::Task<std::optional<Octets>> RequestBody::read() {
  check();
  forget_given();
  if (arrived_.empty()) co_await receive(Wanted::some);
  if (arrived_.empty() && is_too_large()) throw_too_large();
  if (arrived_.empty()) co_return std::nullopt;
  state_.given = arrived_.size();
  co_return arrived_.readable();
}

io::Task<Result<std::string, http::Status>> RequestBody::text(std::size_t limit) {
  check();
  const auto declared = state_.exchange->request().content_length;
  if (declared && *declared > limit) co_return fail(http::Status::content_too_large);
  forget_given();
  while (arrived_.size() <= limit) {
    const std::size_t before = arrived_.size();
    co_await receive(Wanted::some);
    if (arrived_.size() > before) continue;
    if (is_too_large()) break;
    state_.given = before;
    co_return std::string(as_text(arrived_.readable()));
  }
  co_return fail(http::Status::content_too_large);
}

io::Task<Result<Values, http::Status>> RequestBody::form(std::size_t limit) {
  check();
  const auto type = state_.exchange->request().fields.find(http::FieldName::content_type);
  if (!type || !http::media_type_is(*type, http::form_type)) co_return fail(http::Status::unsupported_media_type);
  auto encoded = co_await text(limit);
  if (!encoded) co_return fail(encoded.error());
  co_return Values(*std::move(encoded), "form");
}

io::Task<std::uint64_t> RequestBody::discard() {
  check();
  forget_given();
  state_.counted = arrived_.size();
  arrived_.clear();
  co_await receive(Wanted::count);
  if (is_too_large()) throw_too_large();
  co_return state_.counted;
}

void RequestBody::discard_for_owner() {
  if (state_.phase == Phase::lost) return owner_.on_lost();
  if (is_too_large()) return owner_.on_too_large();
  state_.tells_owner = true;
  start(Wanted::count);
}

// Until on_body() has what is wanted, or there is no more.
io::Task<> RequestBody::receive(Wanted wanted) {
  const auto use = uses_;
  start(wanted);
  try {
    while (is_waiting()) co_await changed_.wait();
  } catch (...) {
    if (use == uses_) {
      state_.wanted = Wanted::nothing;
      end_to_await_client();
    }
    throw;
  }
  if (use != uses_) throw_used_late("weft::RequestBody");
  state_.wanted = Wanted::nothing;
  if (state_.phase == Phase::lost) io::throw_cancelled();
}

// Octets that are there and do not come are held by a rate of ours.
void RequestBody::begin_to_await_client() {
  if (!is_waiting() || state_.exchange->has_unread()) return;
  state_.awaits_client = true;
  state_.awaited -= std::chrono::duration_cast<ShortTime>(state_.exchange->waited_for_application());
}

void RequestBody::end_to_await_client() {
  if (!state_.awaits_client) return;
  state_.awaits_client = false;
  state_.awaited += std::chrono::duration_cast<ShortTime>(state_.exchange->waited_for_application());
}

void RequestBody::check() const {
  if (state_.exchange == nullptr) throw_used_late("weft::RequestBody");
  if (!is_waiting()) return;
  throw std::logic_error("weft::RequestBody: two coroutines or handlers read at the same time");
}

// The handler asks for more: it has seen what it was given.
void RequestBody::forget_given() {
  arrived_.consume(std::exchange(state_.given, 0));
  if (arrived_.empty() && arrived_.capacity() > 2 * most) arrived_.release();
}

void RequestBody::start(Wanted wanted) {
  state_.wanted = wanted;
  if (state_.phase == Phase::untouched) {
    state_.phase = Phase::receiving;
    state_.exchange->receive_body(*this);
  } else if (state_.phase == Phase::receiving) {
    state_.exchange->body_wanted();
  }
  begin_to_await_client();
}

std::size_t RequestBody::on_body(Octets octets) {
  if (state_.wanted == Wanted::nothing) return 0;
  if (octets.size() > state_.allowed) return refuse();
  if (state_.wanted == Wanted::count) {
    state_.counted += octets.size();
    state_.allowed -= octets.size();
    return octets.size();
  }
  const auto taken = octets.first(std::min(octets.size(), most));
  arrived_.append(taken);
  state_.allowed -= taken.size();
  state_.wanted = Wanted::nothing;
  end_to_await_client();
  changed_.notify();
  return taken.size();
}

// The rest stays where it is, and the window closes by itself, until the exchange ends.
std::size_t RequestBody::refuse() {
  state_.phase = Phase::too_large;
  state_.wanted = Wanted::nothing;
  end_to_await_client();
  if (state_.tells_owner) {
    owner_.on_too_large();
  } else {
    changed_.notify();
  }
  return 0;
}

void RequestBody::on_body_end(const http::Fields* trailers) {
  state_.phase = Phase::ended;
  state_.wanted = Wanted::nothing;
  end_to_await_client();
  state_.trailers = trailers;
  if (state_.tells_owner) return owner_.on_discarded(state_.counted);
  changed_.notify();
}

void RequestBody::on_body_lost() {
  state_.phase = Phase::lost;
  end_to_await_client();
  if (state_.tells_owner) return owner_.on_lost();
  changed_.notify();
}

void RequestBody::cancel() {
  state_.phase = Phase::lost;
  end_to_await_client();
  changed_.notify();
}

void RequestBody::leave() {
  end_to_await_client();
  state_.exchange = nullptr;
  ++uses_;
  if (state_.phase == Phase::receiving) changed_.cancel();
}

void RequestBody::reset() {
  state_ = {};
  arrived_.clear();
  if (arrived_.capacity() > most_kept) arrived_.release();
}

}  // namespace weft::server
