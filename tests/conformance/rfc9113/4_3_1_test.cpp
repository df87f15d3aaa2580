// RFC 9113 4.3.1: Compression State.
#include <tests/conformance/rfc9113/conformance.hpp>

namespace weft::conformance {
namespace section_4_3_1 {

constexpr std::uint8_t whole = flag::end_headers | flag::end_stream;

h2::Options with_table(std::uint32_t octets) {
  h2::Options options;
  options.header_table_size = octets;
  return options;
}

// "An endpoint MUST treat a field block that follows an acknowledgment of the reduction to the maximum dynamic table
// size as a connection error (Section 5.4.1) of type COMPRESSION_ERROR if it does not start with a conformant Dynamic
// Table Size Update instruction."
TEST(Rfc9113_4_3_1, reduction_of_the_table_must_be_confirmed) {
  const Bytes block = hex("82 87 84 01 01 61");
  server().with(with_table(0)).receives(frames().headers_block(1, block, whole)).is_connection_error(compression_error);
}

TEST(Rfc9113_4_3_1, reduction_of_the_table_is_confirmed_by_a_size_update) {
  const Bytes block = hex("20 82 87 84 01 01 61");
  const auto verdict = server().with(with_table(0)).receives(frames().headers_block(1, block, whole).then().ping());
  verdict.is_answered_by({"PING ACK 0000000000000000"});
}

TEST(Rfc9113_4_3_1, size_update_above_the_reduced_maximum_is_a_connection_error) {
  const Bytes block = hex("3f e1 07 82 87 84 01 01 61");  // 1024
  server()
      .with(with_table(512))
      .receives(frames().headers_block(1, block, whole))
      .is_connection_error(compression_error);
}

// "Any change to the maximum value set using SETTINGS_HEADER_TABLE_SIZE takes effect when the endpoint acknowledges
// settings (Section 6.5.3)."
TEST(Rfc9113_4_3_1, reduction_has_no_effect_before_it_is_acknowledged) {
  const Bytes block = hex("82 87 84 01 01 61");
  const auto verdict =
      server().raw().with(with_table(0)).receives(frames().preface().settings().headers_block(1, block, whole));
  EXPECT_THAT(verdict.events(), testing::Contains("request 1 GET https://a/ end"));
}

// "Once an endpoint acknowledges a change to SETTINGS_HEADER_TABLE_SIZE that reduces the maximum below the current size
// of the dynamic table, its HPACK encoder MUST start the next field block with a Dynamic Table Size Update instruction"
TEST(Rfc9113_4_3_1, our_encoder_confirms_a_reduction) {
  Clock clock;
  Endpoint endpoint(Role::server, clock, {}, Application::answers);
  endpoint.receive(frames().preface().settings({{header_table_size, 0}}).octets());
  endpoint.receive(frames().headers(1, get, end_stream).octets());
  const Bytes octets = endpoint.produce();
  frame::Reader reader;
  Octets rest = octets;
  for (auto item = reader.next(rest); !std::holds_alternative<frame::NeedMore>(item); item = reader.next(rest)) {
    const auto* frame = std::get_if<frame::Frame>(&item);
    if (frame == nullptr || !std::holds_alternative<frame::Headers>(*frame)) continue;
    EXPECT_EQ(std::get<frame::Headers>(*frame).block[0], 0x20);
    return;
  }
  FAIL() << "no response";
}

}  // namespace section_4_3_1
}  // namespace weft::conformance
