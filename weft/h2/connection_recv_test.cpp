#include <fmt/format.h>

#include <functional>

#include <weft/h2/engine_test.hpp>
#include <weft/http/preface.hpp>
#include <weft/testkit/octets.hpp>
#include <weft/testkit/segmenter.hpp>

namespace weft::h2 {
namespace {

using testkit::hex;
using testkit::request;

TEST(Receive, ends_at_the_first_wrong_octet_of_the_preface) {
  for (std::size_t place = 0; place < http::client_preface.size(); ++place) {
    std::string octets(http::client_preface);
    octets[place] ^= 1;
    testkit::Clock clock;
    testkit::Endpoint server(Role::server, clock);
    server.receive(as_octets(std::string_view(octets).substr(0, place)));
    EXPECT_FALSE(server.closed());
    server.receive(as_octets(std::string_view(octets).substr(place, 1)));
    EXPECT_TRUE(server.closed()) << place;
    EXPECT_EQ(server.close().reason, "preface_not_valid");
  }
}

TEST(Receive, says_nothing_more_after_a_connection_error) {
  ServerEngine server;
  server.from_peer.window_update(0, 0).ping(1).headers(1, request("GET"), end_stream).data(0, "x");
  EXPECT_THAT(server.exchange(), ElementsAre(HasSubstr("GOAWAY")));
  EXPECT_TRUE(server.connection().closed());
  server.from_peer.ping(2);
  EXPECT_THAT(server.exchange(), IsEmpty());
}

TEST(Receive, answers_pings_before_anything_else) {
  ServerEngine server({}, Application::answers);
  server.from_peer.headers(1, request("GET"), end_stream).ping(7);
  const Lines lines = server.exchange();
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_THAT(lines.front(), HasSubstr("PING"));
}

TEST(Receive, takes_a_block_in_as_many_frames_as_the_limit) {
  ServerEngine server;
  const auto head = request("GET").with("x-long", std::string(500, '|'));
  server.from_peer.headers_in(9, 1, head, end_stream);
  server.exchange();
  EXPECT_THAT(server.events(), ElementsAre(HasSubstr("request 1 GET")));
  server.from_peer.headers_in(10, 3, head.with("x-more", std::string(500, '|')), end_stream);
  server.exchange();
  EXPECT_EQ(server.endpoint.close().reason, "continuations_limit");
}

TEST(Receive, tolerates_one_empty_continuation) {
  ServerEngine server;
  const auto block = server.from_peer.block(request("GET"));
  server.from_peer.headers_block(1, block, frame::flag::end_stream).continuation(1, {}, 0).continuation(1, {}, 0);
  server.exchange();
  EXPECT_EQ(server.endpoint.close().reason, "continuations_limit");
}

TEST(Receive, takes_any_frame_that_arrives_slowly_but_in_time) {
  ServerEngine server;
  // Each read ends in the middle of a frame, for much longer than one frame may take.
  server.from_peer.ping(0);
  const std::size_t size = server.from_peer.octets().size() - server.delivered;
  for (int i = 1; i < 30; ++i) server.from_peer.ping(static_cast<std::uint64_t>(i));
  Octets octets = server.from_peer.octets().subspan(server.delivered);
  while (!octets.empty()) {
    const std::size_t piece = std::min(octets.size(), size + 1);
    server.endpoint.receive(octets.first(piece));
    octets = octets.subspan(piece);
    server.advanced(seconds(1));
  }
  EXPECT_FALSE(server.endpoint.closed());
}

TEST(Receive, tires_of_frames_that_it_does_not_know) {
  ServerEngine server;
  for (int i = 0; i < 1001; ++i) server.from_peer.raw(static_cast<frame::Type>(0x42), 0, 1);
  server.exchange();
  EXPECT_EQ(server.endpoint.close().reason, "glitches_limit");
}

TEST(Receive, reports_altsvc_and_origin_to_clients_only) {
  ClientEngine client;
  client.from_peer.add(frame::Altsvc{0, "https://example.org", "h2=\":8443\""});
  client.exchange();
  EXPECT_THAT(client.events(), ElementsAre(HasSubstr("altsvc")));
  ServerEngine server;
  server.from_peer.add(frame::Altsvc{0, "https://example.org", "h2=\":8443\""});
  server.exchange();
  EXPECT_THAT(server.events(), IsEmpty());
}

struct Bare {
  Options options;
  Workspace workspace;
  Time now{std::chrono::hours(1)};
  Connection connection{Role::server, options, workspace, now};

  std::size_t poll() {
    std::size_t events = 0;
    while (connection.poll_event()) ++events;
    return events;
  }
};

TEST(Read, of_many_frames_is_cut_where_the_application_should_look) {
  Bare server;
  Frames peer;
  peer.preface().settings().settings_ack().headers(1, request("POST"));
  for (int i = 0; i < 200; ++i) peer.data(1, std::string(300, 'x'));
  Octets rest = server.connection.receive_some(peer.octets(), server.now);
  std::size_t reads = 1;
  for (; !rest.empty(); ++reads) {
    EXPECT_EQ(server.poll(), 32u);
    rest = server.connection.receive_some(rest, server.now);
  }
  EXPECT_EQ(reads, 7u);
  EXPECT_EQ(server.connection.counters().octets_received, peer.octets().size());
}

TEST(Read, goes_on_where_nobody_polls) {
  Bare server;
  Frames peer;
  peer.preface().settings().settings_ack().headers(1, request("POST"));
  for (int i = 0; i < 200; ++i) peer.data(1, std::string(300, 'x'));
  server.connection.receive(peer.octets(), server.now);
  EXPECT_EQ(server.connection.counters().octets_received, peer.octets().size());
  EXPECT_EQ(server.connection.counters().data_frames_received, 200u);
}

// The text that an event of one of these frames lends, in a client that reads them in two pieces and the beginning of
// another frame behind them.
std::string lent_by(const Frames& sent, std::size_t begin, std::size_t cut) {
  const Options options;
  Workspace workspace;
  const Time now{std::chrono::hours(1)};
  Connection client(Role::client, options, workspace, now);
  client.receive(sent.octets().first(begin), now);
  while (client.poll_event()) {
  }
  client.receive(sent.octets().subspan(begin, cut), now);
  const auto rest = sent.octets().subspan(begin + cut);
  client.receive(rest.first(rest.size() - 4), now);
  std::string text;
  while (const auto event = client.poll_event()) {
    if (const auto* goaway = std::get_if<GoawayReceived>(&*event)) text += as_text(goaway->debug_data);
    if (const auto* altsvc = std::get_if<AltsvcReceived>(&*event)) text.append(altsvc->origin).append(altsvc->value);
    if (const auto* origins = std::get_if<OriginReceived>(&*event)) text += as_text(origins->entries).substr(2);
  }
  return text;
}

TEST(Lent, octets_are_the_same_until_the_next_read_however_they_came) {
  const std::string secret = "https://" + std::string(600, 'a') + ".example";
  const std::string origin = "https://example.org";
  const std::vector<std::pair<std::string, frame::Frame>> lenders{
      {secret, frame::Goaway{0, ErrorCode::no_error, as_octets(secret)}},
      {"short", frame::Goaway{0, ErrorCode::no_error, as_octets("short")}},
      {origin + "h2=\":8443\"", frame::Altsvc{0, origin, "h2=\":8443\""}},
  };
  for (const auto& [text, lender] : lenders) {
    Frames sent;
    sent.settings().settings_ack();
    const std::size_t begin = sent.octets().size();
    sent.add(lender);
    const std::size_t size = sent.octets().size() - begin;
    sent.ping(0x7878787878787878);
    for (const std::size_t cut : {std::size_t{0}, std::size_t{1}, std::size_t{9}, size / 2, size - 1}) {
      EXPECT_EQ(lent_by(sent, begin, cut), text) << cut;
    }
  }
}

// Frames that a peer may send last, with no octets, or very few, behind the header.
struct LastWord {
  const char* name;
  std::function<void(Frames&)> say;
};

const std::vector<LastWord>& last_words() {
  using frame::Type;
  namespace flag = frame::flag;
  static const std::vector<LastWord> words{
      {"empty DATA", [](Frames& peer) { peer.data(1, "", end_stream); }},
      {"two empty DATA", [](Frames& peer) { peer.data(1, "").data(1, "", end_stream); }},
      {"DATA of a pad length",
       [](Frames& peer) { peer.raw(Type::data, flag::padded | flag::end_stream, 1, hex("00")); }},
      {"DATA of padding",
       [](Frames& peer) { peer.raw(Type::data, flag::padded | flag::end_stream, 1, hex("03 000000")); }},
      {"DATA of an octet and padding",
       [](Frames& peer) { peer.raw(Type::data, flag::padded | flag::end_stream, 1, hex("01 78 00")); }},
      {"trailers", [](Frames& peer) { peer.headers(1, testkit::trailers(), end_stream); }},
      {"empty CONTINUATION",
       [](Frames& peer) { peer.headers_block(3, peer.block(request("GET")), flag::end_stream).continuation(3, {}); }},
      {"empty HEADERS",
       [](Frames& peer) { peer.headers_block(3, {}, flag::end_stream).continuation(3, peer.block(request("GET"))); }},
      {"empty SETTINGS", [](Frames& peer) { peer.settings().goaway(0); }},
      {"RST_STREAM", [](Frames& peer) { peer.rst_stream(1); }},
      {"GOAWAY", [](Frames& peer) { peer.goaway(0); }},
      {"a frame that nobody knows", [](Frames& peer) { peer.raw(static_cast<Type>(0x42), 0, 1).goaway(0); }},
  };
  return words;
}

// The events of an engine whose octets come in these pieces; DATA is counted as a sum.
std::string told(const std::vector<Octets>& pieces) {
  Bare server;
  std::string story;
  std::size_t data = 0;
  for (const Octets piece : pieces) {
    server.connection.receive(piece, server.now);
    while (const auto event = server.connection.poll_event()) {
      const auto* received = std::get_if<DataReceived>(&*event);
      if (received != nullptr) data += received->octets.size();
      if (received == nullptr) story += fmt::format("{} ", event->index());
      if (received != nullptr && received->end == http::End::yes) story += "end ";
    }
  }
  return story + fmt::format("{}", data);
}

// The rule holds however many events wait for the application.
TEST(Read, tells_the_same_of_the_last_frame_whatever_the_segmentation) {
  for (const LastWord& last : last_words()) {
    SCOPED_TRACE(last.name);
    for (int waiting = 24; waiting <= 72; ++waiting) {
      SCOPED_TRACE(waiting);
      Frames peer;
      peer.preface().settings().settings_ack().headers(1, request("POST"));
      for (int i = 0; i < waiting; ++i) peer.data(1, std::string(300, 'x'));
      last.say(peer);
      const std::string expected = told(testkit::one_at_a_time(peer.octets()).pieces);
      EXPECT_EQ(told({peer.octets()}), expected);
      EXPECT_EQ(told(testkit::at_random(peer.octets(), 1, 20'000).pieces), expected);
    }
  }
}

// The application looks between two reads of the same octets, as a server does.
TEST(Read, that_is_cut_behind_an_empty_frame_leaves_nothing_in_the_reader) {
  for (int waiting = 24; waiting <= 72; ++waiting) {
    Bare server;
    Frames peer;
    peer.preface().settings().settings_ack().headers(1, request("POST"));
    for (int i = 0; i < waiting; ++i) peer.data(1, std::string(300, 'x'));
    peer.data(1, "", end_stream);
    bool ended = false;
    for (Octets rest = peer.octets(); !rest.empty();) {
      rest = server.connection.receive_some(rest, server.now);
      while (const auto event = server.connection.poll_event()) {
        const auto* data = std::get_if<DataReceived>(&*event);
        ended = ended || (data != nullptr && data->end == http::End::yes);
      }
    }
    EXPECT_TRUE(ended) << waiting;
  }
}

TEST(Read, of_few_frames_is_taken_whole) {
  Bare server;
  Frames peer;
  peer.preface().settings().settings_ack().headers(1, request("GET"), end_stream);
  EXPECT_TRUE(server.connection.receive_some(peer.octets(), server.now).empty());
  EXPECT_TRUE(server.connection.receive_some({}, server.now).empty());
}

}  // namespace
}  // namespace weft::h2
