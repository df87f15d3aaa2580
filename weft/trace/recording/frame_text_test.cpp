#include <weft/trace/recording/frame_text.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace weft::trace {
namespace frame_text_test {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr Keeping with{.values = true, .key = {1, 2}};
constexpr Keeping without{.values = false, .key = {1, 2}};

std::string text_of(const frame::Frame& frame, const Keeping& keeping = with) {
  return frame_text(FrameSeen{.frame = frame}, keeping);
}

// The members of draft-pardue-httpbis-qlog-h2-events-00, 5.2.
TEST(FrameText, has_the_members_of_the_draft) {
  EXPECT_THAT(text_of(frame::Headers{.stream = 1, .end_stream = true, .priority = frame::Dependency{}, .padding = 3}),
              HasSubstr(R"({"frame_type":"headers","headers":[],"priority":true,"padded":true,"end_headers":true,)"
                        R"("end_stream":true})"));
  EXPECT_THAT(text_of(frame::Priority{.stream = 7, .dependency = {.stream = 3, .weight = 256, .exclusive = true}}),
              HasSubstr(R"({"frame_type":"priority","exclusive":true,"stream_dependency":3,"weight":255})"));
  EXPECT_THAT(text_of(frame::RstStream{.stream = 1, .code = frame::ErrorCode::cancel}),
              HasSubstr(R"({"frame_type":"rst_stream","error_code":8})"));
  EXPECT_THAT(text_of(frame::Settings{.ack = true}),
              HasSubstr(R"({"frame_type":"settings","ack":true,"settings":[]})"));
  EXPECT_THAT(text_of(frame::PushPromise{.stream = 1, .promised = 2}),
              HasSubstr(R"({"frame_type":"push_promise","headers":[],"end_headers":true,"promised_stream_id":2})"));
  EXPECT_THAT(text_of(frame::Ping{.opaque = {0, 1, 2, 3, 4, 5, 6, 7}}),
              HasSubstr(R"({"frame_type":"ping","opaque_data":"0001020304050607"})"));
  EXPECT_THAT(
      text_of(frame::Goaway{.last_stream = 9, .debug = as_octets("bye")}),
      HasSubstr(R"({"frame_type":"goaway","last_stream_id":9,"error_code":0,"additional_debug_data":"627965"})"));
  EXPECT_THAT(text_of(frame::WindowUpdate{.stream = 1, .increment = 70}),
              HasSubstr(R"({"frame_type":"window_update","window_size_increment":70})"));
  EXPECT_THAT(text_of(frame::Continuation{.stream = 1, .end_headers = false}),
              HasSubstr(R"({"frame_type":"continuation","headers":[]})"));
  EXPECT_THAT(text_of(frame::Altsvc{.stream = 0, .origin = "https://a.example", .value = "h3"}),
              HasSubstr(R"({"frame_type":"altsvc","origin_len":17,"origin":"https://a.example",)"
                        R"("alt-svc-field-value":"h3"})"));
  EXPECT_THAT(text_of(frame::PriorityUpdate{.prioritized = 5, .value = "u=1, i"}),
              HasSubstr(R"({"frame_type":"priority_update","prioritized_stream_id":5,)"
                        R"("priority_field_value":"u=1, i"})"));
}

TEST(FrameText, tells_the_flags_of_data) {
  const frame::Header header{
      .length = 9, .type = frame::Type::data, .flags = frame::flag::padded | frame::flag::end_stream, .stream = 1};
  EXPECT_THAT(frame_text(DataSeen{.header = header, .content = 4}),
              HasSubstr(R"({"frame_type":"data","padded":true,"end_stream":true,"raw":{"payload_length":4}})"));
}

// RFC 7838 4: an ALTSVC frame that breaks its rules is none. Its type alone is told, as the draft has unknown ones.
TEST(FrameText, has_a_number_for_a_frame_that_was_not_read) {
  const frame::Header header{.length = 2, .type = frame::Type::altsvc, .flags = 0, .stream = 0};
  EXPECT_THAT(text_of(frame::Unknown{header, as_octets("xx")}),
              HasSubstr(R"({"frame_type":"unknown","frame_type_bytes":10})"));
}

TEST(FrameText, has_lengths_of_origins_without_values) {
  Buffer payload;
  const std::array<std::string_view, 2> origins{"https://verborgen.example", "https://b.example"};
  frame::encode_origins(origins, payload);
  const frame::Origin frame{frame::OriginsView(payload.readable().subspan(frame::header_size))};
  EXPECT_THAT(text_of(frame), HasSubstr(R"("origin_entries":[{"origin_len":25,"ASCII-Origin":"https://verborgen.)"));
  const std::string hidden = text_of(frame, without);
  EXPECT_THAT(hidden, HasSubstr(R"("origin_entries":[{"origin_len":25},{"origin_len":17}])"));
  // "verborgen" in hexadecimal digits: the frame as octets.
  EXPECT_THAT(hidden, Not(HasSubstr("766572626f7267656e")));
  const std::string service = text_of(frame::Altsvc{.origin = "https://verborgen.example", .value = "h3"}, without);
  EXPECT_THAT(service, HasSubstr(R"({"frame_type":"altsvc","origin_len":25})"));
  EXPECT_THAT(service, Not(HasSubstr("766572626f7267656e")));
}

}  // namespace
}  // namespace frame_text_test
}  // namespace weft::trace
