#include <weft/session/replay/replay.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <type_traits>
#include <utility>

#include <fmt/format.h>
#include <weft/base/buffer.hpp>
#include <weft/session/engine.hpp>
#include <weft/session/replay/options_text.hpp>
#include <weft/session/replay/recorded_bodies.hpp>
#include <weft/session/replay/recorded_rates.hpp>
#include <weft/session/replay/sent_octets.hpp>
#include <weft/trace/recording/recorded_reason.hpp>

namespace weft::session {

namespace {

using trace::Call;
using trace::Direction;
using trace::OctetsSeen;
using trace::Recording;
using trace::Verb;

// The recording cannot be played.
struct Unplayable {
  std::string why;
};

class Player {
 public:
  explicit Player(const Recording& recording) : recording_(recording), bodies_(recording), sent_(recording) {}

  Replayed play() {
    need_calls();
    for (const auto& entry : recording_.entries) {
      now_ = base_ + trace::time_of(entry).time_since_epoch();
      bool goes_on = true;
      if (const auto* seen = std::get_if<OctetsSeen>(&entry)) goes_on = take(*seen);
      if (const auto* call = std::get_if<Call>(&entry)) goes_on = take(*call);
      if (!goes_on) return result();
    }
    sent_.is_whole(relative());
    return result();
  }

 private:
  Time relative() const { return Time(now_ - base_); }

  Replayed result() {
    done_.octets_sent = sent_.octets();
    done_.difference = sent_.difference();
    done_.is_cut = sent_.is_cut();
    return done_;
  }

  // The first call tells the options of an engine, before any octets. A tool that stands between two others tells
  // octets alone.
  void need_calls() const {
    for (const auto& entry : recording_.entries) {
      if (std::holds_alternative<Call>(entry)) return;
      if (!std::holds_alternative<OctetsSeen>(entry)) continue;
      throw Unplayable{
          "the recording has no calls of an engine, as one that was made between a client and a server: there is "
          "nothing to replay"};
    }
  }
  void need_engine() const {
    if (!engine_.started()) throw Unplayable{"the recording does not tell the options of its engine"};
  }

  // A file that was changed by hand may tell calls that no engine of this kind has.
  void need_fitting(Verb verb) const {
    const bool is_server = recording_.role == http::Role::server;
    const bool is_http2 = recording_.version == http::Version::http2;
    const auto is_one_of = [verb](std::initializer_list<Verb> verbs) {
      return std::find(verbs.begin(), verbs.end(), verb) != verbs.end();
    };
    const bool fits = (is_server || !is_one_of({Verb::respond, Verb::interim, Verb::push, Verb::expect_tls})) &&
                      (!is_server || verb != Verb::open) && (!is_http2 || verb != Verb::expect_tls) &&
                      (is_http2 || !is_one_of({Verb::push, Verb::ping, Verb::settings}));
    if (!fits) throw Unplayable{fmt::format("the call {} is none of an engine of this kind", to_string(verb))};
  }

  bool take(const OctetsSeen& seen) {
    if (seen.direction == Direction::sent) return true;
    need_engine();
    done_.octets_received += seen.size;
    Octets octets = seen.octets;
    // An engine that takes octets in other pieces goes on behind its events.
    do {
      octets = engine_.receive(octets, now_);
      poll();
    } while (!octets.empty() && !closed_);
    return true;
  }

  bool take(const Call& call) {
    if (call.verb == Verb::pulled || call.verb == Verb::trailers) return true;
    ++done_.calls;
    if (call.verb == Verb::begin) return begin(call), true;
    need_engine();
    need_fitting(call.verb);
    if (call.verb == Verb::produce) return produce(call);
    act(call);
    poll();
    return true;
  }

  void begin(const Call& call) {
    share_microseconds(call);
    std::string unknown;
    if (recording_.version == http::Version::http2) {
      begin(call, h2_, unknown);
      // A recording tells where the memory was not enough.
      h2_.budget.give_back(UINT32_MAX);
      engine_.start_h2(recording_.role, h2_.options, workspace_, now_);
    } else {
      begin(call, h1_, unknown);
      engine_.start_h1(recording_.role, h1_.options, now_);
    }
  }
  // Rates count in microseconds of the clock: it has to stand where that of the recorded engine stood between two.
  void share_microseconds(const Call& call) {
    if (call.numbers.empty()) return;
    constexpr Duration microsecond = std::chrono::microseconds(1);
    const Duration shift =
        Duration(static_cast<std::int64_t>(call.numbers[0])) % microsecond - now_.time_since_epoch() % microsecond;
    base_ += shift;
    now_ += shift;
  }
  template <class Options>
  void begin(const Call& call, ReadOptions<Options>& into, std::string& unknown) {
    if (!read_options(call.text, into, unknown)) {
      throw Unplayable{fmt::format("this version has no option {}: the recording is of another one", unknown)};
    }
    into.wall_time.time = now_ + into.wall_time.time.time_since_epoch();
  }

  bool produce(const Call& call) {
    Buffer out;
    engine_.produce(out, number(call, 0), now_);
    poll();
    return sent_.compare(out.readable(), relative());
  }

  // The application's part is in the calls: events are only taken.
  void poll() {
    engine_.poll([this](const auto& event) {
      if constexpr (std::is_same_v<std::decay_t<decltype(event)>, http::ConnectionClosed>) closed_ = true;
    });
  }

  static std::uint64_t number(const Call& call, std::size_t at) {
    if (at >= call.numbers.size()) {
      throw Unplayable{fmt::format("the call {} lacks a number", to_string(call.verb))};
    }
    return call.numbers[at];
  }
  // No number becomes another one because it is too large.
  template <class Number>
  static Number small_number(const Call& call, std::size_t at) {
    const std::uint64_t found = number(call, at);
    if (found > std::numeric_limits<Number>::max()) {
      throw Unplayable{fmt::format("the call {} has {} where at most {} is expected", to_string(call.verb), found,
                                   std::numeric_limits<Number>::max())};
    }
    return static_cast<Number>(found);
  }
  // Between so much before and behind nothing.
  template <class Span>
  static Span bounded(const Call& call, std::size_t at, Span most) {
    const Span found(static_cast<std::int64_t>(number(call, at)));
    if (found < -most || found > most) {
      throw Unplayable{fmt::format("the call {} has {} where at most {} is expected", to_string(call.verb),
                                   found.count(), most.count())};
    }
    return found;
  }
  static http::MessageId message(const Call& call) { return static_cast<http::MessageId>(call.message); }
  static OwnReason reason(const Call& call) { return OwnReason(trace::recorded_reason(call.text)); }
  static h2::PauseBy by(const Call& call) { return static_cast<h2::PauseBy>(number(call, 0)); }
  http::BodySource* body(const Call& call, http::MessageId of) {
    return number(call, 0) != 0 ? bodies_.of(of) : nullptr;
  }

  static std::optional<std::uint64_t> length(const Call& call) {
    return number(call, 1) != 0 ? std::optional(number(call, 2)) : std::nullopt;
  }

  static http::Sensitive sensitive(const Field& field) {
    return field.sensitive ? http::Sensitive::yes : http::Sensitive::no;
  }

  static void fill(const Call& call, http::ResponseHead& head) {
    for (const Field& field : call.fields) {
      if (field.name == ":status") {
        unsigned code = 0;
        std::from_chars(field.value.data(), field.value.data() + field.value.size(), code);
        head.status = static_cast<http::Status>(code);
      } else {
        head.fields.add(field.name, field.value, sensitive(field));
      }
    }
  }

  static void fill(const Call& call, http::RequestHead& head) {
    const std::array<std::pair<std::string_view, std::string_view*>, 5> parts{{{":method", &head.method_text},
                                                                               {":scheme", &head.scheme},
                                                                               {":authority", &head.authority},
                                                                               {":path", &head.path},
                                                                               {":protocol", &head.protocol}}};
    for (const Field& field : call.fields) {
      const auto part =
          std::find_if(parts.begin(), parts.end(), [&](const auto& each) { return each.first == field.name; });
      if (part != parts.end()) {
        *part->second = field.value;
      } else {
        head.fields.add(field.name, field.value, sensitive(field));
      }
    }
    head.method = http::method_of(head.method_text);
  }

  void respond(const Call& call) {
    http::ResponseHead head;
    fill(call, head);
    head.content_length = length(call);
    static_cast<void>(engine_.respond(message(call), head, body(call, message(call)), now_));
  }
  void respond_interim(const Call& call) {
    http::ResponseHead head;
    fill(call, head);
    static_cast<void>(engine_.respond_interim(message(call), head));
  }
  void open(const Call& call) {
    http::RequestHead head;
    fill(call, head);
    head.content_length = length(call);
    std::optional<h2::Dependency> dependency;
    if (number(call, 3) != 0) dependency = this->dependency(call, 4);
    static_cast<void>(engine_.open(head, body(call, message(call)), now_, dependency));
  }
  void push(const Call& call) {
    http::RequestHead head;
    fill(call, head);
    static_cast<void>(engine_.push(message(call), head, now_));
  }
  static h2::Dependency dependency(const Call& call, std::size_t at) {
    return {.parent = small_number<std::uint32_t>(call, at),
            .weight = small_number<std::uint16_t>(call, at + 1),
            .exclusive = number(call, at + 2) != 0};
  }
  void ping(const Call& call) {
    std::array<std::uint8_t, 8> opaque{};
    store_be32(opaque.data(), static_cast<std::uint32_t>(number(call, 0) >> 32));
    store_be32(opaque.data() + 4, static_cast<std::uint32_t>(number(call, 0)));
    engine_.ping(opaque);
  }
  void update_settings(const Call& call) {
    h2::LocalSettings change;
    if (number(call, 0) != 0) change.pushes = small_number<std::uint32_t>(call, 1);
    if (number(call, 2) != 0) change.initial_window = small_number<std::uint32_t>(call, 3);
    static_cast<void>(engine_.update_settings(change));
  }

  void limit(const Call& call) {
    if (call.numbers.empty()) {
      throw Unplayable{"rates that connections share were in force, and a recording is of one connection"};
    }
    static_cast<void>(number(call, (call.numbers.size() - 1) / 3 * 3 + 2));
    engine_.limit_sending(message(call), rates_.limit(message(call), call.numbers), {});
  }
  void set_wall_time(const Call& call) {
    const Duration from_now = bounded(call, 0, longest_time);
    const std::chrono::seconds date = bounded(call, 1, latest_date);
    h2_.wall_time = h1_.wall_time = {now_ + from_now, http::Date(date)};
  }

  void act(const Call& call) {
    switch (call.verb) {
      case Verb::begin:
      case Verb::produce:
      case Verb::pulled:
      case Verb::trailers:
        return;
      case Verb::receive_end:
        return engine_.receive_end(now_);
      case Verb::time_out:
        return engine_.handle_timeout(now_);
      case Verb::path:
        return engine_.on_path_estimate(bounded(call, 0, longest_time), number(call, 1));
      case Verb::respond:
        return respond(call);
      case Verb::interim:
        return respond_interim(call);
      case Verb::open:
        return open(call);
      case Verb::push:
        return push(call);
      case Verb::ready:
        return engine_.ready(message(call), now_);
      case Verb::consume:
        return engine_.consume(message(call), number(call, 0));
      case Verb::pause:
        return engine_.pause(message(call), by(call));
      case Verb::resume:
        return engine_.resume(message(call), by(call));
      case Verb::reset:
        return engine_.reset(message(call), static_cast<h2::ErrorCode>(small_number<std::uint32_t>(call, 0)),
                             reason(call));
      case Verb::prioritize:
        return engine_.prioritize(message(call), http::Priority{.urgency = small_number<std::uint8_t>(call, 0),
                                                                .incremental = number(call, 1) != 0});
      case Verb::depend:
        return engine_.prioritize(message(call), dependency(call, 0));
      case Verb::limit:
        return limit(call);
      case Verb::rate:
        return rates_.change(number(call, 0), number(call, 1));
      case Verb::wall_time:
        return set_wall_time(call);
      case Verb::lack_memory:
        throw Unplayable{
            "other connections had used up the memory that windows share, and a recording is of one connection"};
      case Verb::set_window:
        return engine_.set_window(message(call), small_number<std::uint32_t>(call, 0));
      case Verb::release:
        engine_.release(message(call));
        return rates_.forget(message(call));
      case Verb::ping:
        return ping(call);
      case Verb::settings:
        return update_settings(call);
      case Verb::close:
        return engine_.close(reason(call));
      case Verb::shut_down:
        return engine_.shutdown(now_);
      case Verb::wind_down:
        return engine_.wind_down(now_);
      case Verb::expect_tls:
        return engine_.expect_tls();
    }
  }

  const Recording& recording_;
  // Before the engine, which borrows them.
  RecordedBodies bodies_;
  RecordedRates rates_;
  ReadOptions<h2::Options> h2_;
  ReadOptions<h1::Options> h1_;
  h2::Workspace workspace_;
  Engine engine_;
  SentOctets sent_;
  // Engines count from no zero, and options may lie before the beginning.
  Time base_{std::chrono::hours(1000)};
  Time now_{};
  bool closed_ = false;
  Replayed done_;
};

}  // namespace

Result<Replayed, std::string> replay(const Recording& recording) {
  if (!recording.has_values) {
    return fail(
        std::string("the recording keeps no values, and so neither octets nor calls: only one that was made "
                    "with values can be replayed, and where weft was the server or the client"));
  }
  try {
    return Player(recording).play();
  } catch (const Unplayable& unplayable) {
    return fail(unplayable.why);
  }
}

}  // namespace weft::session
