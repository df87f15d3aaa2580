// Octets that come after a fatal error are not looked at.
#include <tests/conformance/limits/limits.hpp>

namespace weft::limits {
namespace {

const char* const wrong_frames[] = {
    "000000 00 08 00000001",
    "000001 00 08 00000001 01",
    "000000 00 00 00000000",
    "000000 01 04 00000000",
    "000000 01 24 00000001",
    "000005 02 00 00000000 00000000 00",
    "000000 02 00 00000001",
    "000004 03 00 00000000 00000000",
    "000000 03 00 00000001",
    "000000 04 00 00000001",
    "000006 04 01 00000000 0001 00000000",
    "000001 04 00 00000000 00",
    "000006 04 00 00000000 0002 00000002",
    "000006 04 00 00000000 0004 80000000",
    "000004 05 04 00000000 00000002",
    "000000 05 04 00000001",
    "000008 06 00 00000001 0000000000000000",
    "000000 06 00 00000000",
    "000008 07 00 00000001 0000000000000000",
    "000000 07 00 00000000",
    "000000 08 00 00000001",
    "000004 08 00 00000000 00000000",
    "000000 09 00 00000000",
    "004001 bb 00 00000000",
    "000003 01 05 00000001 ffffff",
};

TEST(FramesAfterAFatalError, there_is_exactly_one_goaway) {
  for (const char* first : wrong_frames) {
    SCOPED_TRACE(first);
    Frames sent;
    sent.raw(Type::ping, 0, 0).raw(hex(first)).headers_block(1, get_block, whole_request).ping();
    for_every_cut(sent, Application::answers, [](const Victim& victim) {
      ASSERT_EQ(victim.said.lines().size(), 1u);
      EXPECT_EQ(victim.said.lines()[0].code, frame_size_error);
      EXPECT_EQ(victim.endpoint.requests(), 0u);
    });
  }
}

TEST(FramesAfterAFatalError, later_reads_time_and_calls_change_nothing) {
  Victim victim(Application::answers);
  victim.receives(frames().headers_block(1, get_block, flag::end_headers).raw(Type::ping, 0, 0).octets());
  victim.said.take();
  for (const char* wrong : wrong_frames) victim.receives(frames().raw(hex(wrong)).octets());
  victim.endpoint.advance(std::chrono::hours(2));
  victim.endpoint.connection().ping({});
  victim.endpoint.connection().close(internal_error, "again");
  victim.endpoint.connection().shutdown(victim.clock.now());
  victim.endpoint.receive_end();
  victim.said.read(victim.endpoint.produce());
  EXPECT_TRUE(victim.said.lines().empty());
}

}  // namespace
}  // namespace weft::limits
