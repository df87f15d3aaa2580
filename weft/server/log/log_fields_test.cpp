#include <weft/server/log/log_fields.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace weft::server {
namespace {

using testing::AllOf;
using testing::HasSubstr;

std::vector<std::string_view> fields_of(std::string_view text) {
  std::vector<std::string_view> names;
  const LogFields fields = *LogFields::parse(text);
  for (const LogField* field : fields) names.push_back(field->name);
  return names;
}

TEST(LogFields, are_in_the_order_in_which_they_were_named) {
  EXPECT_THAT(fields_of(" time ,  date x-reason"), testing::ElementsAre("time", "date", "x-reason"));
}

TEST(LogFields, usually_have_no_version) {
  EXPECT_TRUE(LogFields::parse(LogFields::usual));
  EXPECT_EQ(LogFields::usual.find("cs-version"), std::string_view::npos);
}

TEST(LogFields, can_be_named_all_at_once) {
  EXPECT_EQ(
      LogFields::all(),
      "date time c-ip x-peer-ip s-port cs-method cs-uri-stem cs-uri-query cs-version cs-host cs-username "
      "cs(User-Agent) cs(Referer) sc-status sc-bytes cs-bytes x-cs-field-octets x-cs-hpack-octets x-sc-field-octets "
      "x-sc-hpack-octets x-priority time-taken x-stream-id x-requests "
      "x-reason x-fallback x-pushed x-push-rung x-connection-id x-tls-version x-tls-cipher x-client-subject "
      "x-client-fingerprint x-wait-application x-wait-priority x-wait-stream-window x-wait-connection-window "
      "x-wait-rate-limit x-wait-socket x-wait-pool x-slow-cause x-slow-side");
  EXPECT_TRUE(LogFields::parse(LogFields::all()));
}

TEST(LogFields, that_are_unknown_are_refused_with_the_closest_and_all_others) {
  const auto error = LogFields::parse("date cs-verison").error();
  EXPECT_THAT(error, AllOf(HasSubstr("\"cs-verison\""), HasSubstr("did you mean \"cs-version\""),
                           HasSubstr("Known fields: " + LogFields::all())));
  EXPECT_THAT(LogFields::parse("cs(user-agent)").error(), HasSubstr("did you mean \"cs(User-Agent)\""));
}

TEST(LogFields, tell_whether_they_need_the_waits) {
  for (const auto* name : {"x-wait-socket", "x-slow-cause", "x-slow-side"}) {
    EXPECT_TRUE(LogFields::parse(std::string("date ") + name + " time")->show_waits()) << name;
  }
  EXPECT_FALSE(LogFields::parse("date x-reason")->show_waits());
}

TEST(LogFields, tell_whether_they_need_what_streams_have) {
  for (const auto* name : {"x-priority", "x-sc-field-octets", "x-cs-hpack-octets", "x-sc-hpack-octets"}) {
    EXPECT_TRUE(LogFields::parse(name)->show_streams()) << name;
  }
  EXPECT_FALSE(LogFields::parse("x-cs-field-octets x-wait-socket")->show_streams());
}

TEST(LogFields, are_never_none) {
  EXPECT_FALSE(LogFields::parse(""));
  EXPECT_FALSE(LogFields::parse(" , "));
}

}  // namespace
}  // namespace weft::server
