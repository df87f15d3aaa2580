#include <weft/server/log/log_format.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <weft/server/log/access_record_test.hpp>
#include <weft/testkit/allocations.hpp>

namespace weft::server {
namespace {

using testing::StartsWith;

std::string header_in(LogFormat format) {
  Buffer out;
  LineFormat::make(format, LogFields::usual)->write_header(example().received, out);
  return std::string(as_text(out.readable()));
}

std::string line_in(LogFormat format) {
  Buffer out;
  LineFormat::make(format, LogFields::usual)->write(example(), out);
  return std::string(as_text(out.readable()));
}

TEST(LineFormat, writes_what_was_chosen) {
  EXPECT_THAT(line_in(LogFormat::w3c), StartsWith("1994-11-06 08:49:37 192.0.2.1 GET"));
  EXPECT_THAT(line_in(LogFormat::combined), StartsWith("192.0.2.1 - ada [06/Nov"));
  EXPECT_THAT(line_in(LogFormat::json), StartsWith("{\"date\":\"1994-11-06\","));
}

TEST(LineFormat, has_a_header_for_w3c_alone) {
  EXPECT_THAT(header_in(LogFormat::w3c), StartsWith("#Version: 1.0\n"));
  EXPECT_EQ(header_in(LogFormat::combined), "");
  EXPECT_EQ(header_in(LogFormat::json), "");
}

TEST(LineFormat, combined_takes_no_fields) {
  EXPECT_THAT(LineFormat::make(LogFormat::combined, "date time").error(), testing::HasSubstr("fields of its own"));
  EXPECT_THAT(LineFormat::make(LogFormat::json, "dat").error(), StartsWith("unknown log field"));
}

TEST(LineFormat, composes_lines_without_an_allocation) {
  const std::string hostile(10'000, '\xff');
  AccessRecord record = example();
  record.user_agent = hostile;
  for (const auto& [name, format] : log_formats) {
    const auto fields = format == LogFormat::combined ? std::string(LogFields::usual) : LogFields::all();
    const auto lines = LineFormat::make(format, fields);
    Buffer out;
    lines->write(record, out);
    out.clear();
    const auto before = testkit::allocations();
    lines->write(record, out);
    EXPECT_EQ(testkit::allocations(), before) << name;
  }
}

}  // namespace
}  // namespace weft::server
