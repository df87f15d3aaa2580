#include <weft/trace/recording/note_text.hpp>

#include <array>
#include <limits>

#include <weft/trace/recording/recorded_test.hpp>

namespace weft::trace {
namespace note_text_test {
namespace {

using http::Wait;
using testing::HasSubstr;

constexpr std::array<Field, 2> fields{{{.name = "x-a", .value = "secret"}, {.name = "x-b", .value = "1"}}};

std::string text_of(const decltype(Note::what)& what, bool values = false) {
  const auto [name, data] = note_text({Time(), what}, {.values = values, .key = {1, 2}});
  return std::string(name) + " " + data;
}

TEST(NoteText, of_a_wait_has_its_windows) {
  EXPECT_EQ(text_of(WaitChanged{.stream = 5,
                                .before = Wait::priority,
                                .now = Wait::stream_window,
                                .waiting = std::chrono::microseconds(1500),
                                .stream_window = -4,
                                .connection_window = 70}),
            R"(weft:wait_changed {"stream_id":5,"old":"priority","new":"stream_window","waiting":1.500000,)"
            R"("stream_window":-4,"connection_window":70})");
  EXPECT_EQ(text_of(WaitChanged{.stream = 1, .before = Wait::socket}),
            R"(weft:wait_changed {"stream_id":1,"old":"socket","new":null,"waiting":0.000000})");
}

TEST(NoteText, of_windows_and_picks) {
  EXPECT_EQ(text_of(WindowChanged{.stream = 0, .send = 65'535, .receive = -1}),
            R"(weft:window_changed {"stream_id":0,"send":65535,"receive":-1})");
  EXPECT_EQ(text_of(SchedulePick{.stream = 5, .octets = 16'384, .priority = http::Priority{2, true}}),
            R"(weft:schedule_pick {"stream_id":5,"octets":16384,"urgency":2,"incremental":true})");
  EXPECT_EQ(text_of(SchedulePick{.stream = 5, .octets = 0, .weight = 200}),
            R"(weft:schedule_pick {"stream_id":5,"octets":0,"weight":200})");
}

TEST(NoteText, of_tables_has_values_only_where_they_are_kept) {
  const FieldsInserted inserted{.direction = Direction::sent, .stream = 1, .fields = fields, .size = 80, .entries = 2};
  EXPECT_THAT(text_of(inserted), testing::StartsWith(R"(weft:hpack_inserted {"direction":"sent","stream_id":1,)"
                                                     R"("headers":[{"name":"x-a","value_length":6,"value_hash":")"));
  EXPECT_THAT(text_of(inserted), testing::EndsWith(R"("size":80,"entries":2})"));
  EXPECT_THAT(text_of(inserted), testing::Not(HasSubstr("secret")));
  EXPECT_THAT(text_of(inserted, true), HasSubstr(R"({"name":"x-a","value":"secret"})"));
  EXPECT_EQ(text_of(FieldsEvicted{.direction = Direction::received, .stream = 3, .count = 2, .size = 40, .entries = 1}),
            R"(weft:hpack_evicted {"direction":"received","stream_id":3,"count":2,"size":40,"entries":1})");
}

// Each note becomes the same text again.
TEST(NoteText, is_read_as_it_was_written) {
  const std::array<decltype(Note::what), 7> all{
      WaitChanged{.stream = 5, .now = Wait::pool, .waiting = Duration(1'234'567), .stream_window = -4},
      WaitChanged{.stream = 5, .before = Wait::application, .connection_window = 1'000'000},
      WindowChanged{.stream = 7, .send = std::numeric_limits<std::int32_t>::min(), .receive = 2'147'483'647},
      SchedulePick{.stream = 5, .octets = 1, .priority = http::Priority{7, false}},
      SchedulePick{.stream = 5, .octets = 1, .weight = 256},
      FieldsInserted{.direction = Direction::received, .stream = 1, .fields = fields, .size = 80, .entries = 2},
      FieldsEvicted{.direction = Direction::sent, .stream = 3, .count = 2}};
  Recorded recorded(http::Version::http2, true);
  for (const auto& what : all) recorded.recorder().on_note({recorded.now() + Duration(7), what});
  const Recording recording = read(recorded.text);
  ASSERT_EQ(recording.entries.size(), all.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto& note = std::get<Note>(recording.entries[i]);
    EXPECT_EQ(note.time, Time(Duration(7)));
    EXPECT_EQ(text_of(note.what, true), text_of(all[i], true));
  }
}

TEST(NoteText, that_is_wrong_is_told_with_what_was_expected) {
  const auto fault_of = [](const std::string& event) {
    Recorded recorded;
    recorded.text += "\x1e{\"time\":1," + event + "}\n";
    const auto read = read_recording(recorded.text);
    return read ? std::string() : read.error().why;
  };
  EXPECT_EQ(fault_of(R"("name":"weft:wait_changed","data":{"stream_id":1,"old":"sleep","new":null,"waiting":0})"),
            "\"sleep\" is none of the values of \"old\"");
  EXPECT_EQ(fault_of(R"("name":"weft:window_changed","data":{"stream_id":1,"send":"all","receive":1})"),
            "expected a whole number in \"send\"");
  EXPECT_EQ(fault_of(R"("name":"weft:schedule_pick","data":{"stream_id":1})"), "expected a member \"octets\"");
}

}  // namespace
}  // namespace note_text_test
}  // namespace weft::trace
