#include <weft/trace/words.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <weft/base/bytes.hpp>

namespace weft::trace {
namespace {

using frame::SettingId;

TEST(Words, name_what_has_a_name) {
  EXPECT_EQ(name_of(frame::Type::push_promise), "PUSH_PROMISE");
  EXPECT_EQ(name_of(static_cast<frame::Type>(0x1b)), "0x1b");
  EXPECT_EQ(name_of(frame::ErrorCode::enhance_your_calm), "ENHANCE_YOUR_CALM");
  EXPECT_EQ(name_of(static_cast<frame::ErrorCode>(0x1b)), "0x0000001b");
}

TEST(Words, name_flags_by_the_type_of_the_frame) {
  EXPECT_THAT(flags_of({.type = frame::Type::headers, .flags = 0x2d}),
              testing::ElementsAre("END_STREAM", "END_HEADERS", "PADDED", "PRIORITY"));
  EXPECT_THAT(flags_of({.type = frame::Type::settings, .flags = 0x01}), testing::ElementsAre("ACK"));
  EXPECT_THAT(flags_of({.type = frame::Type::data, .flags = 0x05}), testing::ElementsAre("END_STREAM", "0x04"));
  EXPECT_THAT(flags_of({.type = frame::Type::window_update}), testing::IsEmpty());
}

TEST(Words, of_frames) {
  EXPECT_EQ(words_of(frame::Priority{.stream = 3, .dependency = {.stream = 1, .weight = 256, .exclusive = true}}),
            "depends on 1, weight 256, exclusive");
  EXPECT_EQ(words_of(frame::WindowUpdate{.stream = 1, .increment = 1'000}), "+1,000 B for the stream");
  EXPECT_EQ(words_of(frame::Goaway{.last_stream = 7, .code = frame::ErrorCode::no_error, .debug = as_octets("bye")}),
            "last stream 7, NO_ERROR, \"bye\"");
  EXPECT_EQ(words_of(frame::Goaway{.last_stream = frame::max_stream_id, .code = frame::ErrorCode::no_error}),
            "will end, last stream not yet known, NO_ERROR");
  EXPECT_EQ(words_of(frame::Goaway{.last_stream = frame::max_stream_id, .code = frame::ErrorCode::internal_error}),
            "last stream 2147483647, INTERNAL_ERROR");
  EXPECT_EQ(words_of(frame::Altsvc{.origin = "https://a", .value = "h3"}), "https://a: h3");
  EXPECT_EQ(words_of(frame::Settings{.ack = true}), "acknowledged");
  EXPECT_EQ(words_of(frame::Unknown{.header = {.type = static_cast<frame::Type>(0x1b)}}), "0 B of an unknown type");
}

TEST(Words, of_settings) {
  EXPECT_EQ(words_of({SettingId::initial_window_size, 65'535}),
            "INITIAL_WINDOW_SIZE 65,535: octets that a new stream may send");
  EXPECT_EQ(words_of({SettingId::enable_push, 0}), "ENABLE_PUSH 0: no pushes");
  EXPECT_EQ(words_of({SettingId::no_rfc7540_priorities, 1}), "NO_RFC7540_PRIORITIES 1: no tree of priorities");
}

}  // namespace
}  // namespace weft::trace
