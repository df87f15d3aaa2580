// Field sections above the soft and the hard limit.
#include <tests/conformance/limits/limits.hpp>

namespace weft::limits {
namespace {

// The given number of fields of 4,058 octets and a name each; all but the first are references.
Frames large_section(Frames sent, StreamId stream, std::size_t count) {
  Bytes block = hex("82 84 87 41 01 61 60 7f db 1e");
  block.resize(block.size() + 4058, 'a');
  block.resize(block.size() + count - 1, 0xbe);
  sent.headers_block(stream, block, whole_request);
  return sent;
}

TEST(LargeFieldSections, section_above_the_soft_limit_is_answered_and_the_table_is_right) {
  Frames sent = large_section({}, 1, 17);
  sent.headers_block(3, hex("82 84 87 01 01 61 be"), whole_request);
  for_every_cut(sent, Application::answers, [](const Victim& victim) {
    EXPECT_EQ(victim.count("HEADERS stream=1 END_STREAM :status=431"), 1u);
    EXPECT_EQ(victim.count("HEADERS stream=3 END_STREAM :status=200"), 1u);
    EXPECT_THAT(victim.endpoint.events(),
                testing::Contains("request 3 GET https://a/ cookie=" + std::string(4058, 'a') + " end"));
  });
}

TEST(LargeFieldSections, section_above_the_hard_limit_is_calmed) {
  for_every_cut(large_section({}, 1, 65), Application::answers,
                [](const Victim& victim) { victim.is_calmed("field_section_limit"); });
}

TEST(LargeFieldSections, long_path_name_and_value_are_answered) {
  const auto answer_to = [](const FieldList& fields) {
    Victim victim(Application::answers);
    Frames sent;
    victim.receives(sent.headers_in(4, 1, fields, end_stream).octets());
    EXPECT_FALSE(victim.endpoint.closed());
    EXPECT_EQ(victim.endpoint.requests(), 0u);
    return victim.said.texts().at(0);
  };
  EXPECT_THAT(answer_to(request("GET", "/" + std::string(16'384, 'a'))), testing::HasSubstr(":status=414"));
  EXPECT_THAT(answer_to(request("GET").with(std::string(1025, 'n'), "v")), testing::HasSubstr(":status=431"));
  EXPECT_THAT(answer_to(request("GET").with("x-name", std::string(32'769, 'v'))), testing::HasSubstr(":status=431"));
}

}  // namespace
}  // namespace weft::limits
