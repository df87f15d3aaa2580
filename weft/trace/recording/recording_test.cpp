#include <weft/trace/recording/recording.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <limits>

#include <weft/trace/notes_test.hpp>
#include <weft/trace/recording/recorded_test.hpp>

namespace weft::trace {
namespace recording_test {
namespace {

using http::Wait;
using testing::HasSubstr;
using testkit::end_stream;
using testkit::Frames;
using testkit::request;
using testkit::response;

std::string lines_of(const Recording& recording) {
  Notes notes({.detail = true, .secrets = true}, recording.role);
  for (const auto& entry : recording.entries) {
    if (const auto* event = std::get_if<Event>(&entry)) notes.on_event(*event);
  }
  return notes.text;
}

// Frames of every kind, right and wrong.
Frames all_kinds() {
  Frames frames;
  frames.preface()
      .settings({{frame::SettingId::enable_push, 0}, {static_cast<frame::SettingId>(0x99), 7}})
      .settings_ack();
  frames.headers(1, request("GET", "/a").with("x-latin", "\xe9"), end_stream);
  frames.headers_in(3, 3, request("POST", "/b").with("x-long", std::string(90, 'x')));
  frames.add(frame::Data{.stream = 3, .octets = as_octets("hello"), .padding = 9}).data(3, "", end_stream);
  frames.headers(5, request("GET"), end_stream, {.stream = 3, .weight = 9, .exclusive = true});
  frames.priority(7, {.stream = 1}).rst_stream(5).ping(7).ping_ack(8).window_update(0, 65'535);
  frames.priority_update(3, "u=1").goaway(0, frame::ErrorCode::no_error, "bye");
  frames.add(frame::Altsvc{.stream = 0, .origin = "https://example.org", .value = "h2=\":1\""});
  frames.raw(static_cast<frame::Type>(0xf0), 3, 9, as_octets("more"));
  frames.raw(frame::Type::ping, 0, 0, as_octets("four"));
  frames.continuation(9, as_octets("x"));
  frames.headers_block(11, as_octets("\xff\xff\xff\xff\xff\xff"), frame::flag::end_headers);
  return frames;
}

TEST(Recording, says_what_the_tap_has_said) {
  const Frames frames = all_kinds();
  Recorded recorded(http::Version::http2, true);
  recorded.received(frames.octets()).ended(http::Blame::peer);
  const Recording recording = read(recorded.text);
  EXPECT_EQ(recording.role, http::Role::server);
  EXPECT_EQ(recording.version, http::Version::http2);
  EXPECT_EQ(recording.peer, "127.0.0.1:5123");
  EXPECT_TRUE(recording.has_values);

  Notes notes({.detail = true, .secrets = true}, http::Role::server);
  Tap tap(http::Role::server, http::Version::http2, notes);
  tap.received(frames.octets(), Time(std::chrono::microseconds(1500)));
  tap.ended({.scope = http::Scope::connection, .blame = {}, .code = 0, .reason = {}},
            Time(std::chrono::microseconds(1500)));
  EXPECT_EQ(lines_of(recording), notes.text);
  EXPECT_THAT(notes.text, HasSubstr("wrong: "));
  EXPECT_THAT(notes.text, HasSubstr("out of place"));
  EXPECT_THAT(notes.text, HasSubstr("cannot be decoded"));
}

TEST(Recording, keeps_the_octets_and_the_calls) {
  Recorded recorded(http::Version::http2, true);
  const Frames frames = all_kinds();
  recorded.received(frames.octets());
  const std::array<std::uint64_t, 3> numbers{1, 0, 18'446'744'073'709'551'615u};
  const std::array<Field, 1> fields{{{.name = ":status", .value = "200", .sensitive = true}}};
  recorded.recorder().on_call({.time = recorded.now() + Duration(1),
                               .verb = Verb::respond,
                               .message = 1,
                               .numbers = numbers,
                               .fields = fields,
                               .text = "words"});
  const Recording recording = read(recorded.text);
  const auto& octets = std::get<OctetsSeen>(recording.entries[1]);
  EXPECT_EQ(as_text(octets.octets), as_text(frames.octets()));
  EXPECT_EQ(octets.direction, Direction::received);
  const auto& call = std::get<Call>(recording.entries.back());
  EXPECT_EQ(call.time, Time(std::chrono::microseconds(1500) + Duration(1)));
  EXPECT_EQ(call.verb, Verb::respond);
  EXPECT_THAT(call.numbers, testing::ElementsAreArray(numbers));
  EXPECT_EQ(call.fields.front(), fields.front());
  EXPECT_TRUE(call.fields.front().sensitive);
  EXPECT_EQ(call.text, "words");
}

TEST(Recording, shows_lengths_where_no_values_were_kept) {
  Recorded recorded;
  Frames frames;
  frames.preface().headers(1, request("GET", "/a").with("x-a", "id=1"), end_stream);
  recorded.received(frames.octets());
  const Recording recording = read(recorded.text);
  EXPECT_FALSE(recording.has_values);
  const std::string text = lines_of(recording);
  EXPECT_THAT(text, HasSubstr(":method: GET\n"));
  EXPECT_THAT(text, HasSubstr("x-a: (4 B, "));
  EXPECT_THAT(text, HasSubstr(":path: (2 B, "));
}

TEST(Recording, tells_of_http11) {
  Recorded recorded(http::Version::http11, true);
  recorded.received(as_octets("POST /a HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\n\r\nhello"));
  recorded.sent(as_octets("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\nx-sum: 5\r\n\r\n"));
  const std::string text = lines_of(read(recorded.text));
  EXPECT_THAT(text, HasSubstr("POST /a HTTP/1.1\n"));
  EXPECT_THAT(text, HasSubstr("body          1     end of request   5 B"));
  EXPECT_THAT(text, HasSubstr("x-sum: 5\n"));
}

// The process has ended while it wrote.
TEST(Recording, may_end_inside_a_record) {
  Recorded recorded;
  Frames frames;
  frames.preface().ping(1).ping(2);
  recorded.received(frames.octets());
  const std::size_t whole = read(recorded.text).entries.size();
  const std::string cut = recorded.text.substr(0, recorded.text.size() - 10);
  EXPECT_EQ(read(cut).entries.size(), whole - 1);
}

TEST(Recording, skips_events_that_it_does_not_know) {
  Recorded recorded;
  recorded.text += "\x1e{\"time\":1,\"name\":\"weft:later\",\"data\":{}}\n";
  EXPECT_TRUE(read(recorded.text).entries.empty());
}

struct Broken {
  std::string from;
  std::string to;
  std::string why;
};

TEST(Recording, says_where_it_is_broken) {
  Recorded recorded(http::Version::http2, true);
  Frames frames;
  frames.preface().headers(1, request("GET", "/a"), end_stream).data(3, "four");
  recorded.received(frames.octets()).ended();
  const std::vector<Broken> cases{
      {"\x1e{\"file", "{\"file", "expected a record of a JSON text sequence (RFC 7464)"},
      {"file:sequential", "file:contained", "expected the file schema urn:ietf:params:qlog:file:sequential"},
      {"weft:opened", "weft:closed", "expected the event weft:opened"},
      {"\"version\":\"HTTP/2\"", "\"version\":\"HTTP/7\"",
       "expected HTTP/1.0, HTTP/1.1 or HTTP/2 in \"version\", not \"HTTP/7\""},
      {"\"role\":\"server\"", "\"role\":7", "expected text in \"role\""},
      {"{\"time\":1.500000,\"name\":\"weft:octets\"", "{\"name\":\"weft:octets\"", "expected a member \"time\""},
      {"\"direction\":\"received\",\"raw\"", "\"direction\":\"up\",\"raw\"",
       "expected sent or received in \"direction\""},
      {"\"data\":\"505249", "\"data\":\"5x5249", "expected hexadecimal digits in \"data\""},
      {"\"data\":\"505249", "\"data\":\"5249", "expected as many octets in \"data\" as \"length\" says"},
      {"\"name\":\"weft:preface\",", "\"name\":\"weft:preface\"", "expected one JSON text on this line"},
      {"\"stream_id\":1,", "\"stream_id\":-1,", "expected a whole number in \"stream_id\""},
      {"\"stream_id\":1,", "\"stream_id\":99999999999,", "expected at most 4294967295 in \"stream_id\""},
      {"\"state\":\"whole\"", "\"state\":\"hole\"",
       "expected one of whole, cut_short, broken, lost in \"state\", not \"hole\""},
      {"\"fault\":\"", "\"fault\":\"more\",\"was\":\"",
       "expected one of the values that this version knows in \"fault\", not \"more\""},
      {"\"weft\":{\"frame\":\"", "\"weft\":{\"frame\":\"00", "expected a frame in \"frame\""},
      {"\"blame\":\"nobody\"", "\"blame\":\"everybody\"",
       "expected one of nobody, user, library, peer in \"blame\", not \"everybody\""},
      {"{\"time\":1.500000,\"name\":\"weft:octets\"", "{\"time\":1e12,\"name\":\"weft:octets\"",
       "expected less than 1000000000000 milliseconds in \"time\""},
      {"\"content\":4", "\"content\":5", "expected no more in \"content\" than in \"length\""},
      {"\"call\":\"begin\"", "\"call\":\"end\"", "expected a call of an engine in \"call\", not \"end\""},
  };
  for (const Broken& broken : cases) {
    std::string text = recorded.text;
    const std::size_t at = text.find(broken.from);
    ASSERT_NE(at, text.npos) << broken.from;
    const std::size_t line =
        1 + static_cast<std::size_t>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
    const auto read = read_recording(text.replace(at, broken.from.size(), broken.to));
    ASSERT_FALSE(read) << broken.to;
    EXPECT_EQ(read.error().line, line) << broken.to;
    EXPECT_EQ(read.error().why, broken.why);
  }
  EXPECT_EQ(read_recording("").error().why, "the recording has no beginning");
}

// --- notes -----------------------------------------------------------------------------------------------------------

constexpr std::array<Field, 2> inserted_fields{{{.name = "x-a", .value = "secret"}, {.name = "x-b", .value = "1"}}};

// Its record, from the name on.
std::string text_of(const decltype(Note::what)& what, bool values = false) {
  Recorded recorded(http::Version::http2, values);
  recorded.recorder().on_note({recorded.now(), what});
  const std::size_t begin = recorded.text.rfind("\"name\":\"weft:") + 7;
  return recorded.text.substr(begin, recorded.text.size() - begin - 2);
}

TEST(RecordedNotes, of_a_wait_have_its_windows) {
  EXPECT_EQ(text_of(WaitChanged{.stream = 5,
                                .before = Wait::priority,
                                .now = Wait::stream_window,
                                .waiting = std::chrono::microseconds(1500),
                                .stream_window = -4,
                                .connection_window = 70}),
            R"("weft:wait_changed","data":{"stream_id":5,"old":"priority","new":"stream_window","waiting":1.500000,)"
            R"("stream_window":-4,"connection_window":70})");
  EXPECT_EQ(text_of(WaitChanged{.stream = 1, .before = Wait::socket}),
            R"("weft:wait_changed","data":{"stream_id":1,"old":"socket","new":null,"waiting":0.000000})");
}

TEST(RecordedNotes, of_windows_and_picks) {
  EXPECT_EQ(text_of(WindowChanged{.stream = 0, .send = 65'535, .receive = -1}),
            R"("weft:window_changed","data":{"stream_id":0,"send":65535,"receive":-1})");
  EXPECT_EQ(text_of(SchedulePick{.stream = 5, .octets = 16'384, .priority = http::Priority{2, true}}),
            R"("weft:schedule_pick","data":{"stream_id":5,"octets":16384,"urgency":2,"incremental":true})");
  EXPECT_EQ(text_of(SchedulePick{.stream = 5, .octets = 0, .weight = 200}),
            R"("weft:schedule_pick","data":{"stream_id":5,"octets":0,"weight":200})");
}

TEST(RecordedNotes, of_tables_have_values_only_where_they_are_kept) {
  const FieldsInserted inserted{
      .direction = Direction::sent, .stream = 1, .fields = inserted_fields, .size = 80, .entries = 2};
  EXPECT_THAT(text_of(inserted),
              testing::StartsWith(R"("weft:hpack_inserted","data":{"direction":"sent","stream_id":1,)"
                                  R"("headers":[{"name":"x-a","value_length":6,"value_hash":")"));
  EXPECT_THAT(text_of(inserted), testing::EndsWith(R"("size":80,"entries":2})"));
  EXPECT_THAT(text_of(inserted), testing::Not(HasSubstr("secret")));
  EXPECT_THAT(text_of(inserted, true), HasSubstr(R"({"name":"x-a","value":"secret"})"));
  EXPECT_EQ(text_of(FieldsEvicted{.direction = Direction::received, .stream = 3, .count = 2, .size = 40, .entries = 1}),
            R"("weft:hpack_evicted","data":{"direction":"received","stream_id":3,"count":2,"size":40,"entries":1})");
}

TEST(RecordedNotes, are_read_as_they_were_written) {
  const std::array<decltype(Note::what), 7> all{
      WaitChanged{.stream = 5, .now = Wait::pool, .waiting = Duration(1'234'567), .stream_window = -4},
      WaitChanged{.stream = 5, .before = Wait::application, .connection_window = 1'000'000},
      WindowChanged{.stream = 7, .send = std::numeric_limits<std::int32_t>::min(), .receive = 2'147'483'647},
      SchedulePick{.stream = 5, .octets = 1, .priority = http::Priority{7, false}},
      SchedulePick{.stream = 5, .octets = 1, .weight = 256},
      FieldsInserted{
          .direction = Direction::received, .stream = 1, .fields = inserted_fields, .size = 80, .entries = 2},
      FieldsEvicted{.direction = Direction::sent, .stream = 3, .count = 2}};
  Recorded recorded(http::Version::http2, true);
  for (const auto& what : all) recorded.recorder().on_note({recorded.now() + Duration(7), what});
  const Recording recording = read(recorded.text);
  // The first entry is the call that began it.
  ASSERT_EQ(recording.entries.size(), 1 + all.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto& note = std::get<Note>(recording.entries[1 + i]);
    EXPECT_EQ(note.time, Time(Duration(7)));
    EXPECT_EQ(text_of(note.what, true), text_of(all[i], true));
  }
}

TEST(RecordedNotes, that_are_wrong_are_told_with_what_was_expected) {
  const auto fault_of = [](const std::string& event) {
    Recorded recorded;
    recorded.text += "\x1e{\"time\":1," + event + "}\n";
    const auto read = read_recording(recorded.text);
    return read ? std::string() : read.error().why;
  };
  EXPECT_EQ(
      fault_of(R"("name":"weft:wait_changed","data":{"stream_id":1,"old":"sleep","new":null,"waiting":0})"),
      "expected one of application, priority, stream_window, connection_window, rate_limit, socket, pool in \"old\", "
      "not \"sleep\"");
  EXPECT_EQ(fault_of(R"("name":"weft:window_changed","data":{"stream_id":1,"send":"all","receive":1})"),
            "expected a whole number in \"send\"");
  EXPECT_EQ(fault_of(R"("name":"weft:schedule_pick","data":{"stream_id":1})"), "expected a member \"octets\"");
}

}  // namespace
}  // namespace recording_test
}  // namespace weft::trace
