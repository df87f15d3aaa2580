#include <weft/server/control/verdict.hpp>

#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <weft/base/grouped.hpp>
#include <weft/base/printable.hpp>

namespace weft::server {
namespace {

using http::StreamView;
using http::Wait;
using Details = session::server::ConnectionDetails;

// "12 ms", "3.2 s"
std::string seconds_text(Duration time) {
  const auto milliseconds = std::chrono::floor<std::chrono::milliseconds>(time).count();
  if (milliseconds < 1000) return fmt::format("{} ms", milliseconds);
  const auto tenths = (milliseconds + 50) / 100;
  return fmt::format("{}.{} s", tenths / 10, tenths % 10);
}

// "65,535", "-4"
std::string octets_text(std::int64_t octets) {
  const std::string number = grouped(static_cast<std::uint64_t>(std::abs(octets)));
  return octets < 0 ? "-" + number : number;
}

// The words of a verdict: "waiting for …", the numbers that show it, and what follows from them.
struct Words {
  std::string_view what;
  std::string numbers;
  std::string_view so;
};

// A peer of a socket that counts nothing is on this machine: there is no network.
bool is_held_by_client(const Details& details) {
  const auto& octets = details.connection.octets;
  return !octets || octets->is_held_by_peer;
}

// A handler that has read all there is may be waiting for the rest of the request, and the client for the server to let
// the rest come.
bool awaits_client(const Details& details, const StreamView& stream) {
  if (!stream.is_receiving || stream.unread != 0 || stream.held != StreamView::Held::no) return false;
  const Details::Request* request = details.request_of(stream.id);
  return request == nullptr || !request->awaits_continue;
}

// A request that is still coming is nobody's wait.
Side side_without_wait(const Details& details, const StreamView& stream) {
  if (!stream.is_receiving || stream.has_begun) return Side::none;
  return awaits_client(details, stream) ? Side::client : Side::server;
}

std::string left_text(const StreamView& stream) {
  return stream.unsent ? fmt::format("{} octets unsent", octets_text(static_cast<std::int64_t>(*stream.unsent))) : "";
}

std::string joined(const std::string& one, const std::string& other) {
  return one.empty() || other.empty() ? one + other : one + "; " + other;
}

std::string window_text(const Details& details, const StreamView& stream) {
  const std::uint32_t whole = details.engine.windows ? details.engine.windows->stream_send : 0;
  return fmt::format("{} of {} left", octets_text(stream.send_window.value_or(0)), grouped(whole));
}

std::uint64_t on_the_way(const Details& details) {
  return details.backlog + (details.connection.octets ? details.connection.octets->unsent : 0);
}

std::string transport_text(const Details& details) {
  return fmt::format("{} octets of the connection are composed and not acknowledged", grouped(on_the_way(details)));
}

std::string order_text(const Details& details, const StreamView& stream) {
  std::string text =
      stream.place
          ? fmt::format("weight {}, depends on stream {}", stream.place->weight, stream.place->parent)
          : fmt::format("urgency {}{}", stream.priority.urgency, stream.priority.incremental ? ", incremental" : "");
  if (!details.engine.next.empty()) text += fmt::format("; next {}", fmt::join(details.engine.next, ", "));
  return text;
}

std::string request_text(const StreamView& stream) {
  const std::string unread = stream.unread == 0 ? "none is" : fmt::format("{} are", grouped(stream.unread));
  return fmt::format("{} octets of the request have come, {} unread", grouped(stream.received), unread);
}

// The thing that keeps the rest of a request from coming, where the server must act.
std::string_view obstacle_of(const StreamView& stream) {
  using enum StreamView::Held;
  switch (stream.held) {
    case by_rate:
      return "a rate limit of the server holds it back";
    case by_pause:
      return "the handler has paused it";
    case by_memory:
      return "the server has too little memory for more";
    case by_window:
      if (stream.unread != 0) break;
      return "the server gives no more window, most often because other requests are unread";
    case no:
      break;
  }
  if (stream.unread != 0) return "the handler has to read it";
  return "the client waits for a 100, which it gets when the handler reads";
}

Words words_of_upload(Side side, const StreamView& stream) {
  if (side == Side::client) {
    return {"waiting for the client to send more of its request", request_text(stream), "the client sends nothing"};
  }
  return {"waiting for the server to take more of its request", request_text(stream), obstacle_of(stream)};
}

Words words_of_answer(Side side, const StreamView& stream) {
  const std::string_view what = stream.has_begun ? "waiting for the application to give more of its answer"
                                                 : "waiting for the application to answer";
  if (side == Side::client || (stream.is_receiving && !stream.has_begun)) return words_of_upload(side, stream);
  if (stream.is_receiving && stream.unread == 0) return {what, request_text(stream), obstacle_of(stream)};
  return {what, stream.unread != 0 ? fmt::format("{} octets of the request are unread", grouped(stream.unread)) : "",
          stream.held != StreamView::Held::no ? obstacle_of(stream)
          : stream.has_begun                  ? "the handler has no octets ready"
                                              : "the handler has not answered"};
}

Words words_of(Wait wait, Side side, const Details& details, const StreamView& stream) {
  const bool is_client = side == Side::client;
  switch (wait) {
    case Wait::application:
      return words_of_answer(side, stream);
    case Wait::priority:
      return {"waiting for its turn by priority", joined(order_text(details, stream), left_text(stream)),
              is_client ? "the client wants others first" : "the server has put others first"};
    case Wait::stream_window:
      return {"waiting for the client to open the stream window",
              joined(window_text(details, stream), left_text(stream)), "the client does not read this stream"};
    case Wait::connection_window:
      return {
          "waiting for the client to open the connection window",
          joined(fmt::format("{} left for all streams", octets_text(details.engine.windows->send)), left_text(stream)),
          "the client does not read"};
    case Wait::rate_limit:
      if (stream.is_receiving && !stream.has_begun) {
        return {"waiting for a rate limit of the server to take more of its request", request_text(stream),
                "the limit lets no more in"};
      }
      return {"waiting for a rate limit of the server", left_text(stream), "the limit lets no more through"};
    case Wait::socket:
      return {is_client ? "waiting for the socket, which the client does not empty"
                        : "waiting for the socket, because the network takes no more",
              joined(transport_text(details), left_text(stream)),
              is_client ? "the client reads slowly, or not at all" : "the network is slower than the server"};
    case Wait::pool:
      return {"waiting in the pool for the client to take one more pushed response", "",
              "the client has as many as it takes"};
  }
  return {};
}

Words words_without_wait(Side side, const StreamView& stream) {
  constexpr std::string_view what = "its request is still coming";
  if (side == Side::client) return {what, request_text(stream), "the client has to send the rest"};
  if (side == Side::server) return {what, request_text(stream), obstacle_of(stream)};
  return {"it waits for nothing", left_text(stream), "it is on its way"};
}

std::string subject_of(const Details& details, const StreamView& stream, const Details::Request* request) {
  std::string text = fmt::format("stream {}", stream.id);
  // A terminal must not obey what a client says.
  if (request != nullptr) text += fmt::format(" {} {}", printable(request->method), printable(request->path));
  return text + fmt::format(" (connection {})", details.connection.id);
}

std::string waits_text(const http::Waits& waits) {
  std::vector<std::pair<Duration, Wait>> all;
  for (const Wait wait : http::all_waits) {
    if (waits[wait] != Duration::zero()) all.emplace_back(waits[wait], wait);
  }
  std::ranges::sort(all, std::ranges::greater());
  std::string text = all.empty() ? "waits: none" : "waits:";
  for (const auto& [time, wait] : all) {
    text += fmt::format("{} {} {}", text.back() == ':' ? "" : ",", to_string(wait), seconds_text(time));
  }
  return text;
}

std::vector<std::string> proof_of(const Details& details, const StreamView& stream) {
  std::vector<std::string> proof = {waits_text(stream.waits)};
  if (details.engine.windows) {
    proof.push_back(fmt::format("windows: stream {}, connection {} left", window_text(details, stream),
                                octets_text(details.engine.windows->send)));
    proof.push_back("order: " + order_text(details, stream));
  }
  proof.push_back("octets: " + joined(fmt::format("{} sent", grouped(stream.sent)), left_text(stream)));
  proof.push_back("socket: " + transport_text(details));
  return proof;
}

}  // namespace

Side side_of(const Details& details, const StreamView& stream) {
  if (!stream.wait) return side_without_wait(details, stream);
  return http::side_of(*stream.wait, {.awaits_request = awaits_client(details, stream),
                                      .is_placed_by_server = stream.is_placed_by_server,
                                      .is_held_by_client = is_held_by_client(details)});
}

Verdict verdict_of(const Details& details, const StreamView& stream) {
  const Details::Request* request = details.request_of(stream.id);
  const Side side = side_of(details, stream);
  const Words words = stream.wait ? words_of(*stream.wait, side, details, stream) : words_without_wait(side, stream);
  std::string sentence = subject_of(details, stream, request) + ": ";
  if (stream.wait) {
    sentence += seconds_text(stream.waits[*stream.wait]) + " ";
    if (request != nullptr) sentence += fmt::format("of {} ", seconds_text(details.now - request->started));
  }
  sentence += words.what;
  if (!words.numbers.empty()) sentence += "; " + words.numbers;
  sentence += fmt::format(": {}", words.so);
  return {.connection = details.connection.id,
          .stream = stream.id,
          .wait = stream.wait,
          .rank = http::rank_of(stream),
          .side = side,
          .sentence = std::move(sentence),
          .proof = proof_of(details, stream)};
}

double stalled_by_client(const Details& details) {
  Duration stalled{};
  Duration all{};
  for (const StreamView& each : details.engine.streams) {
    all += each.waits.total();
    for (const Wait wait : {Wait::stream_window, Wait::connection_window, Wait::pool}) stalled += each.waits[wait];
    if (is_held_by_client(details)) stalled += each.waits[Wait::socket];
  }
  if (all == Duration::zero()) return 0;
  return std::chrono::duration<double>(stalled) / std::chrono::duration<double>(all);
}

}  // namespace weft::server
