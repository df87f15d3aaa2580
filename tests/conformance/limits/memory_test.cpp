// A connection promises to hold at most two mebibytes, and the heap must agree: everything that has a limit is at its
// limit at the same time, before a peer that reads nothing.
#include <deque>

#include <tests/conformance/limits/limits.hpp>
#include <weft/testkit/allocations.hpp>

namespace weft::limits {
namespace {

// The heap holds more than memory() tells: it rounds up, slabs have free cells, and the workspace keeps memory for the
// next connection.
constexpr std::size_t shared_or_rounded = 96 * 1024;

// RFC 7541 6.2.2, with a name of one octet and without Huffman's code.
Bytes literal(std::size_t value) {
  Bytes out = hex("00 01 6e");
  if (value < 127) {
    out.push_back(static_cast<std::uint8_t>(value));
  } else {
    out.push_back(127);
    std::size_t rest = value - 127;
    for (; rest >= 128; rest >>= 7) out.push_back(static_cast<std::uint8_t>(0x80 | (rest & 0x7f)));
    out.push_back(static_cast<std::uint8_t>(rest));
  }
  out.resize(out.size() + value, 'v');
  return out;
}

Bytes request_with(const std::vector<std::size_t>& values) {
  Bytes block = get_block;
  for (const std::size_t value : values) {
    const Bytes field = literal(value);
    block.insert(block.end(), field.begin(), field.end());
  }
  return block;
}

// Fields whose memory is larger than the size that RFC 9113 10.5.1 gives a field section.
struct Fields {
  const char* name;
  Bytes block;
};

std::vector<Fields> shapes() {
  return {
      {"200 tiny fields", request_with(std::vector<std::size_t>(200, 1))},
      {"a list that has just grown", request_with(std::vector<std::size_t>(129 - 4, 1))},
      {"one value", request_with({16'000})},
      {"values that never fit what is left", request_with({1, 1025, 1, 2050, 2049, 6148})},
      {"no fields at all", get_block},
  };
}

// An application that answers every request, and ends no work.
class Busy {
 public:
  explicit Busy(Time now) : now_(now), connection_(Role::server, options_, workspace_, now) {}

  // As if the peer had taken the time in which its bucket fills again.
  static h2::Options patient() {
    h2::Options options;
    options.limits.glitches = 10'000;
    return options;
  }

  // As a server reads.
  void receive(Octets octets) {
    constexpr std::size_t read = 64 * 1024;
    while (!octets.empty()) {
      const Octets piece = octets.first(std::min(read, octets.size()));
      octets = octets.subspan(piece.size());
      for (Octets rest = piece; !rest.empty();) {
        rest = connection_.receive_some(rest, now_);
        weigh();
        while (const auto event = connection_.poll_event()) react(*event);
      }
    }
  }
  // Whether the heap agrees.
  void weigh() {
    claimed = std::max(claimed, connection_.memory() + connection_.unread());
    EXPECT_LE(testkit::live_octets() - before_, connection_.memory() + shared_or_rounded);
  }
  h2::Connection& connection() { return connection_; }

  std::size_t claimed = 0;

 private:
  void react(const h2::Event& event) {
    const auto* closed = std::get_if<h2::Closed>(&event);
    if (closed != nullptr && closed->close.reason == "peer_reset") connection_.release(closed->message);
    if (const auto* end = std::get_if<h2::ConnectionClosed>(&event)) ADD_FAILURE() << end->close.reason;
    if (const auto* request = std::get_if<h2::RequestReceived>(&event)) {
      // Some are paused, so that more comes in than the window of the connection.
      if (request->message < nth_stream(options_.paused_window / options_.stream_window))
        connection_.pause(request->message);
      if (request->end == http::End::no) return;
      response_.fields.clear();
      response_.fields.add("x-answer-" + std::to_string(request->message), "a");
      // Work that goes on after its response lets other requests in, up to twice the limit.
      http::BodySource* body = connection_.live_messages() <= 150 ? nullptr : &body_;
      EXPECT_TRUE(connection_.respond(request->message, response_, body, now_));
    }
  }

  Time now_;
  const h2::Options options_ = patient();
  http::ResponseHead response_;
  LongBody body_;
  const std::uint64_t before_ = testkit::live_octets();
  h2::Workspace workspace_;
  h2::Connection connection_;
};

// Uploads to the last octet of the connection's window, and of what paused ones may hold beside it.
void fill_windows(Frames& out) {
  const h2::Options options;
  const std::size_t streams = (options.connection_window + options.paused_window) / options.stream_window;
  const std::string octets(16'384, 'x');
  for (std::size_t n = 0; n < streams; ++n) out.headers_block(nth_stream(n), get_block, flag::end_headers);
  for (std::size_t n = 0; n < streams; ++n) {
    for (std::size_t size = 0; size < options.stream_window; size += octets.size()) out.data(nth_stream(n), octets);
  }
}

// The decoder's table, by a request that is taken back at once; responses fill the encoder's.
void fill_table(Frames& out, std::size_t stream) {
  Bytes block = get_block;
  for (std::uint8_t n = 0; n < 120; ++n) {
    const Bytes field = hex("40 01 6e 01 76");
    block.insert(block.end(), field.begin(), field.end());
  }
  out.headers_block(nth_stream(stream), block, whole_request).rst_stream(nth_stream(stream));
}

// Closed streams, and idle ones, in a chain.
void fill_tree(Frames& out, std::size_t first, std::size_t count) {
  for (std::size_t n = first; n < first + count; ++n) {
    out.headers(nth_stream(n), request("POST"), End::no, {n == 0 ? 0 : nth_stream(n - 1), 16, true});
    out.rst_stream(nth_stream(n));
  }
  for (std::size_t n = 8000; n < 8000 + count; ++n) out.priority(nth_stream(n), {nth_stream(n - 1), 16, true});
}

// Answers that wait for the peer to read.
void fill_output(Frames& out, std::size_t first) {
  for (int n = 0; n < 99; ++n) out.ping();
  const Bytes wrong = hex("82 84 06 03 667470 01 0b 6578616d706c652e6f7267");  // its scheme is ftp
  for (std::size_t n = first; n < first + 1'900; ++n) out.headers_block(nth_stream(n), wrong, flag::end_headers);
}

// As much of a field block as may come.
void begin_block(Frames& out, std::size_t stream) {
  const Bytes fragment(16'384, 0x82);
  out.headers_block(nth_stream(stream), fragment, flag::end_stream);
  for (int n = 0; n < 8; ++n) out.continuation(nth_stream(stream), fragment, 0);
}

TEST(Memory, is_what_the_heap_says_and_less_than_the_promise) {
  for (const Fields& fields : shapes()) {
    SCOPED_TRACE(fields.name);
    Frames sent;
    sent.preface().settings({{initial_window_size, 0}}).settings_ack();
    fill_windows(sent);
    fill_table(sent, 50);
    fill_tree(sent, 100, 100);
    fill_output(sent, 300);
    for (std::size_t n = 4000; n < 4130; ++n) sent.headers_block(nth_stream(n), get_block, whole_request);
    for (std::size_t n = 4130; n < 4230; ++n) large_request(sent, nth_stream(n), fields.block);
    begin_block(sent, 4300);
    const std::size_t whole_frames = sent.octets().size();
    sent.continuation(nth_stream(4300), Bytes(16'384, 0x82), 0);

    Busy victim{Time(std::chrono::hours(1))};
    victim.receive(sent.octets().first(whole_frames));
    // Most of one more frame.
    victim.receive(sent.octets().subspan(whole_frames, 16'000));
    EXPECT_FALSE(victim.connection().closed());
    EXPECT_EQ(victim.connection().unread(), h2::Options().connection_window + h2::Options().paused_window);
    EXPECT_LE(victim.claimed, promised_memory);
    EXPECT_GE(victim.claimed, promised_memory / 4 * 3) << "this is not everything at its bound";
  }
}

}  // namespace
}  // namespace weft::limits
