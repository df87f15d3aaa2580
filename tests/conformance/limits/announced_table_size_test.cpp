// A peer that announces a table of four gibibytes for our field compression.
#include <tests/conformance/limits/limits.hpp>

namespace weft::limits {
namespace {

constexpr std::uint32_t enormous = 0xffffffff;

// Answers each request with a field that was never there before.
struct Unique : Victim {
  explicit Unique(std::size_t value_size = 40) : value(value_size, 'v') {
    endpoint.on_event = [this](const h2::Event& event) {
      const auto* request = std::get_if<h2::RequestReceived>(&event);
      if (request == nullptr) return;
      http::ResponseHead head;
      head.fields.add("x-" + std::to_string(request->message), value);
      EXPECT_TRUE(endpoint.connection().respond(request->message, head, nullptr, clock.now()));
    };
  }
  // The field block of the answer, as on the wire.
  Bytes ask(StreamId stream) {
    endpoint.receive(frames().headers_block(stream, get_block, whole_request).octets());
    const Bytes answer = endpoint.produce();
    said.read(answer);
    return {answer.begin() + frame::header_size, answer.end()};
  }

  std::string value;
};

// The transcript's decoder has a table of 4,096 octets: it would lose its way at once.
TEST(AnnouncedTableSize, unique_fields_fill_a_table_of_4096_octets_and_no_more) {
  Unique victim;
  victim.receives(frames().settings({{header_table_size, enormous}}).octets());
  std::size_t memory = 0;
  for (std::size_t n = 0; n < 10'000; ++n) {
    const StreamId stream = nth_stream(n);
    victim.ask(stream);
    ASSERT_EQ(victim.said.lines().back().text, "HEADERS stream=" + std::to_string(stream) +
                                                   " END_STREAM :status=200 x-" + std::to_string(stream) + "=" +
                                                   victim.value);
    victim.said.take();
    victim.endpoint.take_events();
    if (n == 1000) memory = victim.endpoint.connection().memory();
  }
  EXPECT_EQ(victim.endpoint.connection().memory(), memory);
  EXPECT_LE(victim.endpoint.most_memory(), 64u * 1024);
}

// RFC 7541 4.2: "An encoder can choose to use less capacity than this maximum size (see Section 6.3), but the chosen
// size MUST stay lower than or equal to the maximum set by the protocol." A size that has not changed needs no word.
TEST(AnnouncedTableSize, table_that_stays_as_it_was_needs_no_size_update) {
  Unique victim;
  victim.receives(frames().settings({{header_table_size, enormous}}).octets());
  EXPECT_EQ(victim.ask(1).at(0), 0x88);  // :status 200
}

// RFC 7541 4.2: "if the size is changed more than once in that interval, the smallest maximum table size that occurs in
// that interval MUST be signaled in a dynamic table size update. The final maximum size is always signaled".
TEST(AnnouncedTableSize, table_that_was_smaller_in_between_is_signalled_with_the_first_use) {
  Unique victim;
  victim.ask(1);
  Frames sent;
  sent.settings({{header_table_size, 100}}).settings({{header_table_size, enormous}});
  victim.receives(sent.octets());
  const Bytes block = victim.ask(3);
  EXPECT_THAT(Bytes(block.begin(), block.begin() + 6), testing::ElementsAreArray(hex("3f 45 3f e1 1f 88")));
  EXPECT_EQ(victim.ask(5).at(0), 0x88);
}

}  // namespace
}  // namespace weft::limits
